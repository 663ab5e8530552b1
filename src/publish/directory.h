/*
 * The output directory: made if it is missing, held by one run at a time, and always of one account.
 *
 *   DIR/.state/       0700: the lock, and runs while they are written
 *   DIR/.state/lock   first line the account, second line process and start of the run that holds it, or held it last
 *
 * Lifecycle: directory_open() takes the lock, directory_close() releases it (so does the end of the process). The lock
 * file stays; a directory in which nothing was ever published belongs to no account again after directory_close().
 * It is a lock of fcntl(): it does not exclude within one process, and the lock file must be opened here only.
 * Errors: RC_OUTPUT, RC_LOCKED (another run), RC_USAGE (another account, or a published run).
 */
#ifndef PUBLISH_DIRECTORY_H
#define PUBLISH_DIRECTORY_H

#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/sv.h"
#include "publish/names.h"

#define LOCK_TEXT_MAX 512

struct directory_config {
	const char *path, *account;
	const char *state; /* the state that the run keeps; NULL: none */
	unsigned umask;    /* bits taken from 0777 and 0666 */
	int64_t now_ms;    /* start of the run, for the lock file */
};

struct directory {
	char *path, *state;               /* DIR, DIR/.state */
	mode_t directory_mode, file_mode; /* of published runs and their files */
	int lock;                         /* descriptor, -1 if not held */
	bool syncs;                       /* its file system can sync directories */
	bool owned;                       /* a run of this account was published here */
};

/* The usual state of an account in that directory, DIR/.state/ACCOUNT.db; mem_free() it. */
char *directory_usual_state(const char *path, const char *account) MUST_USE;

/* Is there a published run? */
enum rc directory_has_runs(const struct directory *directory, bool *has) MUST_USE;

/* Is this entry of DIR/.state a state file? If so, `account` is its account, borrowed from `entry`. */
bool directory_is_state(const char *entry, struct sv *account);

enum rc directory_open(const struct directory_config *config, struct directory *directory) MUST_USE;

/* What directory_open() would refuse, without making or locking anything. This process must not hold the lock. */
enum rc directory_look(const struct directory_config *config) MUST_USE;

/* Makes the names in a directory of this file system durable, if it can. */
enum rc directory_sync(const struct directory *directory, const char *path) MUST_USE;

void directory_close(struct directory *directory); /* one that was never opened is fine if zeroed, with lock -1 */

#endif
