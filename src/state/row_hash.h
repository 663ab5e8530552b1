/*
 * A changed hash means a changed row: XXH3-128 over the kind, length and hash of each cell, so that it does not depend
 * on the output format. The `skip` mask leaves out cells by index (changed_at). `seed` is the fingerprint of the
 * columns, so that other columns give other hashes.
 */
#ifndef STATE_ROW_HASH_H
#define STATE_ROW_HASH_H

#include "row/cell.h"
#include "state/state.h"

void row_hash(const unsigned char seed[STATE_HASH_SIZE], const struct cell *cells, unsigned count, uint32_t skip,
	      unsigned char out[STATE_HASH_SIZE]);

/* The fingerprint of any text, such as a description of the columns of a table. */
void row_fingerprint(struct sv text, unsigned char out[STATE_HASH_SIZE]);

#endif
