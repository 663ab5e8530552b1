/*
 * The open database and its prepared statements. Private to state/.
 *
 * The whole run is one transaction, begun as the state is opened (BEGIN IMMEDIATE: a second run is locked out at once,
 * readers are not) and committed at its very end, schema and migrations included: a run that fails leaves the file as
 * it found it. What differs waits in temporary tables, so that the file itself is not written before the commit.
 */
#ifndef STATE_STORE_H
#define STATE_STORE_H

#include <sqlite3.h>

#include "base/buf.h"
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
	SQL_SET_UNLINKED,
	SQL_UNSET_UNLINKED,
	SQL_COUNTS,
	STATEMENTS,
};

/* Walks the rows of one table in key order. */
struct cursor {
	sqlite3_stmt *rows;
	bool open, at_end;
	int64_t parent, child;         /* where it stands */
	int64_t low_parent, low_child; /* from here to there is no other row */
};

struct known_table {
	char name[STATE_NAME_MAX];
	int place;                  /* its number in the file */
	bool stored;                /* it has its line in the file */
	bool had_columns;           /* some run compared it */
	bool used, compared, moved; /* in this run: has rows, hashes, another watermark */
	bool unlinked, stored_unlinked;
	unsigned char columns[STATE_HASH_SIZE], stored_columns[STATE_HASH_SIZE];
	struct state_watermark watermark;
	struct cursor cursor;
};

/*
 * A row as it stands. Written: some run wrote it, so a consumer may have it. One that was not is only known to exist.
 * Deleted rows have no hash; nor has one that came back while its table was not wanted.
 */
struct stored_row {
	bool known, written, has_hash;
	bool live, hidden; /* hidden rows are live */
	unsigned char hash[STATE_HASH_SIZE];
	int64_t changed_at, deleted_at;
	struct sv own; /* until the statement that read it moves on */
};

/* What stands for a time in deleted_at; NULL there: live. */
#define DELETED_HIDDEN 0
#define DELETED_FORGOTTEN (-1) /* only until the commit: then the row goes without a trace */

/* A row of the list that is open; they lie in a row, by child. */
struct child {
	int64_t child;
	bool met;
	struct stored_row row; /* its `own` is in `texts`, from here: */
	size_t own_at;
};

struct list {
	bool open;
	unsigned table;
	struct state_key key; /* of the parent; its text is in `parent_text` */
	struct buf children, texts, parent_text;
};

struct state {
	sqlite3 *db;
	char *path, *account, *temporary;
	sqlite3_stmt *statements[STATEMENTS];
	struct known_table tables[STATE_TABLES_MAX];
	unsigned table_count;
	int next_place;
	int64_t run;      /* its time in seconds */
	uint64_t pending; /* changes that wait for the commit */
	bool made;        /* the file, by this opening of it */
	struct list list;
};

#define STATE_DAMAGED                                                                                                  \
	"the file is damaged: restore it from a backup, or move it away (the next run then counts every row as new)"

/* The failure of the last call, in words. */
enum rc store_fail(const struct state *state, const char *what) MUST_USE;

/* The statement, ready for its parameters. NULL if it cannot be prepared: every use of it then says why. */
sqlite3_stmt *store_statement(struct state *state, enum statement which);
enum rc store_step(struct state *state, sqlite3_stmt *statement, bool *row) MUST_USE;
enum rc store_done(struct state *state, sqlite3_stmt *statement) MUST_USE; /* one without rows; resets it */
enum rc store_run(struct state *state, const char *sql, const char *what) MUST_USE;
void store_let_go(struct state *state); /* of all rows that are being read */

void store_bind_text(sqlite3_stmt *statement, int place, struct sv text); /* NULL if empty */
struct sv store_text(sqlite3_stmt *statement, int column);
void store_read_row(sqlite3_stmt *statement, int first_column, struct stored_row *row);

/* The row as this run left it so far. */
enum rc store_current(struct state *state, unsigned table, const struct state_key *key,
		      struct stored_row *row) MUST_USE;

/* Puts what becomes of a row where the commit finds it. `row` NULL: it is forgotten. */
enum rc store_change(struct state *state, unsigned table, const struct state_key *key,
		     const struct stored_row *row) MUST_USE;
enum rc store_keep_names(struct state *state, const struct state_key *key) MUST_USE;
enum rc store_name(struct state *state, uint64_t number, struct buf *text) MUST_USE;

/* The row of a key as the last run left it, quickly where keys come in order. */
enum rc cursor_find(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row) MUST_USE;

/* Goes to the first row of a parent; then, while cursor_is_at() it, cursor_row() and cursor_next(). */
enum rc cursor_to_parent(struct state *state, unsigned table, int64_t parent) MUST_USE;
bool cursor_is_at(const struct state *state, unsigned table, int64_t parent);
void cursor_row(const struct state *state, unsigned table, struct stored_row *row);
enum rc cursor_next(struct state *state, unsigned table) MUST_USE;
void cursor_close(struct cursor *cursor);

/* Deletes a row that is known, as this run found it; `row` is changed. */
enum rc row_delete(struct state *state, unsigned table, const struct state_key *key, struct stored_row *row) MUST_USE;

/* Does the key belong to the list that is open? Then its row, NULL if none is known. */
bool list_is_of(const struct state *state, unsigned table, const struct state_key *key);
struct child *list_child(struct state *state, unsigned table, const struct state_key *key);

/* How to come from each version to the next; `count` is the version at the end. In the transaction that is open. */
struct schema {
	const char *const *steps;
	int count;
};
extern const struct schema schema_of_today;
enum rc schema_check(struct state *state, const struct schema *schema, bool *is_new) MUST_USE;
enum rc schema_migrate(struct state *state, const struct schema *schema) MUST_USE;

/* The account in the file must be this one; NULL: any. */
enum rc schema_check_account(struct state *state, const char *account) MUST_USE;
enum rc schema_set_account(struct state *state, const char *account) MUST_USE;

/* What the commit writes of the tables. */
enum rc tables_store(struct state *state) MUST_USE;
enum rc runs_add(struct state *state, const struct state_run *run) MUST_USE;

void store_bind_time(sqlite3_stmt *statement, int place, int64_t ms); /* NULL for STATE_NEVER */
int64_t store_time(sqlite3_stmt *statement, int column);

#define LAST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59Z: what a damaged file says past it is cut to it */

static inline int64_t seconds_of(int64_t ms)
{
	return ms < 0 ? 0 : ms / 1000;
}

static inline int64_t milliseconds_of(int64_t seconds)
{
	return (seconds < 0 ? 0 : seconds > LAST_SECOND ? LAST_SECOND : seconds) * 1000;
}

#endif
