/*
 * A set of 64-bit numbers: which records were met. Zero-initialise. Open addressing, at most three quarters full,
 * 8 bytes a slot. idset_of() makes a number of an id's text: ids of up to 18 digits without leading zeros as
 * they are, any other text as a 63-bit hash with the top bit set (two such ids clash once in 10^18).
 */
#ifndef BASE_IDSET_H
#define BASE_IDSET_H

#include <stdint.h>

#include "base/sv.h"

struct idset {
	uint64_t *slots;
	size_t count, size;
	bool has_zero;
};

uint64_t idset_of(struct sv id);
bool idset_add(struct idset *set, uint64_t number); /* true if it was not there before */
bool idset_has(const struct idset *set, uint64_t number);
void idset_clear(struct idset *set); /* keeps the memory */
void idset_release(struct idset *set);

#endif
