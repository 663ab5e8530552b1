#include "publish/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/published.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/timestamp.h"
#include "sink/file.h"

#define LOCK_NAME "lock"

/* What the lock file says; the slices borrow from `text`. */
struct holder {
	char text[LOCK_TEXT_MAX];
	struct sv account, process; /* empty where not told */
};

static char *joined(const char *directory, const char *name)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s", directory, name);
	return mem_text(buf_text(&path));
}

static const char *advice(int reason)
{
	if (reason == EACCES || reason == EPERM || reason == EROFS)
		return "make it writable, or choose another --output";
	if (reason == ENOSPC || reason == EDQUOT)
		return "make room there and run again";
	return reason == EMFILE || reason == ENFILE ? "allow more open files (ulimit -n)"
						    : "check the disk, and --output";
}

static struct sv take_line(struct sv *rest)
{
	const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
	struct sv line = {rest->p, end ? (size_t)(end - rest->p) : 0};

	/* A line that does not end was cut by a crash: as good as none. */
	*rest = sv_from(*rest, end ? line.n + 1 : rest->n);
	return line;
}

static void read_holder(int lock, struct holder *holder)
{
	ssize_t n = pread(lock, holder->text, sizeof(holder->text), 0);
	struct sv rest = {holder->text, n > 0 ? (size_t)n : 0};

	holder->account = take_line(&rest);
	holder->process = take_line(&rest);
}

static enum rc another_account(const struct directory *directory, struct sv account)
{
	return rc_fail(RC_USAGE,
		       "%s belongs to the account %.*s: choose another directory with --output (one account a "
		       "directory; if nothing of %.*s is in it, delete %s/%s)",
		       directory->path, SV_ARG(account), SV_ARG(account), directory->state, LOCK_NAME);
}

static enum rc judge_account(const struct directory *directory, const struct holder *holder, const char *account)
{
	if (holder->account.n && !sv_is(holder->account, account))
		return another_account(directory, holder->account);
	return RC_OK;
}

char *directory_usual_state(const char *path, const char *account)
{
	AUTO_BUF state = {0};

	buf_addf(&state, "%s/" STATE_DIRECTORY_NAME "/%s" STATE_FILE_SUFFIX, path, account);
	return mem_text(buf_text(&state));
}

bool directory_is_state(const char *entry, struct sv *account)
{
	static const size_t suffix = sizeof(STATE_FILE_SUFFIX) - 1;

	*account = sv_of(entry);
	if (account->n <= suffix || strcmp(entry + account->n - suffix, STATE_FILE_SUFFIX) != 0)
		return false;
	account->n -= suffix;
	return true;
}

struct state_search {
	const struct directory *directory;
	const char *account, *used; /* `used`: the state of this run, which tells by itself whose it is */
};

/* Left empty by a first run that failed, it belongs to nobody. */
static bool tells_nothing(const struct state_search *search, const char *name)
{
	AUTO_FREE char *path = joined(search->directory->state, name);
	struct stat facts, used;

	if (lstat(path, &facts) != 0)
		return false;
	return facts.st_size == 0 || (search->used && lstat(search->used, &used) == 0 && used.st_dev == facts.st_dev &&
				      used.st_ino == facts.st_ino);
}

static enum rc judge_entry(void *context, const char *entry)
{
	const struct state_search *search = context;
	struct sv account;

	if (!directory_is_state(entry, &account) || sv_is(account, search->account) || tells_nothing(search, entry))
		return RC_OK;
	return another_account(search->directory, account);
}

/* The lock file may have been deleted by hand; a state file tells the account too. */
static enum rc judge_states(const struct directory *directory, const struct directory_config *config)
{
	struct state_search search = {directory, config->account, config->state};

	return file_each_entry(directory->state, judge_entry, &search);
}

/* And so do published runs, where all of .state/ was deleted. */
static enum rc judge_published(const struct directory *directory, const char *account)
{
	AUTO_BUF published = {0};

	published_account(directory->path, &published);
	if (published.n && !sv_is(buf_sv(&published), account))
		return another_account(directory, buf_sv(&published));
	return RC_OK;
}

