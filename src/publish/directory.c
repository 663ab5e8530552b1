#include "publish/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/reason.h"
#include "base/timestamp.h"
#include "sink/file.h"

#define LOCK_NAME "lock"

/* What the lock file says; the slices borrow from `text`. */
struct holder {
	char text[LOCK_TEXT_MAX];
	struct sv account, process; /* empty if the file does not say */
};

static struct sv holder_take_line(struct sv *rest)
{
	const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
	struct sv line = {rest->p, end ? (size_t)(end - rest->p) : 0};

	/* A line without its end was cut by a crash and does not count. */
	*rest = sv_from(*rest, end ? line.n + 1 : rest->n);
	return line;
}

static void holder_read(int lock, struct holder *holder)
{
	ssize_t n = pread(lock, holder->text, sizeof(holder->text), 0);
	struct sv rest = {holder->text, n > 0 ? (size_t)n : 0};

	holder->account = holder_take_line(&rest);
	holder->process = holder_take_line(&rest);
}

static enum rc directory_refuse_account(const struct directory *directory, struct sv account)
{
	return rc_fail(
		RC_USAGE,
		"%s belongs to the account %.*s: choose another directory with --output; if the subdomain of %.*s was "
		"renamed, keep its ids and state with --account %.*s --base-url https://NEW.pinpointhq.com/api/v1; "
		"if nothing of it is there, delete %s/" LOCK_NAME,
		directory->path, SV_ARG(account), SV_ARG(account), SV_ARG(account), directory->state);
}

static enum rc directory_check_account(const struct directory *directory, const struct holder *holder,
				       const char *account)
{
	if (holder->account.n && !sv_is(holder->account, account))
		return directory_refuse_account(directory, holder->account);
	return RC_OK;
}

char *directory_usual_state(const char *path, const char *account)
{
	AUTO_BUF state = {0};

	buf_addf(&state, "%s/" STATE_DIRECTORY_NAME "/%s" STATE_FILE_SUFFIX, path, account);
	return mem_text(buf_text(&state));
}

static enum rc directory_look_for_run(void *context, const char *name)
{
	bool *has = context;
	int64_t ms;

	*has = *has || timestamp_read_run_name(sv_of(name), &ms);
	return RC_OK;
}

enum rc directory_has_runs(const struct directory *directory, bool *has)
{
	*has = false;
	return file_each_entry(directory->path, directory_look_for_run, has);
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
	const char *account, *used; /* `used`: the state of this run, which says itself whose it is */
};

/* An empty file was left by a first run that failed, and belongs to nobody. */
static bool directory_state_is_open(const struct state_search *search, const char *name)
{
	AUTO_FREE char *path = file_path(search->directory->state, name);
	struct stat facts, used;

	if (lstat(path, &facts) != 0)
		return false;
	return facts.st_size == 0 || (search->used && lstat(search->used, &used) == 0 && used.st_dev == facts.st_dev &&
				      used.st_ino == facts.st_ino);
}

static enum rc directory_check_entry(void *context, const char *entry)
{
	const struct state_search *search = context;
	struct sv account;

	if (!directory_is_state(entry, &account) || sv_is(account, search->account) ||
	    directory_state_is_open(search, entry))
		return RC_OK;
	return directory_refuse_account(search->directory, account);
}

/* The lock file may have been deleted by hand; the name of a state file gives the account, too. */
static enum rc directory_check_states(const struct directory *directory, const struct directory_config *config)
{
	struct state_search search = {directory, config->account, config->state};

	return file_each_entry(directory->state, directory_check_entry, &search);
}

static enum rc directory_refuse_lock(const struct directory *directory, const struct holder *holder)
{
	if (holder->process.n)
		return rc_fail(RC_LOCKED, "another run holds %s (%.*s): wait until it ends, or choose another --output",
			       directory->path, SV_ARG(holder->process));
	return rc_fail(RC_LOCKED, "another run holds %s: wait until it ends, or choose another --output",
		       directory->path);
}

/* The line of the account is written once and then left alone, so that no crash can lose it. */
static enum rc holder_write(const struct directory *directory, const struct directory_config *config)
{
	AUTO_BUF text = {0};
	char start[TIMESTAMP_SIZE];
	size_t kept = directory->owned ? strlen(config->account) + 1 : 0;

	timestamp_write(config->now_ms, start);
	buf_addf(&text, "%s\nprocess %ld, since %s\n", config->account, (long)getpid(), start);
	if (ftruncate(directory->lock, (off_t)kept) != 0 ||
	    pwrite(directory->lock, text.p + kept, text.n - kept, (off_t)kept) != (ssize_t)(text.n - kept))
		return rc_fail(RC_OUTPUT, "%s/%s cannot be written: %s; %s", directory->state, LOCK_NAME,
			       strerror(errno), reason_advice(errno));
	return RC_OK;
}

