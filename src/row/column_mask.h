/*
 * A set of the columns of one table, by their number: 0 to ROW_COLUMNS_MAX - 1 (row/format.h). Zero is the empty set.
 */
#ifndef ROW_COLUMN_MASK_H
#define ROW_COLUMN_MASK_H

#include <stdbool.h>
#include <stdint.h>

#include "row/format.h"

#define COLUMN_MASK_WORD_BITS 64

struct column_mask {
	uint64_t bits[ROW_COLUMNS_MAX / COLUMN_MASK_WORD_BITS];
};

_Static_assert(ROW_COLUMNS_MAX % COLUMN_MASK_WORD_BITS == 0, "the mask has a bit for each column");

static inline void column_mask_add(struct column_mask *mask, unsigned column)
{
	mask->bits[column / COLUMN_MASK_WORD_BITS] |= UINT64_C(1) << column % COLUMN_MASK_WORD_BITS;
}

/* Adds all columns of `other`. */
static inline void column_mask_join(struct column_mask *mask, const struct column_mask *other)
{
	for (size_t i = 0; i < sizeof(mask->bits) / sizeof(mask->bits[0]); i++)
		mask->bits[i] |= other->bits[i];
}

static inline bool column_mask_has(const struct column_mask *mask, unsigned column)
{
	return mask->bits[column / COLUMN_MASK_WORD_BITS] >> column % COLUMN_MASK_WORD_BITS & 1;
}

#endif
