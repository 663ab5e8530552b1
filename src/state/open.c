/*
 * Opens and closes the file. Other programs can write to the disk too, so nothing in the file is executed: no triggers,
 * no views, no functions in the schema.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "state/cursor.h"
#include "state/schema.h"

#define STATE_FRESH_MODE 0700 /* until the first commit, to tell a new file from one that lost its content */
#define NOTE_TIME_MS 3000     /* how long a run waits for a note */
#define READER_WAIT_MS 10000  /* how long a reader waits for a commit */

/* A process that writes to a database has locked this byte (SQLite's file format, "The Lock-Byte Page"). */
#define RESERVED_BYTE 0x40000001

static const char for_all[] = "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";

/*
 * One file and durable commits: EXTRA also syncs the directory once the journal is removed. Temporary tables need no
 * journal, since a run never rolls back a part of itself.
 */
static const char for_runs[] = "PRAGMA main.journal_mode = DELETE; PRAGMA main.synchronous = EXTRA;"
			       "PRAGMA temp_store = FILE; PRAGMA temp.journal_mode = OFF;"
			       "PRAGMA main.cache_size = -2048; PRAGMA temp.cache_size = -2048;";

static const char temporary_tables[] =
	"CREATE TEMP TABLE changes (place INTEGER NOT NULL, parent INTEGER NOT NULL, child INTEGER NOT NULL, hash BLOB,"
	" changed_at INTEGER, deleted_at INTEGER, own TEXT, PRIMARY KEY (place, parent, child)) WITHOUT ROWID;"
	"CREATE TEMP TABLE new_names (number INTEGER PRIMARY KEY, text TEXT NOT NULL);";

static enum rc open_fail(const char *path, const char *why)
{
	return rc_fail(RC_OUTPUT, "state %s cannot be opened: %s; use --state with a writable file", path, why);
}

/*
 * SQLite would create the file readable to others, and would follow a symbolic link. An existing file is not opened
 * here: closing it would release every lock that this process has on it.
 */
static enum rc open_make_file(struct state *state)
{
	const char *path = state->path;
	struct stat facts;
	int fd;

	if (lstat(path, &facts) == 0 && S_ISLNK(facts.st_mode))
		return open_fail(path, "it is a symbolic link");
	if (lstat(path, &facts) == 0) {
		state->fresh = (facts.st_mode & S_IXUSR) != 0;
		return S_ISREG(facts.st_mode) ? RC_OK : open_fail(path, "it is not a regular file");
	}
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, STATE_FRESH_MODE);
	if (fd < 0 && errno != EEXIST)
		return open_fail(path, strerror(errno));
	state->made = state->fresh = fd >= 0;
	if (fd >= 0)
		close(fd);
	return RC_OK;
}

static enum rc open_database(struct state *state, const char *path)
{
	static const int off[] = {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW};
	/* Also for readers: what a killed run left half written is rolled back first. */
	int code = sqlite3_open_v2(path, &state->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (!state->db)
		mem_exhausted();
	if (code != SQLITE_OK)
		return store_fail(state, "cannot be opened");
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		sqlite3_db_config(state->db, off[i], 0, (int *)NULL);
	sqlite3_db_config(state->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	return RC_OK;
}

/* Ends with a slash if the path has one. */
static void open_add_directory(const char *path, struct buf *out)
{
	const char *slash = strrchr(path, '/');

	buf_addsv(out, slash ? (struct sv){path, (size_t)(slash + 1 - path)} : SV("."));
}

/* SQLite would report a longer path as a file that does not exist. The VFS is there once SQLite is initialized. */
static enum rc open_check_length(const char *path)
{
	static const int suffix = sizeof("/-journal") - 1;
	const char *slash = strrchr(path, '/');
	const sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	char whole[PATH_MAX];
	AUTO_BUF directory = {0}, why = {0};

	if (!vfs)
		mem_exhausted();
	open_add_directory(path, &directory);
	if (!realpath(buf_text(&directory), whole) ||
	    strlen(whole) + strlen(slash ? slash + 1 : path) <= (size_t)(vfs->mxPathname - suffix))
		return RC_OK;
	buf_addf(&why, "its absolute path is longer than %d bytes", vfs->mxPathname - suffix);
	return open_fail(path, buf_text(&why));
}

/* Better to fail now than after an hour of fetching. The journal of a commit is created in the same directory. */
static enum rc open_check_writable(const struct state *state)
{
	AUTO_BUF directory = {0};

	open_add_directory(state->path, &directory);
	if (sqlite3_db_readonly(state->db, "main") == 1)
		return open_fail(state->path, "it is read-only");
	if (access(buf_text(&directory), W_OK | X_OK) != 0)
		return open_fail(state->path, strerror(errno));
	return RC_OK;
}

/* The path begins with a slash or a dot, so that SQLite does not interpret ":memory:" or "file:...". */
static enum rc open_file(struct state *state)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s%s", state->path[0] == '/' ? "" : "./", state->path);
	return open_database(state, buf_text(&path));
}

/* SQLite has one such directory for the whole process, which has one run. */
static void open_set_temporary(struct state *state, const char *directory)
{
	if (!directory || sqlite3_temp_directory)
		return;
	state->temporary = mem_text(directory);
	sqlite3_temp_directory = state->temporary;
}

/* Another first run may have created the file and removed it again between our open and our lock. */
static enum rc open_check_not_moved(struct state *state)
{
	int moved = 0;

