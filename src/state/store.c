#include "state/store.h"

#include <string.h>

#include "base/mem.h"
#include "base/reason.h"

#define ROW "hash, changed_at, deleted_at, own"
#define OF_KEY " WHERE place = ?1 AND parent = ?2 AND child = ?3"

/* A negative number is a hash (base/idset.h); `names` has its text. */
#define NAME_OF(column_)                                                                                               \
	"CASE WHEN " column_ " < 0 THEN coalesce((SELECT text FROM temp.new_names WHERE number = " column_             \
	"), (SELECT text FROM main.names WHERE number = " column_ ")) END"

#define PARENT_NAME NAME_OF("parent")
#define CHILD_NAME NAME_OF("child")

static const char *const statement_texts[STATEMENTS] = {
	[SQL_ROW] = "SELECT " ROW " FROM main.rows" OF_KEY,
	[SQL_PENDING] = "SELECT " ROW " FROM temp.changes" OF_KEY,
	[SQL_CHANGE] = "INSERT OR REPLACE INTO temp.changes (place, parent, child, " ROW
		       ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_NEW_NAME] = "INSERT OR IGNORE INTO temp.new_names (number, text) VALUES (?1, ?2)",
	[SQL_NAME] = "SELECT " NAME_OF("?1"),
	[SQL_MISSING] = "SELECT parent, child, " ROW " FROM main.rows WHERE place = ?1 ORDER BY parent, child",
	[SQL_UNDELETE] = "DELETE FROM temp.changes WHERE place = ?1 AND deleted_at IN (?2, ?3)",
	[SQL_TOMBSTONES] = "SELECT parent, child, deleted_at, own, " PARENT_NAME ", " CHILD_NAME " FROM ("
			   "SELECT parent, child, deleted_at, own FROM main.rows AS r INDEXED BY gone"
			   " WHERE place = ?1 AND deleted_at > 0 AND deleted_at >= ?2 AND NOT EXISTS ("
			   "SELECT 1 FROM temp.changes AS c WHERE c.place = r.place AND c.parent = r.parent"
			   " AND c.child = r.child)"
			   " UNION ALL SELECT parent, child, deleted_at, own FROM temp.changes"
			   " WHERE place = ?1 AND deleted_at = ?3) ORDER BY parent, child",
	[SQL_ADD_NAMES] = "INSERT OR REPLACE INTO main.names (number, text)"
			  " SELECT number, text FROM temp.new_names ORDER BY number",
	[SQL_REMOVE_ROWS] = "DELETE FROM main.rows WHERE (place, parent, child) IN"
			    " (SELECT place, parent, child FROM temp.changes WHERE deleted_at = ?1)",
	[SQL_ADD_ROWS] = "INSERT OR REPLACE INTO main.rows (place, parent, child, " ROW ")"
			 " SELECT place, parent, child, " ROW " FROM temp.changes"
			 " WHERE deleted_at IS NOT ?1 ORDER BY place, parent, child",
	[SQL_RUNS] = "SELECT at, mode, place, complete, started, finished, written, created, changed, deleted,"
		     " unchanged, unconfirmed FROM main.runs ORDER BY at DESC LIMIT ?1",
	[SQL_LAST_RUN] = "SELECT max(at) FROM main.runs",
	[SQL_HAS_RUN] = "SELECT complete, place FROM main.runs WHERE at = ?1 AND place IS NOT '-'",
	[SQL_ADD_RUN] =
		"INSERT INTO main.runs (at, mode, place, complete, started, finished, written, created, changed,"
		" deleted, unchanged, unconfirmed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	[SQL_RESOURCE] = "SELECT form, visibility, read, since, records, refused, page_size, version, found"
			 " FROM main.resources WHERE name = ?1",
	[SQL_SET_RESOURCE] =
		"INSERT OR REPLACE INTO main.resources (name, form, visibility, read, since, records, refused,"
		" page_size, version, found) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
	[SQL_TABLE] = "SELECT place, columns, changed_at, remote_updated_at FROM main.tables WHERE name = ?1",
	[SQL_LAST_PLACE] = "SELECT max(place) FROM main.tables",
	[SQL_SET_TABLE] = "INSERT OR REPLACE INTO main.tables (place, name, columns, changed_at, remote_updated_at)"
			  " VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_COUNTS] = "SELECT t.name, sum(r.hash NOTNULL), sum(r.deleted_at > 0), t.changed_at, t.remote_updated_at"
		       " FROM main.tables AS t LEFT JOIN main.rows AS r ON r.place = t.place GROUP BY t.place",
	[SQL_HAS_PUSHES] = "SELECT count(*) FROM main.sqlite_schema WHERE name = 'pushes'",
	[SQL_ADD_DESTINATION] = "INSERT INTO main.destinations (name, since) SELECT ?1, ?2"
				" WHERE NOT EXISTS (SELECT 1 FROM main.destinations WHERE name = ?1)",
	[SQL_ADD_PUSH] = "INSERT OR IGNORE INTO main.pushes (destination, run, pushed)"
			 " SELECT number, ?2, ?3 FROM main.destinations WHERE name = ?1",
	[SQL_FORGET_PUSHES] = "DELETE FROM main.pushes WHERE destination IN"
			      " (SELECT number FROM main.destinations WHERE name = ?1)",
	[SQL_FORGET_DESTINATION] = "DELETE FROM main.destinations WHERE name = ?1",
	[SQL_PUSHED] = "SELECT p.run, coalesce(r.complete, 0) FROM main.destinations AS d"
		       " JOIN main.pushes AS p ON p.destination = d.number LEFT JOIN main.runs AS r ON r.at = p.run"
		       " WHERE d.name = ?1 ORDER BY p.run",
	[SQL_UNPUSHED] = "SELECT d.name, r.place, r.at, EXISTS (SELECT 1 FROM main.pushes AS p"
			 " JOIN main.runs AS s ON s.at = p.run WHERE p.destination = d.number AND p.run > r.at"
			 " AND s.mode = 'snapshot' AND s.complete)"
			 " FROM main.destinations AS d JOIN main.runs AS r ON r.at >= d.since AND r.place IS NOT '-'"
			 " WHERE NOT EXISTS (SELECT 1 FROM main.pushes AS p WHERE p.destination = d.number"
			 " AND p.run = r.at) ORDER BY d.name, r.at",
};

