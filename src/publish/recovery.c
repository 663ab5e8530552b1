#include "publish/recovery.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "publish/latest.h"
#include "publish/marker.h"
#include "publish/removal.h"
#include "sink/file.h"

#define SQLITE_TEMPORARY "etilqs_" /* temporary files of SQLite, unlinked as soon as they are open */

struct recovery {
	const struct directory *directory;
	const struct commit_history *history;
};

enum rc recovery_move(const struct directory *directory, const char *run, bool complete)
{
	AUTO_FREE char *staging = file_path(directory->state, run);
	AUTO_FREE char *published = file_path(directory->path, run);

	TRY(file_rename(staging, published));
	/* The run must be on disk before the link that points to it. */
	TRY(directory_sync(directory, directory->path));
	TRY(directory_sync(directory, directory->state));
	if (!complete)
		return RC_OK;
	TRY(latest_point(directory, run));
	return directory_sync(directory, directory->path);
}

static enum rc recovery_ask(const struct commit_history *history, int64_t run_ms, const char *state, bool *committed,
			    bool *complete)
{
	*committed = *complete = false;
	if (!history->was_committed)
		return RC_OK;
	return history->was_committed(history->context, run_ms, state, committed, complete);
}

static bool recovery_has_manifest(const char *run)
{
	AUTO_FREE char *path = file_path(run, MANIFEST_NAME);

	return file_exists(path);
}

static enum rc recovery_settle_run(const struct recovery *recovery, const char *run, int64_t run_ms)
{
	const struct directory *directory = recovery->directory;
	AUTO_FREE char *staging = file_path(directory->state, run), *state = NULL;
	bool committed, complete;

	TRY(marker_read(directory, run, &state));
	TRY(recovery_ask(recovery->history, run_ms, state, &committed, &complete));
	/* The manifest is written last before a commit: without it, another run of that second was committed. */
	committed = committed && recovery_has_manifest(staging);
	TRY(committed ? recovery_move(directory, run, complete) : file_remove_tree(staging));
	if (state)
		marker_remove(directory, run);
	return RC_OK;
}

/* A kill after the rename leaves a marker without its run. A marker with its run goes when the run is settled. */
static void recovery_settle_marker(const struct directory *directory, const char *run)
{
	AUTO_FREE char *staging = file_path(directory->state, run);

	if (!file_exists(staging))
		marker_remove(directory, run);
}

static enum rc recovery_settle_entry(void *context, const char *name)
{
	const struct recovery *recovery = context;
	AUTO_FREE char *path = file_path(recovery->directory->state, name);
	char run[RUN_NAME_SIZE];
	int64_t ms;

	if (strncmp(name, SQLITE_TEMPORARY, sizeof(SQLITE_TEMPORARY) - 1) == 0)
		return file_remove_tree(path);
	if (marker_is(sv_of(name), run))
		recovery_settle_marker(recovery->directory, run);
	TRY(removal_finish(recovery->directory, name));
	return timestamp_read_run_name(sv_of(name), &ms) ? recovery_settle_run(recovery, name, ms) : RC_OK;
}

/* A run may have been killed between its rename and the link. */
static enum rc recovery_catch_up_latest(const struct recovery *recovery)
{
	char run[RUN_NAME_SIZE];
	AUTO_FREE char *published = NULL;
	struct stat facts;

	if (recovery->history->last_run_ms == TIMESTAMP_NONE || !recovery->history->last_complete)
		return RC_OK;
	timestamp_run_name(recovery->history->last_run_ms, run);
	published = file_path(recovery->directory->path, run);
	if (lstat(published, &facts) != 0 || !S_ISDIR(facts.st_mode))
		return RC_OK;
	return latest_point(recovery->directory, run);
}

enum rc recovery_run(const struct directory *directory, const struct commit_history *history)
{
	struct recovery recovery = {directory, history};
	enum rc rc;

	latest_clean(directory);
	rc = file_each_entry(directory->state, recovery_settle_entry, &recovery);
	if (rc != RC_OK)
		return rc_context(rc, "cleaning up after an earlier run");
	return recovery_catch_up_latest(&recovery);
}
