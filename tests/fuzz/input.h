/*
 * Reads numbers and texts from the front of the input of a fuzz target.
 */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdint.h>

#include "base/sv.h"

struct input {
	const uint8_t *p;
	size_t n;
};

/* 0 if nothing is left. */
static inline uint8_t input_byte(struct input *input)
{
	if (input->n == 0)
		return 0;
	input->n--;
	return *input->p++;
}

static inline uint64_t input_number(struct input *input, unsigned bytes)
{
	uint64_t sum = 0;

	while (bytes-- > 0)
		sum = sum << 8 | input_byte(input);
	return sum;
}

static inline struct sv input_rest(const struct input *input)
{
	return (struct sv){(const char *)input->p, input->n};
}

/* The text before the first `end`, which is removed, too; everything if there is none. */
static inline struct sv input_until(struct input *input, char end)
{
	struct sv rest = input_rest(input);
	const char *found = rest.n ? memchr(rest.p, end, rest.n) : NULL;
	size_t n = found ? (size_t)(found - rest.p) : rest.n, taken = found ? n + 1 : n;

	input->p += taken;
	input->n -= taken;
	return (struct sv){rest.p, n};
}

#endif
