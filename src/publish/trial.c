#include "publish/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/reason.h"
#include "sink/file.h"

#define TRIAL_NAME "check.trial" /* removed by the next trial, should this process be killed */

/* "a/b/c" becomes "a/b", "a" becomes ".", "/a" becomes "/". */
static void trial_go_up(char **path)
{
	char *slash;
	size_t n = strlen(*path);

	while (n > 1 && (*path)[n - 1] == '/')
		(*path)[--n] = '\0';
	slash = strrchr(*path, '/');
	if (slash) {
		slash[slash == *path] = '\0';
		return;
	}
	mem_free(*path);
	*path = mem_text(".");
}

static bool trial_is_end(const char *path)
{
	return strcmp(path, "/") == 0 || strcmp(path, ".") == 0;
}

/* A link to nothing counts as missing, and creating the directory would fail there. */
static void trial_find(const char *path, struct trial *trial)
{
	trial->at = mem_text(path);
	trial->exists = access(path, F_OK) == 0;
	while (access(trial->at, F_OK) != 0 && !trial_is_end(trial->at))
		trial_go_up(&trial->at);
}

static enum rc trial_access(const char *path, const char *at)
{
	AUTO_FREE char *inside = file_path(at, ".");

	if (access(inside, W_OK | X_OK) == 0)
		return RC_OK;
	return rc_fail(RC_OUTPUT, "--output %s cannot be used: %s: %s; %s", path, at, strerror(errno),
		       reason_advice(errno));
}

static enum rc trial_lock(const char *path)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	int reason = fd < 0 || fcntl(fd, F_SETLK, &whole) != 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	if (!reason)
		return RC_OK;
	return rc_fail(RC_OUTPUT, "%s cannot be locked: %s; choose an --output on a file system that can", path,
		       strerror(reason));
}

static enum rc trial_steps(const char *at, struct trial *trial)
{
	AUTO_FREE char *first = file_path(at, "first"), *second = file_path(at, "second");
	AUTO_FREE char *fresh = file_path(at, "fresh"), *link = file_path(at, "link");

	TRY(file_make_directory(at, 0700));
	TRY(file_write_whole(first, 0600, SV("trial\n")));
	TRY(trial_lock(first));
	TRY(file_rename(first, second));
	TRY(file_swap_link("second", fresh, link));
	return file_try_sync_directory(at, &trial->syncs);
}

static enum rc trial_try(const char *path, struct trial *trial)
{
	AUTO_FREE char *state = file_path(path, STATE_DIRECTORY_NAME);
	AUTO_FREE char *at = file_path(access(state, F_OK) == 0 ? state : path, TRIAL_NAME);
	struct rc_kept kept;
	enum rc rc, removed;

	TRY(file_remove_tree(at));
	rc = trial_steps(at, trial);
	rc_keep(&kept);
	if (rc == RC_OK)
		return file_remove_tree(at);
	/* What failed first is what counts; the next trial removes the rest. */
	removed = file_remove_tree(at);
	(void)removed;
	return rc_context(rc_restore(&kept, rc), "--output %s cannot be used", path);
}

enum rc trial_run(const struct directory_config *config, struct trial *trial)
{
	*trial = (struct trial){.syncs = true};
	trial_find(config->path, trial);
	TRY(trial_access(config->path, trial->at));
	if (!trial->exists)
		return RC_OK;
	TRY(trial_try(config->path, trial));
	return directory_look(config);
}
