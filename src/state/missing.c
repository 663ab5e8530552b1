/*
 * Rows that the file knows and this run did not see; rows that are gone.
 */
#include "state/store.h"

/* What a key borrows its texts from. */
struct key_texts {
	struct buf parent, child;
};

static void key_texts_release(struct key_texts *texts)
{
	buf_release(&texts->parent);
	buf_release(&texts->child);
}

static enum rc missing_add_texts(struct state *state, struct state_key *key, struct key_texts *texts)
{
	TRY(store_name(state, key->parent.number, &texts->parent));
	TRY(store_name(state, key->child.number, &texts->child));
	key->parent.text = buf_sv(&texts->parent);
	key->child.text = buf_sv(&texts->child);
	return RC_OK;
}

/* The row was live and was not seen; this run may have deleted it otherwise. */
static enum rc missing_report(struct state *state, unsigned table, const struct state_missing *missing,
			      struct state_key *key, struct stored_row *row)
{
	__attribute__((cleanup(key_texts_release))) struct key_texts texts = {0};

	if (state->pending) {
		TRY(store_current(state, table, key, row));
		if (!row->known || !row->live)
			return RC_OK;
	}
	TRY(missing_add_texts(state, key, &texts));
	return missing->each(missing->context, key);
}

enum { MISSING_PARENT, MISSING_CHILD, MISSING_ROW };

static enum rc missing_check(struct state *state, unsigned table, const struct state_missing *missing, uint64_t *live)
{
	sqlite3_stmt *rows = state->statements[SQL_MISSING];
	struct state_key key = {.parent.number = (uint64_t)sqlite3_column_int64(rows, MISSING_PARENT)};
	struct stored_row row;

	store_read_row(rows, MISSING_ROW, &row);
	if (!row.live)
		return RC_OK;
	++*live;
	if (idset_has(missing->seen, key.parent.number))
		return RC_OK;
	key.child.number = (uint64_t)sqlite3_column_int64(rows, MISSING_CHILD);
	key.own = row.own;
	return missing_report(state, table, missing, &key, &row);
}

enum rc state_missing(struct state *state, unsigned table, const struct state_missing *missing, uint64_t *live)
{
	sqlite3_stmt *rows = store_statement(state, SQL_MISSING);
	enum rc rc = RC_OK;

	*live = 0;
	sqlite3_bind_int(rows, 1, state->tables[table].number);
	while (store_next(state, rows, &rc))
		rc = missing_check(state, table, missing, live);
	return rc;
}

enum rc state_undelete(struct state *state, unsigned table, uint64_t *count)
{
	sqlite3_stmt *statement = store_statement(state, SQL_UNDELETE);

	*count = 0;
	sqlite3_bind_int(statement, 1, state->tables[table].number);
	sqlite3_bind_int64(statement, 2, state->run);
	sqlite3_bind_int64(statement, 3, DELETED_FORGOTTEN);
	TRY(store_done(state, statement));
	*count = (uint64_t)sqlite3_changes(state->db);
	return RC_OK;
}

enum { GONE_PARENT, GONE_CHILD, GONE_DELETED_AT, GONE_OWN, GONE_PARENT_TEXT, GONE_CHILD_TEXT };

static struct state_tombstone read_tombstone(sqlite3_stmt *rows)
{
	return (struct state_tombstone){
		.key.parent = {(uint64_t)sqlite3_column_int64(rows, GONE_PARENT), store_text(rows, GONE_PARENT_TEXT)},
		.key.child = {(uint64_t)sqlite3_column_int64(rows, GONE_CHILD), store_text(rows, GONE_CHILD_TEXT)},
		.key.own = store_text(rows, GONE_OWN),
		.deleted_at_ms = store_milliseconds(sqlite3_column_int64(rows, GONE_DELETED_AT)),
	};
}

enum rc state_tombstones(struct state *state, unsigned table, int64_t since_ms,
			 enum rc (*each)(void *context, const struct state_tombstone *tombstone), void *context)
{
	sqlite3_stmt *rows = store_statement(state, SQL_TOMBSTONES);
	enum rc rc = RC_OK;

	sqlite3_bind_int(rows, 1, state->tables[table].number);
	sqlite3_bind_int64(rows, 2, store_seconds(since_ms + 999)); /* rounded up */
	sqlite3_bind_int64(rows, 3, state->run);
	while (store_next(state, rows, &rc)) {
		struct state_tombstone tombstone = read_tombstone(rows);

		rc = each(context, &tombstone);
	}
	return rc;
}