struct store_cause {
	int code;
	enum rc rc;
	const char *advice;
};

#define HELD "another run holds it: wait until it ends"

/* By primary result code of SQLite; the last line is for all others. */
static const struct store_cause causes[] = {
	{SQLITE_BUSY, RC_LOCKED, HELD},
	{SQLITE_LOCKED, RC_LOCKED, HELD},
	{SQLITE_CORRUPT, RC_OUTPUT, STATE_DAMAGED},
	{SQLITE_NOTADB, RC_OUTPUT, STATE_DAMAGED},
	{SQLITE_ERROR, RC_OUTPUT, STATE_DAMAGED}, /* the statements are right, so the schema is not */
	{SQLITE_FULL, RC_OUTPUT, REASON_NO_SPACE},
	{0, RC_OUTPUT, "check the file, its directory and the disk, then run again"},
};

enum rc store_fail(const struct state *state, const char *what)
{
	const struct store_cause *cause = causes;
	int code = sqlite3_errcode(state->db) & 0xff, reason = sqlite3_system_errno(state->db);
	bool system = reason && (code == SQLITE_IOERR || code == SQLITE_CANTOPEN);

	if (code == SQLITE_NOMEM)
		mem_exhausted();
	while (cause->code && cause->code != code)
		cause++;
	return rc_fail(cause->rc, "state %s %s: %s%s%s; %s", state->path, what, sqlite3_errmsg(state->db),
		       system ? ": " : "", system ? strerror(reason) : "",
		       system ? reason_advice(reason) : cause->advice);
}

sqlite3_stmt *store_statement(struct state *state, enum statement which)
{
	sqlite3_stmt **statement = &state->statements[which];

	if (!*statement)
		(void)sqlite3_prepare_v3(state->db, statement_texts[which], -1, SQLITE_PREPARE_PERSISTENT, statement,
					 NULL);
	sqlite3_reset(*statement);
	return *statement;
}

enum rc store_step(struct state *state, sqlite3_stmt *statement, bool *row)
{
	int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

	*row = code == SQLITE_ROW;
	return code == SQLITE_ROW || code == SQLITE_DONE ? RC_OK : store_fail(state, "cannot be read");
}

bool store_next(struct state *state, sqlite3_stmt *statement, enum rc *rc)
{
	bool row = false;

	if (*rc == RC_OK)
		*rc = store_step(state, statement, &row);
	if (!row)
		sqlite3_reset(statement);
	return row;
}

enum rc store_done(struct state *state, sqlite3_stmt *statement)
{
	if (!statement || sqlite3_step(statement) != SQLITE_DONE)
		return store_fail(state, "cannot be written");
	sqlite3_reset(statement);
	return RC_OK;
}

