#include "base/idset.h"

#include <xxhash.h>

#include "base/mem.h"

#define TOP_BIT (UINT64_C(1) << 63)

enum { FIRST_SIZE = 64, EXACT_DIGITS = 18 };

uint64_t idset_of(struct sv id)
{
	uint64_t number = 0;

	if (!sv_digits(id) || id.n > EXACT_DIGITS || (id.n > 1 && id.p[0] == '0'))
		return XXH3_64bits(id.p, id.n) | TOP_BIT;
	for (size_t i = 0; i < id.n; i++)
		number = number * 10 + (uint64_t)(id.p[i] - '0');
	return number;
}

/* Where the number stands, or the free slot where it would. 0 marks a free slot. */
static uint64_t *slot_of(uint64_t *slots, size_t size, uint64_t number)
{
	/* Ids come in runs, some in strides; all bits of them must tell in the bits that choose the slot. */
	uint64_t mixed = (number ^ number >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(mixed >> 32) & (size - 1);

	while (slots[i] != 0 && slots[i] != number)
		i = (i + 1) & (size - 1);
	return &slots[i];
}

static void grow(struct idset *set)
{
	size_t size = set->size ? set->size * 2 : FIRST_SIZE;
	uint64_t *slots = mem_zero(size, sizeof(*slots));

	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i] != 0)
			*slot_of(slots, size, set->slots[i]) = set->slots[i];
	mem_free(set->slots);
	set->slots = slots;
	set->size = size;
}

bool idset_add(struct idset *set, uint64_t number)
{
	uint64_t *slot;

	if (number == 0) {
		bool is_new = !set->has_zero;

		set->has_zero = true;
		set->count += is_new;
		return is_new;
	}
	if (set->count + 1 > set->size / 4 * 3)
		grow(set);
	slot = slot_of(set->slots, set->size, number);
	if (*slot == number)
		return false;
	*slot = number;
	set->count++;
	return true;
}

bool idset_has(const struct idset *set, uint64_t number)
{
	if (number == 0)
		return set->has_zero;
	return set->size > 0 && *slot_of(set->slots, set->size, number) == number;
}

void idset_clear(struct idset *set)
{
	for (size_t i = 0; i < set->size; i++)
		set->slots[i] = 0;
	set->count = 0;
	set->has_zero = false;
}

void idset_release(struct idset *set)
{
	mem_free(set->slots);
	*set = (struct idset){0};
}