static enum rc locked(const struct directory *directory, const struct holder *holder)
{
	if (holder->process.n)
		return rc_fail(RC_LOCKED, "another run holds %s (%.*s): wait for its end, or choose another --output",
			       directory->path, SV_ARG(holder->process));
	return rc_fail(RC_LOCKED, "another run holds %s: wait for its end, or choose another --output",
		       directory->path);
}

/* The account's line is written once and then left alone, so that no crash can lose it. */
static enum rc write_holder(const struct directory *directory, const struct directory_config *config)
{
	AUTO_BUF text = {0};
	char start[TIMESTAMP_SIZE];
	size_t kept = directory->owned ? strlen(config->account) + 1 : 0;

	timestamp_write(config->now_ms, start);
	buf_addf(&text, "%s\nprocess %ld, since %s\n", config->account, (long)getpid(), start);
	if (ftruncate(directory->lock, (off_t)kept) != 0 ||
	    pwrite(directory->lock, text.p + kept, text.n - kept, (off_t)kept) != (ssize_t)(text.n - kept))
		return rc_fail(RC_OUTPUT, "%s/%s cannot be written: %s; %s", directory->state, LOCK_NAME,
			       strerror(errno), advice(errno));
	return RC_OK;
}

static enum rc take_lock(struct directory *directory, const struct directory_config *config)
{
	AUTO_FREE char *path = joined(directory->state, LOCK_NAME);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct holder holder;
	bool held;

	directory->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (directory->lock < 0)
		return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; %s", path, strerror(errno), advice(errno));
	held = fcntl(directory->lock, F_SETLK, &whole) == 0;
	if (!held && errno != EAGAIN && errno != EACCES)
		return rc_fail(RC_OUTPUT, "%s cannot be locked: %s; choose an --output on a file system that can", path,
			       strerror(errno));
	/* Whose directory it is comes first: waiting for another account's run would not help. */
	read_holder(directory->lock, &holder);
	TRY(judge_account(directory, &holder, config->account));
	if (!held)
		return locked(directory, &holder);
	directory->owned = holder.account.n > 0;
	TRY(judge_states(directory, config));
	TRY(judge_published(directory, config->account));
	return write_holder(directory, config);
}

/* Like `mkdir -p`: a typist's nested output folder should not need a second command. */
static enum rc make_path(const char *path, mode_t mode)
{
	AUTO_FREE char *part = mem_text(path);

	for (char *p = part + 1; *part && *p; p++) {
		if (*p != '/' || p[1] == '/' || !p[1])
			continue;
		*p = '\0';
		TRY(file_make_directory(part, mode));
		*p = '/';
	}
	return file_make_directory(part, mode);
}

static enum rc make_directories(const struct directory *directory)
{
	enum rc rc = make_path(directory->path, directory->directory_mode);

	if (rc == RC_OK)
		rc = file_make_directory(directory->state, 0700);
	if (rc != RC_OK)
		return rc_context(rc, "--output %s cannot be used", directory->path);
	/* Better now than after an hour of fetching. */
	if (access(directory->path, W_OK | X_OK) != 0)
		return rc_fail(RC_OUTPUT, "--output %s cannot be written to: %s; %s", directory->path, strerror(errno),
			       advice(errno));
	return RC_OK;
}

enum rc directory_open(const struct directory_config *config, struct directory *directory)
{
	enum rc rc;

	*directory = (struct directory){
		.path = mem_text(config->path),
		.state = joined(config->path, STATE_DIRECTORY_NAME),
		.directory_mode = 0777 & ~(mode_t)config->umask,
		.file_mode = 0666 & ~(mode_t)config->umask,
		.lock = -1,
		.owned = true, /* until the lock file says otherwise: an error before that must not empty it */
	};
	rc = make_directories(directory);
	if (rc == RC_OK)
		rc = take_lock(directory, config);
	if (rc != RC_OK)
		directory_close(directory);
	return rc;
}

void directory_close(struct directory *directory)
{
	if (directory->lock >= 0) {
		/* A misspelt account must not bind the directory: nothing of it was ever published here. */
		int ignored = directory->owned ? 0 : ftruncate(directory->lock, 0);

		(void)ignored;
		close(directory->lock);
	}
	mem_free(directory->path);
	mem_free(directory->state);
	*directory = (struct directory){.lock = -1};
}
