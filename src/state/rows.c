/*
 * Compares and deletes rows. Only differences are put among the changes.
 */
#include "state/cursor.h"
#include "state/lists.h"
#include "state/stored_hash.h"

/* A row as this run read it. */
struct read_row {
	unsigned table;
	const struct state_key *key;
	const struct state_hash *hash;
};

static enum state_verdict row_verdict(const struct stored_row *row, const struct state_hash *hash)
{
	if (!row->known || !row->written)
		return STATE_NEW;
	if (!row->hash_size)
		return STATE_BACK;
	return stored_hash_is(row, hash) ? STATE_SAME : STATE_CHANGED;
}

/* Unchanged, but what is kept besides may differ: what its reader has of lost groups, and `own`. */
static enum rc row_keep_up(struct state *state, const struct read_row *read, struct stored_row *row)
{
	bool differs = read->key->own.n && !sv_same(read->key->own, row->own);

	if (read->hash->written)
		differs |= stored_hash_forget_lost(row, read->hash);
	return differs ? store_change(state, read->table, read->key, row) : RC_OK;
}

static enum rc row_compare_hash(struct state *state, const struct read_row *read, struct stored_row *row,
				struct state_known *out)
{
	out->verdict = row_verdict(row, read->hash);
	if (out->verdict == STATE_SAME) {
		out->changed_at_ms = store_milliseconds(row->changed_at);
		return row_keep_up(state, read, row);
	}
	if (out->verdict == STATE_NEW)
		TRY(store_keep_names(state, read->key));
	row->written = row->live = true;
	row->changed_at = state->run;
	stored_hash_set(row, read->hash);
	out->changed_at_ms = store_milliseconds(row->changed_at);
	return store_change(state, read->table, read->key, row);
}

/*
 * Only its existence is known. A row that was deleted stays written: a reader has its tombstone, so the row counts as
 * back, not as new, once its table is wanted again.
 */
static enum rc row_compare_existence(struct state *state, const struct read_row *read, struct stored_row *row,
				     struct state_known *out)
{
	*out = (struct state_known){STATE_SAME, store_milliseconds(row->changed_at)};
	if (row->known && row->live)
		return RC_OK;
	if (!row->known)
		TRY(store_keep_names(state, read->key));
	row->live = true;
	return store_change(state, read->table, read->key, row);
}

enum rc state_compare(struct state *state, unsigned table, const struct state_key *key, const struct state_hash *hash,
		      struct state_known *out)
{
	struct read_row read = {table, key, hash};
	struct list_row *listed = list_find(state, table, key);
	struct stored_row row = {.known = false};

	if (listed) {
		listed->seen = true;
		row = listed->row;
	} else if (!list_has_parent(state, table, key)) {
		TRY(cursor_find(state, table, key, &row));
	}
	state->tables[table].compared |= hash != NULL;
	if (!row.known)
		row = (struct stored_row){.known = false};
	return hash ? row_compare_hash(state, &read, &row, out) : row_compare_existence(state, &read, &row, out);
}

enum rc state_delete(struct state *state, unsigned table, const struct state_key *key)
{
	struct stored_row row;

	TRY(store_current(state, table, key, &row));
	return store_delete(state, table, key, &row);
}
