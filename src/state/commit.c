/*
 * The commit point: what waits in the temporary tables goes into the file in the order of its keys, all in the
 * transaction that the run holds since it opened the state.
 */
#include "state/store.h"

#define COMMIT_WAIT_MS 30000 /* for those who are reading the file */

void state_begin_run(struct state *state, int64_t at_ms)
{
	state->run = seconds_of(at_ms);
}

static enum rc apply(struct state *state, enum statement which)
{
	sqlite3_stmt *statement = store_statement(state, which);

	if (which != SQL_ADD_NAMES)
		sqlite3_bind_int64(statement, 1, DELETED_FORGOTTEN);
	return store_done(state, statement);
}

static enum rc apply_changes(struct state *state)
{
	static const enum statement steps[] = {SQL_ADD_NAMES, SQL_REMOVE_ROWS, SQL_ADD_ROWS};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && state->pending; i++)
		TRY(apply(state, steps[i]));
	return RC_OK;
}

static enum rc write_all(struct state *state, const struct state_run *run)
{
	TRY(apply_changes(state));
	TRY(tables_store(state));
	TRY(runs_add(state, run));
	store_let_go(state);
	return store_run(state, "COMMIT", "cannot be written");
}

enum rc state_commit(struct state *state, const struct state_run *run)
{
	enum rc rc;

	/* SQLite goes back by itself after some failures; what follows would then be written piece by piece. */
	if (sqlite3_get_autocommit(state->db))
		return rc_fail(RC_OUTPUT,
			       "state %s cannot be written: this run lost it after an earlier failure; run again",
			       state->path);
	store_let_go(state);
	sqlite3_busy_timeout(state->db, COMMIT_WAIT_MS);
	rc = write_all(state, run);
	if (rc == RC_LOCKED)
		rc = rc_fail(RC_OUTPUT,
			     "state %s cannot be written: for %d s another program has been reading it; end that and "
			     "run again",
			     state->path, COMMIT_WAIT_MS / 1000);
	state->pending = 0;
	return rc;
}