enum rc store_run(struct state *state, const char *sql, const char *what)
{
	return sqlite3_exec(state->db, sql, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : store_fail(state, what);
}

void store_bind_text(sqlite3_stmt *statement, int parameter, struct sv text)
{
	if (text.n)
		sqlite3_bind_text64(statement, parameter, text.p, text.n, SQLITE_STATIC, SQLITE_UTF8);
	else
		sqlite3_bind_null(statement, parameter);
}

struct sv store_text(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return text ? (struct sv){text, (size_t)sqlite3_column_bytes(statement, column)} : (struct sv){"", 0};
}

void store_bind_time(sqlite3_stmt *statement, int parameter, int64_t ms)
{
	if (ms == TIMESTAMP_NONE)
		sqlite3_bind_null(statement, parameter);
	else
		sqlite3_bind_int64(statement, parameter, store_seconds(ms));
}

int64_t store_time(sqlite3_stmt *statement, int column)
{
	return sqlite3_column_type(statement, column) == SQLITE_NULL
		       ? TIMESTAMP_NONE
		       : store_milliseconds(sqlite3_column_int64(statement, column));
}

/* Can a base and groups take so many bytes? */
static bool store_is_hash(int size)
{
	return size >= STATE_HASH_SIZE && size <= STORED_HASH_MAX && (size - STATE_HASH_SIZE) % STATE_GROUP_SIZE == 0;
}

void store_read_row(sqlite3_stmt *statement, int first_column, struct stored_row *row)
{
	const void *hash = sqlite3_column_blob(statement, first_column);
	int size = sqlite3_column_bytes(statement, first_column);

	row->live = sqlite3_column_type(statement, first_column + 2) == SQLITE_NULL;
	row->deleted_at = row->live ? 0 : sqlite3_column_int64(statement, first_column + 2);
	row->known = row->deleted_at != DELETED_FORGOTTEN;
	row->written = sqlite3_column_type(statement, first_column + 1) != SQLITE_NULL;
	row->changed_at = sqlite3_column_int64(statement, first_column + 1);
	row->hash_size = hash && store_is_hash(size) ? (size_t)size : 0;
	if (row->hash_size)
		memcpy(row->hash, hash, row->hash_size);
	row->own = store_text(statement, first_column + 3);
}

static void bind_key(struct state *state, sqlite3_stmt *statement, unsigned table, const struct state_key *key)
{
	sqlite3_bind_int(statement, 1, state->tables[table].number);
	sqlite3_bind_int64(statement, 2, (int64_t)key->parent.number);
	sqlite3_bind_int64(statement, 3, (int64_t)key->child.number);
}

enum rc store_current(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row)
{
	static const enum statement sources[] = {SQL_PENDING, SQL_ROW};
	bool found = false;

	row->known = false;
	for (unsigned i = state->pending ? 0 : 1; !found && i < 2; i++) {
		sqlite3_stmt *statement = store_statement(state, sources[i]);

		bind_key(state, statement, table, key);
		TRY(store_step(state, statement, &found));
		if (found)
			store_read_row(statement, 0, row);
	}
	return RC_OK;
}

static enum rc keep_name(struct state *state, const struct state_id *id)
{
	sqlite3_stmt *statement;

	if (id->number <= INT64_MAX || id->text.n == 0)
		return RC_OK;
	statement = store_statement(state, SQL_NEW_NAME);
	sqlite3_bind_int64(statement, 1, (int64_t)id->number);
	store_bind_text(statement, 2, id->text);
	return store_done(state, statement);
}

enum rc store_keep_names(struct state *state, const struct state_key *key)
{
	TRY(keep_name(state, &key->parent));
	return keep_name(state, &key->child);
}

enum rc store_name(struct state *state, uint64_t number, struct buf *text)
{
	sqlite3_stmt *statement;
	bool row;

	buf_clear(text);
	if (number <= INT64_MAX)
		return RC_OK;
	statement = store_statement(state, SQL_NAME);
	sqlite3_bind_int64(statement, 1, (int64_t)number);
	TRY(store_step(state, statement, &row));
	if (row)
		buf_addsv(text, store_text(statement, 0));
	sqlite3_reset(statement);
	return RC_OK;
}

static void bind_row(sqlite3_stmt *statement, const struct stored_row *row)
{
	if (row->hash_size)
		sqlite3_bind_blob(statement, 4, row->hash, (int)row->hash_size, SQLITE_STATIC);
	else
		sqlite3_bind_null(statement, 4);
	if (row->written)
		sqlite3_bind_int64(statement, 5, row->changed_at);
	else
		sqlite3_bind_null(statement, 5);
	if (row->live)
		sqlite3_bind_null(statement, 6);
	else
		sqlite3_bind_int64(statement, 6, row->deleted_at);
}

enum rc store_change(struct state *state, unsigned table, const struct state_key *key, const struct stored_row *row)
{
	static const struct stored_row forgotten = {.deleted_at = DELETED_FORGOTTEN};
	sqlite3_stmt *statement = store_statement(state, SQL_CHANGE);

	bind_key(state, statement, table, key);
	bind_row(statement, row ? row : &forgotten);
	store_bind_text(statement, 7, row && !key->own.n ? row->own : key->own);
	state->tables[table].used = true;
	state->pending++;
	return store_done(state, statement);
}

enum rc store_delete(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row)
{
	if (!row->known || !row->live)
		return RC_OK;
	if (!row->written)
		return store_change(state, table, key, NULL);
	if (!state->tables[table].wanted)
		return RC_OK;
	row->live = false;
	row->hash_size = 0;
	row->deleted_at = row->changed_at = state->run;
	return store_change(state, table, key, row);
}
