/*
 * What is tried at every byte takes a sample in `make check`, and everything in `make check-long` (tests/README.md, "Longer
 * proofs"). The environment says which.
 */
#ifndef SUPPORT_SAMPLE_H
#define SUPPORT_SAMPLE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* How far it is to the next case that is tried: `step` in `make check`, else 1. */
static inline size_t sample_step(size_t step)
{
	const char *all = getenv("CHECK_LONG");

	return all && strcmp(all, "1") == 0 ? 1 : step;
}

#endif
