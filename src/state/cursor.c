/*
 * A statement that walks the table is stepped forward as long as the next key is near: a step costs a fraction of a
 * lookup. Where keys jump or go back, the walk starts again from the key.
 */
#include "state/cursor.h"

#define STEPS_MAX 16 /* rows skipped before a new start is cheaper */

static const char walk[] = "SELECT parent, child, hash, changed_at, deleted_at, own FROM main.rows"
			   " WHERE place = ?1 AND (parent, child) >= (?2, ?3) ORDER BY parent, child";

enum { FIRST_ROW_COLUMN = 2 };

static int cursor_compare(int64_t parent, int64_t child, int64_t other_parent, int64_t other_child)
{
	if (parent != other_parent)
		return parent < other_parent ? -1 : 1;
	return child == other_child ? 0 : child < other_child ? -1 : 1;
}

void cursor_close(struct cursor *cursor)
{
	sqlite3_finalize(cursor->rows);
	*cursor = (struct cursor){0};
}

static enum rc cursor_step(struct state *state, struct cursor *cursor)
{
	bool row;

	TRY(store_step(state, cursor->rows, &row));
	cursor->at_end = !row;
	if (row) {
		cursor->parent = sqlite3_column_int64(cursor->rows, 0);
		cursor->child = sqlite3_column_int64(cursor->rows, 1);
	}
	return RC_OK;
}

static enum rc cursor_start(struct state *state, struct known_table *table, int64_t parent, int64_t child)
{
	struct cursor *cursor = &table->cursor;

	if (!cursor->rows &&
	    sqlite3_prepare_v3(state->db, walk, -1, SQLITE_PREPARE_PERSISTENT, &cursor->rows, NULL) != SQLITE_OK)
		return store_fail(state, "cannot be read");
	sqlite3_reset(cursor->rows);
	sqlite3_bind_int(cursor->rows, 1, table->number);
	sqlite3_bind_int64(cursor->rows, 2, parent);
	sqlite3_bind_int64(cursor->rows, 3, child);
	cursor->open = true;
	return cursor_step(state, cursor);
}

/* Where the current row is: below 0 it comes before the key. The end comes after every key. */
static int cursor_order(const struct cursor *cursor, int64_t parent, int64_t child)
{
	return cursor->at_end ? 1 : cursor_compare(cursor->parent, cursor->child, parent, child);
}

static bool cursor_can_step(const struct cursor *cursor, int64_t parent, int64_t child)
{
	return cursor->open && cursor_compare(parent, child, cursor->low_parent, cursor->low_child) >= 0;
}

/* Goes to the first row that is not before the key. */
static enum rc cursor_advance(struct state *state, struct known_table *table, int64_t parent, int64_t child)
{
	struct cursor *cursor = &table->cursor;
	unsigned steps = cursor_can_step(cursor, parent, child) ? STEPS_MAX : 0;

	while (steps > 0 && cursor_order(cursor, parent, child) < 0) {
		TRY(cursor_step(state, cursor));
		steps--;
	}
	if (steps == 0)
		TRY(cursor_start(state, table, parent, child));
	cursor->low_parent = parent;
	cursor->low_child = child;
	return RC_OK;
}

enum rc cursor_find(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row)
{
	struct known_table *known = &state->tables[table];
	int64_t parent = (int64_t)key->parent.number, child = (int64_t)key->child.number;

	row->known = false;
	if (!known->stored)
		return RC_OK;
	TRY(cursor_advance(state, known, parent, child));
	if (cursor_order(&known->cursor, parent, child) == 0)
		store_read_row(known->cursor.rows, FIRST_ROW_COLUMN, row);
	return RC_OK;
}

enum rc cursor_to_parent(struct state *state, unsigned table, int64_t parent)
{
	struct known_table *known = &state->tables[table];

	return known->stored ? cursor_advance(state, known, parent, INT64_MIN) : RC_OK;
}

bool cursor_is_at(const struct state *state, unsigned table, int64_t parent)
{
	const struct cursor *cursor = &state->tables[table].cursor;

	return cursor->open && !cursor->at_end && cursor->parent == parent;
}

void cursor_row(const struct state *state, unsigned table, struct stored_row *row)
{
	store_read_row(state->tables[table].cursor.rows, FIRST_ROW_COLUMN, row);
}

enum rc cursor_next(struct state *state, unsigned table)
{
	struct cursor *cursor = &state->tables[table].cursor;

	cursor->low_parent = cursor->parent;
	cursor->low_child = cursor->child;
	return cursor_step(state, cursor);
}
