/*
 * The open database: its data, its prepared statements, its rows. Private to state/.
 *
 * A run is one transaction. It begins when the state is opened (BEGIN IMMEDIATE: a second run is refused at once,
 * readers are not) and is committed at the very end, schema and migrations included: a run that fails leaves the file
 * as it found it. Changes wait in temporary tables, so the file is not written before the commit.
 */
#ifndef STATE_STORE_H
#define STATE_STORE_H

#include <sqlite3.h>

#include "base/buf.h"
#include "base/timestamp.h"
#include "state/state.h"

enum statement {
	SQL_ROW,
	SQL_PENDING,
	SQL_CHANGE,
	SQL_NEW_NAME,
	SQL_NAME,
	SQL_MISSING,
	SQL_UNDELETE,
	SQL_TOMBSTONES,
	SQL_ADD_NAMES,
	SQL_REMOVE_ROWS,
	SQL_ADD_ROWS,
	SQL_RUNS,
	SQL_LAST_RUN,
	SQL_HAS_RUN,
	SQL_ADD_RUN,
	SQL_RESOURCE,
	SQL_SET_RESOURCE,
	SQL_TABLE,
	SQL_LAST_PLACE,
	SQL_SET_TABLE,
	SQL_COUNTS,
	SQL_HAS_PUSHES,
	SQL_ADD_DESTINATION,
	SQL_ADD_PUSH,
	SQL_FORGET_PUSHES,
	SQL_FORGET_DESTINATION,
	SQL_PUSHED,
	SQL_UNPUSHED,
	STATEMENTS,
};

/* Walks the rows of one table in key order (cursor.h). */
struct cursor {
	sqlite3_stmt *rows;
	bool open, at_end;
	int64_t parent, child;         /* the current row */
	int64_t low_parent, low_child; /* there is no other row between this key and the current one */
};

struct known_table {
	char name[STATE_NAME_MAX];
	int number;                 /* in the file: `place` of its rows */
	bool stored;                /* the file has a line for it */
	bool had_columns;           /* an earlier run compared it */
	bool wanted;                /* by this run */
	bool used, compared, moved; /* by this run: rows changed, hashes compared, watermark changed */
	unsigned char columns[STATE_HASH_SIZE], stored_columns[STATE_HASH_SIZE];
	struct state_watermark watermark;
	struct cursor cursor;
};

#define STORED_HASH_MAX (STATE_HASH_SIZE + STATE_GROUPS_MAX * STATE_GROUP_SIZE)

/*
 * A row in the file. Written: a run wrote it to its output, so a reader may have it. A row that was not written is only
 * known to exist. Deleted rows have no hash, nor have rows that came back while their table was not wanted.
 */
struct stored_row {
	bool known, written, live;
	unsigned char hash[STORED_HASH_MAX]; /* the base, then the groups (stored_hash.h) */
	size_t hash_size;                    /* 0: none */
	int64_t changed_at, deleted_at;      /* seconds */
	struct sv own;                       /* valid until the statement that read it moves on */
};

/* A value of deleted_at in the temporary tables: the commit removes the row. */
#define DELETED_FORGOTTEN (-1)

/* The list that is open (lists.h). */
struct list {
	bool open;
	unsigned table;
	struct state_key key; /* of the parent; its text is in `parent_text` */
	struct buf rows;      /* of struct list_row, ordered by child */
	struct buf texts, parent_text;
};

#define STATE_MODE 0600

struct state {
	sqlite3 *db;
	char *path, *account, *temporary;
	sqlite3_stmt *statements[STATEMENTS];
	struct known_table tables[STATE_TABLES_MAX];
	unsigned table_count;
	int next_number;
	int64_t version;  /* of its tables */
	int64_t run;      /* the time of this run, in seconds */
	uint64_t pending; /* changes that wait for the commit */
	bool made;        /* this run created the file */
	bool fresh;       /* nothing was ever committed to it, as its mode says */
	struct list list;
};

#define STATE_DAMAGED                                                                                                  \
	"the file is damaged: restore it from a backup, or move it away (the next run then counts every row as new)"

/* Reports why the last call of SQLite failed. */
enum rc store_fail(const struct state *state, const char *what) MUST_USE;

/* Opens the state of that path to write a note (pushes.c), in a transaction that is open then. */
enum rc open_for_note(struct state *state, const char *account) MUST_USE;

/* ---- statements ---- */

/* The statement, ready for its parameters. NULL if it cannot be prepared: the next step then reports why. */
sqlite3_stmt *store_statement(struct state *state, enum statement which);
enum rc store_step(struct state *state, sqlite3_stmt *statement, bool *row) MUST_USE;
/* The next row, if there is one and *rc is RC_OK; else false, and the statement is reset. Sets *rc if it fails. */
bool store_next(struct state *state, sqlite3_stmt *statement, enum rc *rc);
enum rc store_done(struct state *state, sqlite3_stmt *statement) MUST_USE; /* one without rows; resets it */
enum rc store_run(struct state *state, const char *sql, const char *what) MUST_USE;

void store_bind_text(sqlite3_stmt *statement, int parameter, struct sv text); /* NULL if empty */
void store_bind_time(sqlite3_stmt *statement, int parameter, int64_t ms);     /* NULL for TIMESTAMP_NONE */
struct sv store_text(sqlite3_stmt *statement, int column);
int64_t store_time(sqlite3_stmt *statement, int column);

/* ---- rows ---- */

/* Four columns: hash, changed_at, deleted_at, own. */
void store_read_row(sqlite3_stmt *statement, int first_column, struct stored_row *row);

/* The row with the changes of this run. */
enum rc store_current(struct state *state, unsigned table, const struct state_key *key,
		      struct stored_row *row) MUST_USE;

/* Puts the new row among the changes. `row` NULL: the row is forgotten. */
enum rc store_change(struct state *state, unsigned table, const struct state_key *key,
		     const struct stored_row *row) MUST_USE;

/* state_delete() for the current row of that key, which it changes. */
enum rc store_delete(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row) MUST_USE;

/* The texts of ids whose number is a hash. */
enum rc store_keep_names(struct state *state, const struct state_key *key) MUST_USE;
enum rc store_name(struct state *state, uint64_t number, struct buf *text) MUST_USE;

/* ---- for the commit ---- */

enum rc tables_store(struct state *state) MUST_USE; /* writes what this run changed about its tables */
enum rc runs_add(struct state *state, const struct state_run *run) MUST_USE;

/* ---- times ---- */

#define LAST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59Z: later times, from a damaged file, are cut to it */

static inline int64_t store_seconds(int64_t ms)
{
	return ms < 0 ? 0 : ms / MS_PER_SECOND;
}

static inline int64_t store_milliseconds(int64_t seconds)
{
	return (seconds < 0 ? 0 : seconds > LAST_SECOND ? LAST_SECOND : seconds) * MS_PER_SECOND;
}

#endif
