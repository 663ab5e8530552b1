/*
 * The hash by which a row is known to have changed: XXH3-128 over its cells, kind and length and hash of each, so that
 * it does not depend on the form of the output. A `skip` mask leaves out cells by place (changed_at). `seed` is the
 * fingerprint of the columns, so that other columns make other hashes.
 */
#ifndef STATE_ROW_HASH_H
#define STATE_ROW_HASH_H

#include "row/cell.h"
#include "state/state.h"

void row_hash(const unsigned char seed[STATE_HASH_SIZE], const struct cell *cells, unsigned count, uint32_t skip,
	      unsigned char out[STATE_HASH_SIZE]);

/* A fingerprint of any text: of the columns of a table, in words. */
void row_fingerprint(struct sv text, unsigned char out[STATE_HASH_SIZE]);

#endif
