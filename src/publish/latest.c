#include "publish/latest.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "sink/file.h"

#define LATEST_TRIAL_TARGET "nowhere"
#define LATEST_TARGET_MAX 64 /* bytes; a run's name is shorter */

/* What a link says; empty if there is no link, or it is too long to be ours. */
static struct sv latest_read_link(const char *path, char target[LATEST_TARGET_MAX])
{
	ssize_t n = readlink(path, target, LATEST_TARGET_MAX);

	return (struct sv){target, n > 0 && n < LATEST_TARGET_MAX ? (size_t)n : 0};
}

enum rc latest_check(const struct directory *directory, int64_t *run_ms)
{
	AUTO_FREE char *latest = file_path(directory->path, LATEST_NAME);
	char target[LATEST_TARGET_MAX];
	struct stat facts;

	*run_ms = TIMESTAMP_NONE;
	(void)timestamp_read_run_name(latest_read_link(latest, target), run_ms);
	if (lstat(latest, &facts) != 0 || S_ISLNK(facts.st_mode))
		return RC_OK;
	return rc_fail(
		RC_OUTPUT,
		"%s is not a symbolic link, so it is not replaced: move it away, since the program needs that name",
		latest);
}

enum rc latest_point(const struct directory *directory, const char *run)
{
	AUTO_FREE char *latest = file_path(directory->path, LATEST_NAME);
	AUTO_FREE char *fresh = file_path(directory->state, LATEST_FRESH_NAME);
	int64_t now_ms, ms;

	TRY(latest_check(directory, &now_ms));
	if (now_ms != TIMESTAMP_NONE && timestamp_read_run_name(sv_of(run), &ms) && now_ms >= ms)
		return RC_OK;
	return file_swap_link(run, fresh, latest);
}

enum rc latest_try(const struct directory *directory)
{
	AUTO_FREE char *made = file_path(directory->state, LATEST_FRESH_NAME);
	AUTO_FREE char *moved = file_path(directory->path, LATEST_FRESH_NAME);
	struct stat facts;
	enum rc rc;

	if (lstat(moved, &facts) == 0)
		return rc_fail(RC_OUTPUT, "%s is in the way: move it away, since the program needs that name", moved);
	rc = file_swap_link(LATEST_TRIAL_TARGET, made, moved);
	if (rc == RC_OK)
		(void)unlink(moved);
	return rc == RC_OK ? rc : rc_context(rc, "cannot publish in %s", directory->path);
}

static void latest_remove_own(const char *directory)
{
	AUTO_FREE char *path = file_path(directory, LATEST_FRESH_NAME);
	char target[LATEST_TARGET_MAX];
	struct sv found = latest_read_link(path, target);
	int64_t ms;

	if (sv_is(found, LATEST_TRIAL_TARGET) || timestamp_read_run_name(found, &ms))
		(void)unlink(path);
}

void latest_clean(const struct directory *directory)
{
	latest_remove_own(directory->state);
	latest_remove_own(directory->path);
}
