/*
 * The hashes of a row as the file keeps them: the base, then each group; a group of zeros is unknown. A table without
 * groups has the base alone.
 */
#ifndef STATE_STORED_HASH_H
#define STATE_STORED_HASH_H

#include "state/store.h"

/* Is the row the same as the one that was read? Groups that this run lost are not compared. */
bool stored_hash_is(const struct stored_row *row, const struct state_hash *hash);

/* Sets the hashes of a row that is written: those of lost groups are unknown. */
void stored_hash_set(struct stored_row *row, const struct state_hash *hash);

/* Makes the lost groups unknown; false if they all were. */
bool stored_hash_forget_lost(struct stored_row *row, const struct state_hash *hash);

#endif
