/*
 * The tables that the file knows: their number, the fingerprint of their columns, their watermark.
 */
#include "state/store.h"

#include <stdio.h>

enum { TABLE_PLACE, TABLE_COLUMNS, TABLE_CHANGED_AT, TABLE_UPDATED_AT };

static void table_read_watermark(sqlite3_stmt *statement, int first_column, struct state_watermark *out)
{
	struct sv updated = store_text(statement, first_column + 1);

	*out = (struct state_watermark){.changed_at_ms = store_time(statement, first_column)};
	if (updated.n < sizeof(out->remote_updated_at))
		memcpy(out->remote_updated_at, updated.p, updated.n);
}

static struct known_table *table_find(struct state *state, const char *name)
{
	for (unsigned i = 0; i < state->table_count; i++)
		if (strcmp(state->tables[i].name, name) == 0)
			return &state->tables[i];
	return NULL;
}

static void table_read(sqlite3_stmt *statement, struct known_table *table)
{
	const void *columns = sqlite3_column_blob(statement, TABLE_COLUMNS);

	table->stored = true;
	table->number = sqlite3_column_int(statement, TABLE_PLACE);
	table->had_columns = columns && sqlite3_column_bytes(statement, TABLE_COLUMNS) == STATE_HASH_SIZE;
	if (table->had_columns)
		memcpy(table->stored_columns, columns, STATE_HASH_SIZE);
	table_read_watermark(statement, TABLE_CHANGED_AT, &table->watermark);
}

/* Reads what the file knows about a table. */
static enum rc table_load(struct state *state, const char *name, struct known_table *table)
{
	sqlite3_stmt *statement = store_statement(state, SQL_TABLE);
	bool row;

	*table = (struct known_table){.watermark = {.changed_at_ms = TIMESTAMP_NONE}};
	snprintf(table->name, sizeof(table->name), "%s", name);
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	TRY(store_step(state, statement, &row));
	if (row)
		table_read(statement, table);
	sqlite3_reset(statement);
	return RC_OK;
}

static enum rc table_assign_number(struct state *state, struct known_table *table)
{
	sqlite3_stmt *statement = store_statement(state, SQL_LAST_PLACE);
	bool row;

	if (state->next_number == 0) {
		TRY(store_step(state, statement, &row));
		state->next_number = sqlite3_column_int(statement, 0) + 1;
		sqlite3_reset(statement);
	}
	table->number = state->next_number++;
	return RC_OK;
}

enum rc state_table(struct state *state, const char *name, const unsigned char *columns, unsigned *table,
		    bool *columns_changed)
{
	struct known_table *known = table_find(state, name);

	if (!known) {
		if (state->table_count == STATE_TABLES_MAX || strlen(name) >= STATE_NAME_MAX)
			return rc_fail(RC_INTERNAL, "state: more tables, or a longer name, than there is room for: %s",
				       name);
		known = &state->tables[state->table_count];
		TRY(table_load(state, name, known));
		if (!known->stored)
			TRY(table_assign_number(state, known));
		state->table_count++;
	}
	known->wanted = columns != NULL;
	if (columns)
		memcpy(known->columns, columns, STATE_HASH_SIZE);
	*columns_changed =
		columns && known->had_columns && memcmp(columns, known->stored_columns, STATE_HASH_SIZE) != 0;
	*table = (unsigned)(known - state->tables);
	return RC_OK;
}

bool state_was_compared(const struct state *state, unsigned table)
{
	return state->tables[table].had_columns;
}

void state_keep_columns(struct state *state, unsigned table)
{
	state->tables[table].compared = true;
}

enum rc state_watermark(struct state *state, unsigned table, struct state_watermark *out)
{
	*out = state->tables[table].watermark;
	return RC_OK;
}

enum rc state_watermark_of(struct state *state, const char *name, struct state_watermark *out)
{
	struct known_table *known = table_find(state, name), other;

	if (!known) {
		TRY(table_load(state, name, &other));
		known = &other;
	}
	*out = known->watermark;
	return RC_OK;
}

enum rc state_set_watermark(struct state *state, unsigned table, const struct state_watermark *watermark)
{
	struct known_table *known = &state->tables[table];

	known->moved |= known->watermark.changed_at_ms != watermark->changed_at_ms ||
			strcmp(known->watermark.remote_updated_at, watermark->remote_updated_at) != 0;
	known->watermark = *watermark;
	return RC_OK;
}

static bool table_must_be_stored(const struct known_table *table)
{
	bool other_columns = !table->had_columns || memcmp(table->columns, table->stored_columns, STATE_HASH_SIZE) != 0;

	return (table->used && !table->stored) || (table->compared && other_columns) || table->moved;
}

static enum rc table_store(struct state *state, const struct known_table *table)
{
	sqlite3_stmt *statement = store_statement(state, SQL_SET_TABLE);
	const unsigned char *columns = table->compared ? table->columns : table->stored_columns;

	sqlite3_bind_int(statement, 1, table->number);
	sqlite3_bind_text(statement, 2, table->name, -1, SQLITE_STATIC);
	if (table->compared || table->had_columns)
		sqlite3_bind_blob(statement, 3, columns, STATE_HASH_SIZE, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, 3);
	store_bind_time(statement, 4, table->watermark.changed_at_ms);
	store_bind_text(statement, 5, sv_of(table->watermark.remote_updated_at));
	return store_done(state, statement);
}

enum rc tables_store(struct state *state)
{
	for (unsigned i = 0; i < state->table_count; i++)
		if (table_must_be_stored(&state->tables[i]))
			TRY(table_store(state, &state->tables[i]));
	return RC_OK;
}

enum { COUNT_NAME, COUNT_LIVE, COUNT_DELETED, COUNT_WATERMARK };

enum rc state_counts(struct state *state, enum rc (*each)(void *context, const struct state_count *count),
		     void *context)
{
	sqlite3_stmt *statement = store_statement(state, SQL_COUNTS);
	enum rc rc = RC_OK;

	while (store_next(state, statement, &rc)) {
		char name[STATE_NAME_MAX];
		struct state_count count = {.table = name,
					    .live = (uint64_t)sqlite3_column_int64(statement, COUNT_LIVE),
					    .deleted = (uint64_t)sqlite3_column_int64(statement, COUNT_DELETED)};

		snprintf(name, sizeof(name), "%.*s", SV_ARG(store_text(statement, COUNT_NAME)));
		table_read_watermark(statement, COUNT_WATERMARK, &count.watermark);
		rc = each(context, &count);
	}
	return rc;
}
