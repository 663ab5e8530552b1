/*
 * The commit point: the changes go from the temporary tables into the file, in key order, all in the transaction that
 * the run holds since it opened the state.
 */
#include <sys/stat.h>

#include "state/cursor.h"

#define COMMIT_WAIT_MS 30000 /* for programs that are reading the file */

void state_begin_run(struct state *state, int64_t at_ms)
{
	state->run = store_seconds(at_ms);
}

/* A commit fails while a statement is still reading. */
static void commit_release_readers(struct state *state)
{
	for (unsigned i = 0; i < STATEMENTS; i++)
		sqlite3_reset(state->statements[i]);
	for (unsigned i = 0; i < state->table_count; i++)
		cursor_close(&state->tables[i].cursor);
}

static enum rc commit_step(struct state *state, enum statement which)
{
	sqlite3_stmt *statement = store_statement(state, which);

	if (which != SQL_ADD_NAMES)
		sqlite3_bind_int64(statement, 1, DELETED_FORGOTTEN);
	return store_done(state, statement);
}

static enum rc commit_changes(struct state *state)
{
	static const enum statement steps[] = {SQL_ADD_NAMES, SQL_REMOVE_ROWS, SQL_ADD_ROWS};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && state->pending; i++)
		TRY(commit_step(state, steps[i]));
	return RC_OK;
}

static enum rc commit_all(struct state *state, const struct state_run *run)
{
	TRY(commit_changes(state));
	TRY(tables_store(state));
	TRY(runs_add(state, run));
	commit_release_readers(state);
	return store_run(state, "COMMIT", "cannot be written");
}

enum rc state_commit(struct state *state, const struct state_run *run)
{
	enum rc rc;

	/* After some failures SQLite rolls back by itself; every later statement would then commit on its own. */
	if (sqlite3_get_autocommit(state->db))
		return rc_fail(RC_OUTPUT,
			       "state %s cannot be written: SQLite rolled it back after an earlier failure; run again",
			       state->path);
	commit_release_readers(state);
	sqlite3_busy_timeout(state->db, COMMIT_WAIT_MS);
	rc = commit_all(state, run);
	if (rc == RC_LOCKED)
		rc = rc_fail(RC_OUTPUT,
			     "state %s cannot be written: another program has been reading it for %lld s; end that "
			     "program and run again",
			     state->path, (long long)(COMMIT_WAIT_MS / MS_PER_SECOND));
	if (rc == RC_OK && state->fresh)
		(void)chmod(state->path, STATE_MODE);
	state->pending = 0;
	return rc;
}
