/*
 * Other hashes mean a changed row: XXH3-128 over the kind, length and hash of each cell, so that they do not depend on
 * the output format.
 *
 * Most columns share one hash. Columns that come from a part of the request that the service may refuse have a hash of
 * their own for each such part: without the part they are NULL, and the rest of the row is compared all the same.
 */
#ifndef STATE_ROW_HASH_H
#define STATE_ROW_HASH_H

#include "row/cell.h"
#include "row/column_mask.h"
#include "state/state.h"

/* What is compared of the rows of a table. */
struct row_hash_plan {
	unsigned char
		seed[STATE_HASH_SIZE]; /* the fingerprint of the columns, so that other columns give other hashes */
	struct column_mask skip;       /* changed_at, and what is not compared */
	struct column_mask groups[STATE_GROUPS_MAX]; /* the columns of each group; all others are in the base */
	unsigned group_count;
};

/* Sets the hashes of a row, and nothing else in `out`. */
void row_hash(const struct row_hash_plan *plan, const struct cell *cells, unsigned count, struct state_hash *out);

/* The fingerprint of any text, such as a description of the columns of a table. */
void row_fingerprint(struct sv text, unsigned char out[STATE_HASH_SIZE]);

#endif