	sqlite3_file_control(state->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	if (moved)
		return rc_fail(RC_LOCKED, "another run held the state %s: run again", state->path);
	return RC_OK;
}

/* A first run that never committed leaves no file. The lock is still held, so the file is ours. */
static void open_remove_new_file(const struct state *state)
{
	struct stat facts;

	if (state->made && !sqlite3_get_autocommit(state->db) && stat(state->path, &facts) == 0 && facts.st_size == 0)
		(void)unlink(state->path);
}

static enum rc open_for_run(struct state *state, const struct state_config *config)
{
	bool is_new;

	TRY(open_check_length(state->path));
	TRY(open_make_file(state));
	open_set_temporary(state, config->temporary);
	TRY(open_file(state));
	TRY(open_check_writable(state));
	/* A push may be writing a note. Another run would be longer. */
	sqlite3_busy_timeout(state->db, NOTE_TIME_MS);
	TRY(store_run(state, for_all, "cannot be opened"));
	TRY(store_run(state, for_runs, "cannot be opened"));
	TRY(store_run(state, "BEGIN IMMEDIATE", "cannot be locked for this run"));
	sqlite3_busy_timeout(state->db, 0);
	TRY(open_check_not_moved(state));
	TRY(schema_check(state, &schema_current, &is_new));
	TRY(schema_migrate(state, &schema_current));
	TRY(is_new ? schema_set_account(state, config->account) : schema_check_account(state, config->account));
	return store_run(state, temporary_tables, "cannot be locked for this run");
}

/* A file that no run has committed to is left alone: there is no run to be noted. */
enum rc open_for_note(struct state *state, const char *account)
{
	bool is_new;

	TRY(open_file(state));
	sqlite3_busy_timeout(state->db, STATE_NOTE_WAIT_MS);
	TRY(store_run(state, for_all, "cannot be opened"));
	TRY(store_run(state, for_runs, "cannot be opened"));
	TRY(store_run(state, "BEGIN IMMEDIATE", "cannot be locked for a note"));
	TRY(schema_check(state, &schema_current, &is_new));
	if (is_new)
		return rc_fail(RC_OUTPUT, "state %s is empty: no run was committed to it", state->path);
	TRY(schema_migrate(state, &schema_current));
	return schema_check_account(state, account);
}

/* A first run that was killed before its commit left an empty file, which has no tables. */
static enum rc open_empty(struct state *state, const char *account)
{
	sqlite3_close(state->db);
	TRY(open_database(state, ":memory:"));
	TRY(schema_migrate(state, &schema_current));
	return schema_set_account(state, account ? account : "-");
}

static enum rc open_for_reading(struct state *state, const struct state_config *config)
{
	bool is_new;

	if (access(state->path, F_OK) != 0)
		return rc_fail(RC_USAGE, "state %s cannot be opened: %s; %s", state->path, strerror(errno),
			       errno == ENOENT ? "no run has written a state there" : "check its permissions");
	TRY(open_file(state));
	sqlite3_busy_timeout(state->db, READER_WAIT_MS);
	TRY(store_run(state, for_all, "cannot be opened"));
	TRY(schema_check(state, &schema_current, &is_new));
	if (is_new)
		TRY(open_empty(state, config->account));
	else
		TRY(schema_check_account(state, config->account));
	TRY(store_run(state, temporary_tables, "cannot be opened"));
	return store_run(state, "PRAGMA query_only = ON", "cannot be opened");
}

/* The process that holds the lock; 0 if the system does not say. Closing the file releases our own locks: hold none. */
static long open_holder(const char *path)
{
	struct flock byte = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = RESERVED_BYTE, .l_len = 1};
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	bool held;

	if (fd < 0)
		return 0;
	held = fcntl(fd, F_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
	close(fd);
	return held && byte.l_pid > 0 ? (long)byte.l_pid : 0;
}

static enum rc open_name_holder(const char *path)
{
	long process = open_holder(path);

	if (process == 0)
		return RC_LOCKED;
	return rc_fail(RC_LOCKED, "another run holds the state %s (process %ld): wait until it ends", path, process);
}

enum rc state_open(const struct state_config *config, struct state **out)
{
	struct state *state = mem_zero(1, sizeof(*state));
	enum rc rc;

	*out = NULL;
	state->path = mem_text(config->path);
	rc = config->read_only ? open_for_reading(state, config) : open_for_run(state, config);
	if (rc == RC_OK) {
		*out = state;
		return RC_OK;
	}
	state_close(state);
	return rc == RC_LOCKED ? open_name_holder(config->path) : rc;
}

void state_close(struct state *state)
{
	if (!state)
		return;
	for (unsigned i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(state->statements[i]);
	for (unsigned i = 0; i < state->table_count; i++)
		cursor_close(&state->tables[i].cursor);
	if (state->db)
		open_remove_new_file(state);
	sqlite3_close(state->db);
	if (state->temporary)
		sqlite3_temp_directory = NULL;
	buf_release(&state->list.rows);
	buf_release(&state->list.texts);
	buf_release(&state->list.parent_text);
	mem_free(state->temporary);
	mem_free(state->account);
	mem_free(state->path);
	mem_free(state);
}

bool state_lost_content(const char *path)
{
	struct stat facts;

	return stat(path, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size == 0 && !(facts.st_mode & S_IXUSR);
}

const char *state_account(const struct state *state)
{
	return state->account;
}
