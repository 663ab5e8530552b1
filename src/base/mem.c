#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static _Noreturn void mem_exit(void)
{
	static const char line[] =
		"pinpoint-export: out of memory; free some memory and run again: nothing was lost or half published\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)ignored;
	_exit(RC_INTERNAL);
}

static void (*exhausted)(void) = mem_exit;

void mem_on_exhausted(void (*handler)(void))
{
	exhausted = handler;
}

_Noreturn void mem_exhausted(void)
{
	exhausted();
	mem_exit();
}

static void *mem_check(void *memory)
{
	if (!memory)
		mem_exhausted();
	return memory;
}

void *mem_alloc(size_t size)
{
	return mem_check(malloc(size ? size : 1));
}

void *mem_zero(size_t count, size_t size)
{
	return mem_check(calloc(count ? count : 1, size ? size : 1));
}

void *mem_resize(void *memory, size_t size)
{
	return mem_check(realloc(memory, size ? size : 1));
}

char *mem_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(mem_alloc(size), text, size);
}

void mem_free(void *memory)
{
	free(memory);
}

void mem_wipe(void *memory, size_t size)
{
	volatile unsigned char *p = memory;

	while (size-- > 0)
		*p++ = 0;
}

void mem_free_secret(char **text)
{
	if (*text)
		mem_wipe(*text, strlen(*text));
	mem_free(*text);
	*text = NULL;
}

void mem_free_local(void *pointer_to_pointer)
{
	void **pointer = pointer_to_pointer;

	free(*pointer);
	*pointer = NULL;
}
