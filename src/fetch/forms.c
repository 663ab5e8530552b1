#include "fetch/forms.h"

static unsigned size_of(unsigned mask)
{
	unsigned size = 0;

	for (; mask; mask &= mask - 1)
		size++;
	return size;
}

/*
 * A number that grows in the order in which the sets are tried: size first, then, among sets of one size, those that
 * hold an earlier part (its bit read from the other end, so that the first part weighs most) come first.
 */
static unsigned rank(unsigned mask, unsigned count)
{
	unsigned mirrored = 0;

	for (unsigned i = 0; i < count; i++)
		if (mask >> i & 1)
			mirrored |= 1U << (count - 1 - i);
	return size_of(mask) << count | (((1U << count) - 1) ^ mirrored);
}

unsigned forms_next(unsigned given_up, unsigned count)
{
	unsigned next = 0;

	for (unsigned mask = 1; mask < 1U << count; mask++)
		if (rank(mask, count) > rank(given_up, count) && (next == 0 || rank(mask, count) < rank(next, count)))
			next = mask;
	return next;
}
