#include "support/heap.h"

#include <malloc.h>
#include <stdlib.h>

/* With AddressSanitizer, whose allocator mallinfo2() does not see; else absent. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

size_t heap_bytes(void)
{
	struct mallinfo2 info;

	if (__sanitizer_get_current_allocated_bytes)
		return __sanitizer_get_current_allocated_bytes();
	info = mallinfo2();
	return info.uordblks + info.hblkhd;
}

bool heap_is_counted(void)
{
	enum { SOME = 1 << 20 };
	size_t before = heap_bytes();
	char *volatile some = malloc(SOME);
	bool counted = some && heap_bytes() >= before + SOME;

	free(some);
	return counted;
}
