/*
 * What earlier runs learned about an account, in SQLite: for each row its key, a hash of its columns, when it last
 * changed and whether it is gone; for each resource how it was last read; for each run what it did. Only the service's
 * ids, derived ids, hashes and times: no name, no tag text.
 *
 * Lifecycle: state_open() locks the state for this run (RC_LOCKED if another run has it, after the time that a note takes),
 * then state_begin_run(), state_table() per table, state_compare() and lists as rows come, state_missing(), state_delete(),
 * state_commit() once; state_close() at any time. Nothing is written to the file before the commit, and without a commit the
 * run never happened. Times are milliseconds since 1970, stored as whole seconds.
 * Errors: RC_OUTPUT (unreadable, not writable, damaged, newer version), RC_USAGE (another account), RC_LOCKED.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/idset.h"
#include "base/sv.h"
#include "base/timestamp.h"

#define STATE_SCHEMA_VERSION 4
#define STATE_HASH_SIZE 16
#define STATE_GROUP_SIZE 8  /* bytes of the hash of a group */
#define STATE_GROUPS_MAX 24 /* of a table */
#define STATE_TABLES_MAX 128
#define STATE_NAME_MAX 64   /* bytes of a table's or resource's name */
#define STATE_FORM_MAX 4096 /* bytes of a form or a visibility */
#define STATE_VERSION_MAX 64

struct state;

struct state_config {
	const char *path, *account; /* account NULL: any (read_only) */
	const char *temporary;      /* directory for what does not fit into memory; NULL: SQLite chooses */
	bool read_only;             /* for `status`: takes no lock; a missing file is RC_USAGE */
};

enum rc state_open(const struct state_config *config, struct state **out) MUST_USE;
void state_close(struct state *state); /* NULL is fine */
const char *state_account(const struct state *state);

/* Is it an empty file to which some run had committed? A new one is empty too, but no run has committed to it yet. */
bool state_lost_content(const char *path);

/* ---- runs and resources ---- */

struct state_run {
	int64_t at_ms; /* run_id, watermark and changed_at: one time */
	const char *mode,
		*place; /* place: absolute path of the published run; "-": it wrote to standard output (version 1) */
	bool complete;
	int64_t started_ms, finished_ms;
	uint64_t written, created, changed, deleted, unchanged, unconfirmed; /* over all tables */
};

/* The runs, latest first, `most` at most, until `each` returns anything but RC_OK. Texts are valid until it returns. */
enum rc state_runs(struct state *state, unsigned most, enum rc (*each)(void *context, const struct state_run *run),
		   void *context) MUST_USE;
enum rc state_last_run(struct state *state, int64_t *at_ms) MUST_USE; /* TIMESTAMP_NONE if there was none */

/* Was a run committed, and where is its directory, or where will it be? Zero-initialize, then release `place`. */
struct state_commit {
	bool done, complete;
	struct buf place; /* empty if not done */
};
enum rc state_has_run(struct state *state, int64_t at_ms, struct state_commit *out) MUST_USE;

/* What the service refused when it was last asked for all of a request. */
struct state_refused {
	char parts[STATE_FORM_MAX];      /* "" if it took all of them */
	int page_size;                   /* the largest one that it took; 0 if none was refused */
	char version[STATE_VERSION_MAX]; /* that it showed; "" if none */
	int64_t found_ms;                /* TIMESTAMP_NONE if nothing was refused */
};

struct state_resource {
	char form[STATE_FORM_MAX];       /* as it was last read; "" before that */
	char visibility[STATE_FORM_MAX]; /* the widest so far */
	bool read;                       /* was it ever read whole? */
	int64_t since_ms;                /* where the next delta begins; TIMESTAMP_NONE if unknown */
	int64_t records;                 /* how many it had when it was last read whole; -1 if unknown */
	struct state_refused refused;
};

enum rc state_resource(struct state *state, const char *name, struct state_resource *out) MUST_USE;
enum rc state_set_resource(struct state *state, const char *name, const struct state_resource *resource) MUST_USE;

/* ---- what was pushed ---- */

/* That a destination is used, and that a run was pushed there. */
struct state_note {
	const char *destination;
	int64_t since_ms; /* the earliest run that is meant for it; counts the first time only */
	int64_t run_ms;   /* TIMESTAMP_NONE: no run yet */
	int64_t pushed_ms;
};

/*
 * Notes it in a transaction of its own, in the state of that path; this process must not have it open for a run.
 * RC_LOCKED if another run holds the state for longer than STATE_NOTE_WAIT_MS.
 */
#define STATE_NOTE_WAIT_MS 2000
enum rc state_add_note(const char *path, const char *account, const struct state_note *note) MUST_USE;

/* Deletes its notes, in the same way. *known: there were some. */
enum rc state_forget_destination(const char *path, const char *account, const char *destination, bool *known) MUST_USE;

/* The runs that were pushed to a destination, in the order of their time. `complete`: as state_run has it. */
enum rc state_pushed(struct state *state, const char *destination,
		     enum rc (*each)(void *context, int64_t run_ms, bool complete), void *context) MUST_USE;

/* A run that was not pushed to one of the destinations that it was meant for. */
struct state_unpushed {
	const char *destination, *place; /* place: as state_run has it */
	int64_t run_ms;
	bool replaced; /* a later complete snapshot was pushed there, so a reader of that misses nothing */
};

/* By destination, and in the order of their time. A file of an earlier version has none. */
enum rc state_unpushed(struct state *state, enum rc (*each)(void *context, const struct state_unpushed *run),
		       void *context) MUST_USE;