static enum rc directory_lock(struct directory *directory, const struct directory_config *config)
{
	AUTO_FREE char *path = file_path(directory->state, LOCK_NAME);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct holder holder;
	bool held;

	directory->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (directory->lock < 0)
		return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; %s", path, strerror(errno), reason_advice(errno));
	held = fcntl(directory->lock, F_SETLK, &whole) == 0;
	if (!held && errno != EAGAIN && errno != EACCES)
		return rc_fail(RC_OUTPUT, "%s cannot be locked: %s; choose an --output on a file system that can", path,
			       strerror(errno));
	/* Check the account first: waiting for another account's run would not help. */
	holder_read(directory->lock, &holder);
	TRY(directory_check_account(directory, &holder, config->account));
	if (!held)
		return directory_refuse_lock(directory, &holder);
	directory->owned = holder.account.n > 0;
	TRY(directory_check_states(directory, config));
	return holder_write(directory, config);
}

/* Like `mkdir -p`. */
static enum rc directory_make_path(const char *path, mode_t mode)
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

/* A run must not be published into another one, where it would be a file that the other's manifest does not list. */
static enum rc directory_refuse_run(const struct directory *directory)
{
	AUTO_FREE char *manifest = file_path(directory->path, MANIFEST_NAME);
	struct stat facts;

	if (lstat(manifest, &facts) != 0)
		return RC_OK;
	return rc_fail(RC_USAGE,
		       "--output %s is a published run, since it holds " MANIFEST_NAME
		       ": give the directory that holds the runs",
		       directory->path);
}

static enum rc directory_make(struct directory *directory)
{
	enum rc rc = directory_make_path(directory->path, directory->directory_mode);

	if (rc == RC_OK)
		rc = file_make_directory(directory->state, 0700);
	if (rc != RC_OK)
		return rc_context(rc, "--output %s cannot be used", directory->path);
	/* Fail now and not after an hour of fetching. */
	if (access(directory->path, W_OK | X_OK) != 0)
		return rc_fail(RC_OUTPUT, "--output %s cannot be written to: %s; %s", directory->path, strerror(errno),
			       reason_advice(errno));
	return file_try_sync_directory(directory->state, &directory->syncs);
}

enum rc directory_sync(const struct directory *directory, const char *path)
{
	return directory->syncs ? file_sync_directory(path) : RC_OK;
}

enum rc directory_open(const struct directory_config *config, struct directory *directory)
{
	enum rc rc;

	*directory = (struct directory){
		.path = mem_text(config->path),
		.state = file_path(config->path, STATE_DIRECTORY_NAME),
		.directory_mode = 0777 & ~(mode_t)config->umask,
		.file_mode = 0666 & ~(mode_t)config->umask,
		.lock = -1,
		.owned = true, /* until the lock file says otherwise: an error before that must not empty it */
	};
	rc = directory_refuse_run(directory);
	if (rc == RC_OK)
		rc = directory_make(directory);
	if (rc == RC_OK)
		rc = directory_lock(directory, config);
	if (rc != RC_OK)
		directory_close(directory);
	return rc;
}

/* What the lock file says, and whether a process holds it. It need not be there. */
static enum rc directory_look_at_lock(const struct directory *directory, const char *account)
{
	AUTO_FREE char *path = file_path(directory->state, LOCK_NAME);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int lock = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct holder holder;
	bool held;

	if (lock < 0 && errno == ENOENT)
		return RC_OK;
	if (lock < 0)
		return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; %s", path, strerror(errno), reason_advice(errno));
	held = fcntl(lock, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
	holder_read(lock, &holder);
	close(lock);
	TRY(directory_check_account(directory, &holder, account));
	return held ? directory_refuse_lock(directory, &holder) : RC_OK;
}

enum rc directory_look(const struct directory_config *config)
{
	AUTO_FREE char *path = mem_text(config->path), *state = file_path(config->path, STATE_DIRECTORY_NAME);
	const struct directory directory = {.path = path, .state = state, .lock = -1};

	TRY(directory_refuse_run(&directory));
	if (!file_exists(state))
		return RC_OK;
	TRY(directory_look_at_lock(&directory, config->account));
	return directory_check_states(&directory, config);
}

void directory_close(struct directory *directory)
{
	if (directory->lock >= 0) {
		/* A misspelled account must not bind the directory: nothing of it was ever published here. */
		int ignored = directory->owned ? 0 : ftruncate(directory->lock, 0);

		(void)ignored;
		close(directory->lock);
	}
	mem_free(directory->path);
	mem_free(directory->state);
	*directory = (struct directory){.lock = -1};
}
