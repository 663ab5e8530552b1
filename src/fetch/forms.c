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

static unsigned forms_next_of(unsigned given_up, unsigned count)
{
	unsigned next = 0;

	for (unsigned mask = 1; mask < 1U << count; mask++)
		if (forms_rank(mask, count) > forms_rank(given_up, count) &&
		    (next == 0 || forms_rank(mask, count) < forms_rank(next, count)))
			next = mask;
	return next;
}

uint64_t forms_next(uint64_t given_up, uint64_t optional)
{
	unsigned packed = 0, count = 0;
	uint64_t next = 0;

	for (uint64_t rest = optional; rest; rest &= rest - 1, count++)
		if (given_up & rest & -rest)
			packed |= 1U << count;
	packed = forms_next_of(packed, count);
	for (uint64_t rest = optional; rest; rest &= rest - 1, packed >>= 1U)
		if (packed & 1)
			next |= rest & -rest;
	return next;
}