/* ---- rows ---- */

/*
 * A remote id as a number (base/idset.h). `text` is what the number does not contain: the id itself where idset_of()
 * had to hash it; the derived id for tags, whose text is not stored. Otherwise empty.
 */
struct state_id {
	uint64_t number;
	struct sv text;
};

/*
 * Rows that are not links have child {0, ""}. own: the row's derived id where the other ids do not determine it, or
 * whatever else the caller wants to know of a row that is missing; empty leaves what is stored as it is.
 */
struct state_key {
	struct state_id parent, child;
	struct sv own;
};

/*
 * What is compared of a row (state/row_hash.h): a hash of the columns that are always read, and one of each group of
 * columns that depend on a part of the request. `lost`: this run had to do without that part, so the columns of the group
 * are NULL, and what is known of them stays as it is. If the row is written, what its reader has of them is unknown
 * (zeros), and the row counts as changed once the part is back.
 */
struct state_hash {
	unsigned char base[STATE_HASH_SIZE];
	unsigned char groups[STATE_GROUPS_MAX][STATE_GROUP_SIZE];
	unsigned group_count;
	uint32_t lost; /* bit n: group n */
	bool written;  /* the row is written even if it is unchanged */
};

enum state_verdict { STATE_NEW, STATE_CHANGED, STATE_BACK, STATE_SAME }; /* BACK: it was deleted; counts as changed */

struct state_known {
	enum state_verdict verdict;
	int64_t changed_at_ms; /* this run, or carried over */
};

/*
 * Registers a table; *table is its handle until the close. `columns` is a fingerprint of what is written:
 * *columns_changed says that it differs from the last run's. The commit stores it only if this run compares the table.
 * NULL: this run does not want the table, but keeps track of which rows exist.
 */
enum rc state_table(struct state *state, const char *name, const unsigned char *columns, unsigned *table,
		    bool *columns_changed) MUST_USE;

bool state_was_compared(const struct state *state, unsigned table); /* by an earlier run */
void state_keep_columns(struct state *state, unsigned table);       /* this run compares it, even if it has no rows */

/* The time of this run: changed_at of every difference. Call it before the first comparison. */
void state_begin_run(struct state *state, int64_t at_ms);

/*
 * Compares a row that was read; each key once per run. `hash` NULL: the table is not wanted, the row is only known to
 * exist (the verdict means nothing; the first hash in a later run makes it STATE_NEW).
 */
enum rc state_compare(struct state *state, unsigned table, const struct state_key *key, const struct state_hash *hash,
		      struct state_known *out) MUST_USE;

/*
 * The rows of a link table that belong to one parent: begin, compare each, end. Live rows that were not compared are
 * then deleted (if `known`) or kept as they are: *carried counts the kept ones, and the numbers of their children are
 * added to `children` (unless NULL). One list at a time.
 */
enum rc state_list_begin(struct state *state, unsigned table, const struct state_id *parent) MUST_USE;
/* Is the row live in the open list, with another hash? If it is not compared, the list keeps it as it is. */
bool state_list_differs(struct state *state, unsigned table, const struct state_key *key,
			const struct state_hash *hash);
enum rc state_list_end(struct state *state, bool known, struct idset *children, uint64_t *carried) MUST_USE;

/*
 * Rows that were live before this run, and still are, whose parent is not in `seen`. *live counts all rows that were
 * live before this run.
 */
struct state_missing {
	const struct idset *seen;
	enum rc (*each)(void *context, const struct state_key *key); /* may delete the row */
	void *context;
};
enum rc state_missing(struct state *state, unsigned table, const struct state_missing *missing,
		      uint64_t *live) MUST_USE;

/*
 * Deletes a row as of this run. A row that is only known to exist is forgotten. In a table that is not wanted, a row that
 * was written stays as it is: the next run that wants the table deletes it.
 */
enum rc state_delete(struct state *state, unsigned table, const struct state_key *key) MUST_USE;

/* Undoes every deletion of this run in a table, also of rows only known to exist; *count of them. */
enum rc state_undelete(struct state *state, unsigned table, uint64_t *count) MUST_USE;

/* Deleted rows in key order: those deleted at `since_ms` or later, including by this run. */
struct state_tombstone {
	struct state_key key;
	int64_t deleted_at_ms;
};
enum rc state_tombstones(struct state *state, unsigned table, int64_t since_ms,
			 enum rc (*each)(void *context, const struct state_tombstone *tombstone),
			 void *context) MUST_USE;

/* ---- tables ---- */

struct state_watermark {
	int64_t changed_at_ms;      /* greatest changed_at; TIMESTAMP_NONE if no row was ever written */
	char remote_updated_at[32]; /* greatest ever seen, as it is written; "" if none */
};
enum rc state_watermark(struct state *state, unsigned table, struct state_watermark *out) MUST_USE;
enum rc state_watermark_of(struct state *state, const char *name, struct state_watermark *out) MUST_USE; /* by name */
enum rc state_set_watermark(struct state *state, unsigned table, const struct state_watermark *watermark) MUST_USE;

struct state_count {
	const char *table;
	uint64_t live, deleted;
	struct state_watermark watermark;
};
/* All tables ever compared, for `status`, as of the last commit. Rows only known to exist do not count. */
enum rc state_counts(struct state *state, enum rc (*each)(void *context, const struct state_count *count),
		     void *context) MUST_USE;

/* The commit point of the run (output/README.md, "How a run appears"). Durable when it returns RC_OK. */
enum rc state_commit(struct state *state, const struct state_run *run) MUST_USE;

#endif
