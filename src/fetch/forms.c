#include "fetch/forms.h"

static unsigned forms_size(unsigned mask)
{
	unsigned size = 0;

	for (; mask; mask &= mask - 1)
		size++;
	return size;
}

/*
 * A number that grows in the order in which the sets are tried: by size, then, among sets of one size, those with an
 * earlier part first. For that the bits are mirrored, so that the first part weighs most.
 */
static unsigned forms_rank(unsigned mask, unsigned count)
{
	unsigned mirrored = 0;

	for (unsigned i = 0; i < count; i++)
		if (mask >> i & 1)
			mirrored |= 1U << (count - 1 - i);
	return forms_size(mask) << count | (((1U << count) - 1) ^ mirrored);
}

unsigned forms_next(unsigned given_up, unsigned count)
{
	unsigned next = 0;

	for (unsigned mask = 1; mask < 1U << count; mask++)
		if (forms_rank(mask, count) > forms_rank(given_up, count) &&
		    (next == 0 || forms_rank(mask, count) < forms_rank(next, count)))
			next = mask;
	return next;
}
