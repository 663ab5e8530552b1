/*
 * Which runs were pushed to which destinations. Notes come after the runs that they are about: a note that is lost is found
 * out at the destination.
 */
#include "base/mem.h"
#include "state/store.h"

static enum rc pushes_add(struct state *state, const struct state_note *note)
{
	sqlite3_stmt *statement = store_statement(state, SQL_ADD_DESTINATION);

	sqlite3_bind_text(statement, 1, note->destination, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, store_seconds(note->since_ms));
	TRY(store_done(state, statement));
	if (note->run_ms != TIMESTAMP_NONE) {
		statement = store_statement(state, SQL_ADD_PUSH);
		sqlite3_bind_text(statement, 1, note->destination, -1, SQLITE_STATIC);
		sqlite3_bind_int64(statement, 2, store_seconds(note->run_ms));
		sqlite3_bind_int64(statement, 3, store_seconds(note->pushed_ms));
		TRY(store_done(state, statement));
	}
	return store_run(state, "COMMIT", "cannot be written");
}

static enum rc pushes_forget(struct state *state, const char *destination, bool *known)
{
	static const enum statement steps[] = {SQL_FORGET_PUSHES, SQL_FORGET_DESTINATION};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		sqlite3_stmt *statement = store_statement(state, steps[i]);

		sqlite3_bind_text(statement, 1, destination, -1, SQLITE_STATIC);
		TRY(store_done(state, statement));
	}
	*known = sqlite3_changes(state->db) > 0;
	return store_run(state, "COMMIT", "cannot be written");
}

/* *state is to be closed even if this fails. */
static enum rc pushes_open(const char *path, const char *account, struct state **state)
{
	*state = mem_zero(1, sizeof(**state));
	(*state)->path = mem_text(path);
	return open_for_note(*state, account);
}

enum rc state_add_note(const char *path, const char *account, const struct state_note *note)
{
	struct state *state;
	enum rc rc = pushes_open(path, account, &state);

	if (rc == RC_OK)
		rc = pushes_add(state, note);
	state_close(state);
	return rc;
}

enum rc state_forget_destination(const char *path, const char *account, const char *destination, bool *known)
{
	struct state *state;
	enum rc rc = pushes_open(path, account, &state);

	if (rc == RC_OK)
		rc = pushes_forget(state, destination, known);
	state_close(state);
	return rc;
}

/* Prepares a list of pushes. NULL: a file of an earlier version has none, and a reader does not bring it up to date. */
static enum rc pushes_list(struct state *state, enum statement list, sqlite3_stmt **statement)
{
	sqlite3_stmt *asked = store_statement(state, SQL_HAS_PUSHES);
	bool row;

	TRY(store_step(state, asked, &row));
	*statement = row && sqlite3_column_int(asked, 0) > 0 ? store_statement(state, list) : NULL;
	sqlite3_reset(asked);
	return RC_OK;
}

enum rc state_pushed(struct state *state, const char *destination,
		     enum rc (*each)(void *context, int64_t run_ms, bool complete), void *context)
{
	sqlite3_stmt *statement;
	enum rc rc = RC_OK;

	TRY(pushes_list(state, SQL_PUSHED, &statement));
	if (!statement)
		return RC_OK;
	sqlite3_bind_text(statement, 1, destination, -1, SQLITE_STATIC);
	while (store_next(state, statement, &rc))
		rc = each(context, store_time(statement, 0), sqlite3_column_int(statement, 1) != 0);
	return rc;
}

enum rc state_unpushed(struct state *state, enum rc (*each)(void *context, const struct state_unpushed *run),
		       void *context)
{
	sqlite3_stmt *statement;
	enum rc rc = RC_OK;

	TRY(pushes_list(state, SQL_UNPUSHED, &statement));
	while (statement && store_next(state, statement, &rc)) {
		/* SQLite terminates its texts. */
		const struct state_unpushed run = {.destination = store_text(statement, 0).p,
						   .place = store_text(statement, 1).p,
						   .run_ms = store_time(statement, 2),
						   .replaced = sqlite3_column_int(statement, 3) != 0};

		rc = each(context, &run);
	}
	return rc;
}
