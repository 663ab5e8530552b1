/*
 * One step for each version; a released step never changes. `place` numbers the output tables. Times are seconds since
 * 1970. deleted_at: NULL is live. `meta` has the account.
 */
#include "state/schema.h"

#include "base/mem.h"

#define APPLICATION_ID 0x50506578 /* "PPex", where file(1) looks */

static const char version_1[] =
	"CREATE TABLE main.meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE main.tables (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, columns BLOB,"
	" changed_at INTEGER, remote_updated_at TEXT);"
	"CREATE TABLE main.rows (place INTEGER NOT NULL, parent INTEGER NOT NULL, child INTEGER NOT NULL,"
	" hash BLOB, changed_at INTEGER, deleted_at INTEGER, own TEXT,"
	" PRIMARY KEY (place, parent, child)) WITHOUT ROWID;"
	"CREATE INDEX main.gone ON rows (place, deleted_at) WHERE deleted_at > 0;"
	"CREATE TABLE main.names (number INTEGER PRIMARY KEY, text TEXT NOT NULL);"
	"CREATE TABLE main.resources (name TEXT PRIMARY KEY, form TEXT, visibility TEXT,"
	" read INTEGER NOT NULL, since INTEGER) WITHOUT ROWID;"
	"CREATE TABLE main.runs (at INTEGER PRIMARY KEY, mode TEXT NOT NULL, place TEXT NOT NULL,"
	" complete INTEGER NOT NULL, started INTEGER, finished INTEGER, written INTEGER, created INTEGER,"
	" changed INTEGER, deleted INTEGER, unchanged INTEGER, unconfirmed INTEGER);";

/*
 * Version 1 marked the records that a narrower view did not show with deleted_at = 0, and kept that view. They are live,
 * and only the full view can show whether they are gone. It marked tables whose links it did not track, too: without the links
 * nobody knows what a record lists that does not say so, and such rows must not count as gone. They count as new once more.
 */
static const char version_2[] =
	"UPDATE main.resources SET visibility = 'external,internal,private_job,confidential' WHERE name IN"
	" (SELECT name FROM main.tables WHERE place IN (SELECT place FROM main.rows WHERE deleted_at = 0));"
	"UPDATE main.rows SET deleted_at = NULL WHERE deleted_at = 0;"
	"DELETE FROM main.rows WHERE deleted_at IS NULL AND place IN"
	" (SELECT place FROM main.tables WHERE 'unlinked ' || name IN (SELECT key FROM main.meta));"
	"DELETE FROM main.meta WHERE key LIKE 'unlinked %';";

/* How many records a resource had, and which parts of a request and which size of page the service refused. */
static const char version_3[] = "ALTER TABLE main.resources ADD COLUMN records INTEGER;"
				"ALTER TABLE main.resources ADD COLUMN refused TEXT;"
				"ALTER TABLE main.resources ADD COLUMN page_size INTEGER;"
				"ALTER TABLE main.resources ADD COLUMN version TEXT;"
				"ALTER TABLE main.resources ADD COLUMN found INTEGER;";

/* Where runs are pushed to, and which of them were. `since`: earlier runs were never meant for that destination. */
static const char version_4[] =
	"CREATE TABLE IF NOT EXISTS main.destinations (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
	" since INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS main.pushes (destination INTEGER NOT NULL, run INTEGER NOT NULL,"
	" pushed INTEGER NOT NULL, PRIMARY KEY (destination, run)) WITHOUT ROWID;";

static const char *const steps[] = {version_1, version_2, version_3, version_4};

_Static_assert(sizeof(steps) / sizeof(steps[0]) == STATE_SCHEMA_VERSION, "a step for each version");

const struct schema schema_current = {steps, STATE_SCHEMA_VERSION};

static enum rc schema_number(struct state *state, const char *sql, int64_t *out)
{
	sqlite3_stmt *statement = NULL;
	enum rc rc;
	bool row = false;

	(void)sqlite3_prepare_v2(state->db, sql, -1, &statement, NULL);
	rc = store_step(state, statement, &row);
	*out = row ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return rc;
}

enum rc schema_check(struct state *state, const struct schema *schema, bool *is_new)
{
	int64_t application, version, objects;

	TRY(schema_number(state, "PRAGMA main.application_id", &application));
	TRY(schema_number(state, "PRAGMA main.user_version", &version));
	TRY(schema_number(state, "SELECT count(*) FROM main.sqlite_schema", &objects));
	state->version = version;
	*is_new = application == 0 && version == 0 && objects == 0;
	if (*is_new)
		return RC_OK;
	if (application != APPLICATION_ID || version < 1)
		return rc_fail(RC_OUTPUT, "state %s is a database of another program; give another file with --state",
			       state->path);
	if (version > schema->count)
		return rc_fail(RC_OUTPUT,
			       "state %s has version %lld, this program knows versions up to %d; use the newer "
			       "program, or move "
			       "the file away (the next run then counts every row as new)",
			       state->path, (long long)version, schema->count);
	return RC_OK;
}

enum rc schema_migrate(struct state *state, const struct schema *schema)
{
	AUTO_BUF sql = {0};
	int64_t version;

	TRY(schema_number(state, "PRAGMA main.user_version", &version));
	if (version >= schema->count)
		return RC_OK;
	for (int64_t i = version < 0 ? 0 : version; i < schema->count; i++)
		TRY(store_run(state, schema->steps[i], "cannot be brought up to date"));
	state->version = schema->count;
	buf_addf(&sql, "PRAGMA main.application_id = %d; PRAGMA main.user_version = %d", APPLICATION_ID, schema->count);
	return store_run(state, buf_text(&sql), "cannot be brought up to date");
}

enum rc schema_set_account(struct state *state, const char *account)
{
	sqlite3_stmt *statement = NULL;
	enum rc rc;

	(void)sqlite3_prepare_v2(state->db, "INSERT INTO main.meta VALUES ('account', ?1)", -1, &statement, NULL);
	sqlite3_bind_text(statement, 1, account, -1, SQLITE_STATIC);
	rc = store_done(state, statement);
	sqlite3_finalize(statement);
	state->account = mem_text(account);
	return rc;
}

enum rc schema_check_account(struct state *state, const char *account)
{
	sqlite3_stmt *statement = NULL;
	enum rc rc;
	bool row;

	(void)sqlite3_prepare_v2(state->db, "SELECT value FROM main.meta WHERE key = 'account'", -1, &statement, NULL);
	rc = store_step(state, statement, &row);
	if (row) {
		AUTO_BUF name = {0};

		buf_addsv(&name, store_text(statement, 0));
		state->account = mem_text(buf_text(&name));
	}
	sqlite3_finalize(statement);
	TRY(rc);
	if (!state->account)
		return rc_fail(RC_OUTPUT, "state %s does not name its account; " STATE_DAMAGED, state->path);
	if (account && strcmp(state->account, account) != 0)
		return rc_fail(RC_USAGE, "state %s belongs to account %s, not %s; give another file with --state",
			       state->path, state->account, account);
	return RC_OK;
}
