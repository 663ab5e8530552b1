/*
 * A set of 64-bit numbers: which records have been seen. Zero-initialize; then release.
 * Numbers that differ only in their last 16 bits share a chunk: a few are stored in its slot, more as a sorted list, many as
 * a bitmap. So consecutive ids take a bit each, and sparse ones two to four bytes. Hashes (top bit set) are spread evenly and
 * are stored apart, in 11 to 21 bytes each.
 * idset_of() turns the text of an id into a number: an id of up to 18 digits without leading zeros into its value, any other
 * text into a 63-bit hash with the top bit set (two such ids collide once in 10^18).
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
	size_t last; /* the slot of the chunk that the last number was added to */
	uint64_t *hashes;
	size_t hash_count, hash_slots;
};

uint64_t idset_of(struct sv id);
bool idset_add(struct idset *set, uint64_t number); /* true if it is new */
bool idset_has(const struct idset *set, uint64_t number);
void idset_clear(struct idset *set); /* keeps the memory of the slots */
void idset_release(struct idset *set);

#endif
