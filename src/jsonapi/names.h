/*
 * The names of the members that a mapping uses. Each has a small number, its slot, which is its place in the arrays of a
 * resource. Names are borrowed, usually from constant tables. Zero-initialize; nothing needs to be released.
 * Limit: NAMES_MAX names, so that a slot_mask can say which are present.
 */
#ifndef JSONAPI_NAMES_H
#define JSONAPI_NAMES_H

#include <stdint.h>

#include "base/sv.h"

#define NAMES_MAX 128
#define NAMES_TABLE 512

struct names {
	struct sv name[NAMES_MAX];
	unsigned count;
	uint8_t table[NAMES_TABLE]; /* slot + 1 by hash, open addressing */
};

/* A set of slots. Zero is the empty set. */
struct slot_mask {
	uint64_t bits[NAMES_MAX / 64];
};

static inline bool slot_mask_has(const struct slot_mask *mask, int slot)
{
	return mask->bits[slot / 64] >> slot % 64 & 1;
}

static inline void slot_mask_add(struct slot_mask *mask, int slot)
{
	mask->bits[slot / 64] |= UINT64_C(1) << slot % 64;
}

static inline void slot_mask_remove(struct slot_mask *mask, int slot)
{
	mask->bits[slot / 64] &= ~(UINT64_C(1) << slot % 64);
}

_Static_assert(NAMES_MAX == 2 * 64, "a mask is two words");

/* Takes the lowest slot out of the set; -1 if the set is empty. */
static inline int slot_mask_take(struct slot_mask *mask)
{
	for (int word = 0; word < 2; word++) {
		uint64_t bits = mask->bits[word];

		mask->bits[word] = bits & (bits - 1);
		if (bits)
			return word * 64 + __builtin_ctzll(bits);
	}
	return -1;
}

/* Adds the name if it is new. Returns its slot; -1 if there is no room. */
int names_add(struct names *names, struct sv name);

/* The slot of the name; -1 if it is not used. */
int names_find(const struct names *names, struct sv name);

#endif
