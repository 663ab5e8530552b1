/*
 * Finds the rows of one table by key, quickly where the keys come in order. Reads the file only, not the changes of
 * this run.
 */
#ifndef STATE_CURSOR_H
#define STATE_CURSOR_H

#include "state/store.h"

/* The row of a key as the last run left it. */
enum rc cursor_find(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row) MUST_USE;

/* Goes to the first row of a parent; then, while cursor_is_at() it, cursor_row() and cursor_next(). */
enum rc cursor_to_parent(struct state *state, unsigned table, int64_t parent) MUST_USE;
bool cursor_is_at(const struct state *state, unsigned table, int64_t parent);
void cursor_row(const struct state *state, unsigned table, struct stored_row *row);
enum rc cursor_next(struct state *state, unsigned table) MUST_USE;

void cursor_close(struct cursor *cursor);

#endif
