/*
 * A set of 64-bit numbers: which records were met. Zero-initialise. Numbers lie in chunks by all but their last 16 bits:
 * few in the slot itself, more as a sorted list, many as a bitmap; so ids in a row cost a bit each, sparse ones two to
 * four bytes. Hashes (top bit set) have nothing in common and lie in slots of their own, 11 to 21 bytes each.
 * idset_of() makes a number of an id's text: ids of up to 18 digits without leading zeros as they are, any other text as
 * a 63-bit hash with the top bit set (two such ids clash once in 10^18).
 */
#ifndef BASE_IDSET_H
#define BASE_IDSET_H

#include <stdint.h>

#include "base/sv.h"

struct idset_chunk;

struct idset {
	size_t count;
	struct idset_chunk *chunks;
	size_t chunk_count, chunk_slots;
	size_t last; /* the slot of the chunk that was added to last */
	uint64_t *hashes;
	size_t hash_count, hash_slots;
};

uint64_t idset_of(struct sv id);
bool idset_add(struct idset *set, uint64_t number); /* true if it was not there before */
bool idset_has(const struct idset *set, uint64_t number);
void idset_clear(struct idset *set); /* keeps the slots */
void idset_release(struct idset *set);

#endif
