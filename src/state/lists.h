/*
 * The rows of one parent in a link table, between state_list_begin() and state_list_end().
 */
#ifndef STATE_LISTS_H
#define STATE_LISTS_H

#include "state/store.h"

struct list_row {
	int64_t child;
	bool seen; /* in this run */
	struct stored_row row;
	size_t own_at; /* where the text of row.own begins in `texts` */
};

/* Does the key belong to the open list? */
bool list_has_parent(const struct state *state, unsigned table, const struct state_key *key);

/* The row of a key of the open list; NULL if the key is not of that list or no row is known. */
struct list_row *list_find(struct state *state, unsigned table, const struct state_key *key);

#endif
