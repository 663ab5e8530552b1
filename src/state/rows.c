/*
 * What becomes of a row: compared, deleted, forgotten, hidden. Only what differs is put among the changes.
 */
#include "state/store.h"

/* What was read tonight. */
struct reading {
	unsigned table;
	const struct state_key *key;
	const unsigned char *hash;
};

static enum state_verdict judge(const struct stored_row *row, const unsigned char *hash)
{
	if (!row->known || !row->written)
		return STATE_NEW;
	if (!row->has_hash)
		return STATE_BACK;
	return memcmp(row->hash, hash, STATE_HASH_SIZE) == 0 ? STATE_SAME : STATE_CHANGED;
}

static enum rc compare_written(struct state *state, const struct reading *reading, struct stored_row *row,
			       struct state_known *out)
{
	out->verdict = judge(row, reading->hash);
	if (out->verdict == STATE_SAME && !row->hidden) {
		out->changed_at_ms = milliseconds_of(row->changed_at);
		return RC_OK;
	}
	if (out->verdict != STATE_SAME)
		row->changed_at = state->run;
	if (out->verdict == STATE_NEW)
		TRY(store_keep_names(state, reading->key));
	row->written = row->has_hash = row->live = true;
	row->hidden = false;
	memcpy(row->hash, reading->hash, STATE_HASH_SIZE);
	out->changed_at_ms = milliseconds_of(row->changed_at);
	return store_change(state, reading->table, reading->key, row);
}

/*
 * That it is there is all that is known. One that was deleted keeps the time of that: a consumer has its tombstone,
 * so that it comes back, and not anew, once its table is wanted again.
 */
static enum rc compare_existing(struct state *state, const struct reading *reading, struct stored_row *row,
				struct state_known *out)
{
	*out = (struct state_known){STATE_SAME, milliseconds_of(row->changed_at)};
	if (row->known && row->live && !row->hidden)
		return RC_OK;
	if (!row->known)
		TRY(store_keep_names(state, reading->key));
	row->live = true;
	row->hidden = false;
	return store_change(state, reading->table, reading->key, row);
}

enum rc state_compare(struct state *state, unsigned table, const struct state_key *key, const unsigned char *hash,
		      struct state_known *out)
{
	struct reading reading = {table, key, hash};
	struct child *child = list_child(state, table, key);
	struct stored_row row = {.known = false};

	if (child) {
		child->met = true;
		row = child->row;
	} else if (!list_is_of(state, table, key)) {
		TRY(cursor_find(state, table, key, &row));
	}
	state->tables[table].compared |= hash != NULL;
	if (!row.known)
		row = (struct stored_row){.known = false};
	return hash ? compare_written(state, &reading, &row, out) : compare_existing(state, &reading, &row, out);
}

enum rc row_delete(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row)
{
	if (!row->known || !row->live)
		return RC_OK;
	if (!row->written)
		return store_change(state, table, key, NULL);
	row->live = row->hidden = row->has_hash = false;
	row->deleted_at = row->changed_at = state->run;
	return store_change(state, table, key, row);
}

enum rc state_delete(struct state *state, unsigned table, const struct state_key *key)
{
	struct stored_row row;

	TRY(store_current(state, table, key, &row));
	return row_delete(state, table, key, &row);
}

enum rc state_forget(struct state *state, unsigned table, const struct state_key *key)
{
	struct stored_row row;

	TRY(store_current(state, table, key, &row));
	return row.known && !row.written ? store_change(state, table, key, NULL) : RC_OK;
}

enum rc state_hide(struct state *state, unsigned table, const struct state_key *key, bool hidden)
{
	struct stored_row row;

	TRY(store_current(state, table, key, &row));
	if (!row.known || !row.live || row.hidden == hidden)
		return RC_OK;
	row.hidden = hidden;
	return store_change(state, table, key, &row);
}
