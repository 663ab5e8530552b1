/*
 * Loaded before the C library (LD_PRELOAD) by tests/checks/test_allocations.py: allocations fail on command, whichever code asks,
 * the program or one of its libraries. They are counted from 1 on over the whole process.
 *   ALLOC_FAIL   "N" the Nth fails, "N-" the Nth and all later ones.
 *   ALLOC_COUNT  a file that gets their number when the process ends by itself.
 * GNU's C library only: its own functions are called by their second names, so that nothing has to be looked up first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DIGITS_MAX = 24 };

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long asked;
static long failing;
static bool and_later;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("ALLOC_FAIL");
	char *end = NULL;

	if (!text)
		return;
	failing = strtol(text, &end, 10);
	and_later = *end == '-';
}

__attribute__((destructor)) static void report(void)
{
	const char *name = getenv("ALLOC_COUNT");
	char digits[DIGITS_MAX];
	int fd = name ? open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
	int n = snprintf(digits, sizeof(digits), "%ld", atomic_load(&asked));

	if (fd >= 0 && (write(fd, digits, (size_t)n) != n || close(fd) != 0))
		abort();
}

static bool fails(void)
{
	long number = atomic_fetch_add(&asked, 1) + 1;

	if (failing == 0 || !(number == failing || (and_later && number > failing)))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	void *got = fails() ? NULL : __libc_memalign(alignment, size);

	if (!got)
		return ENOMEM;
	*memory = got;
	return 0;
}
