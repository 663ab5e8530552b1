#include "support/heap.h"

#include <malloc.h>

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
