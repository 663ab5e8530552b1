#include "publish/recovery.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/marker.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/timestamp.h"
#include "sink/file.h"

#define SPILLED "etilqs_" /* temporary files of SQLite, unlinked as soon as they are open */
#define LINK_MAX_BYTES 4096

struct recovery {
	const struct directory *directory;
	const struct memory *memory;
};

static char *joined(const char *directory, const char *name)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s", directory, name);
	return mem_text(buf_text(&path));
}

enum rc recovery_point_latest(const struct directory *directory, const char *run)
{
	AUTO_FREE char *latest = joined(directory->path, LATEST_NAME);
	AUTO_FREE char *fresh = joined(directory->path, LATEST_FRESH_NAME);
	char target[LINK_MAX_BYTES];
	ssize_t n = readlink(latest, target, sizeof(target));
	int64_t now_ms, ms;

	if (n >= 0 && timestamp_read_run_name((struct sv){target, (size_t)n}, &now_ms) &&
	    timestamp_read_run_name(sv_of(run), &ms) && now_ms >= ms)
		return RC_OK;
	return file_swap_link(run, fresh, latest);
}

enum rc recovery_move(const struct directory *directory, const char *run, bool complete)
{
	AUTO_FREE char *staging = joined(directory->state, run);
	AUTO_FREE char *published = joined(directory->path, run);

	TRY(file_rename(staging, published));
	/* The run must be on disk before the link that points to it. */
	TRY(file_sync_directory(directory->path));
	TRY(file_sync_directory(directory->state));
	if (!complete)
		return RC_OK;
	TRY(recovery_point_latest(directory, run));
	return file_sync_directory(directory->path);
}

static enum rc ask(const struct memory *memory, int64_t run_ms, const char *state, bool *committed, bool *complete)
{
	*committed = *complete = false;
	return memory->knows ? memory->knows(memory->context, run_ms, state, committed, complete) : RC_OK;
}

static bool has_manifest(const char *run)
{
	AUTO_FREE char *path = joined(run, MANIFEST_NAME);

	return file_exists(path);
}

static enum rc settle_run(const struct recovery *recovery, const char *run, int64_t run_ms)
{
	const struct directory *directory = recovery->directory;
	AUTO_FREE char *staging = joined(directory->state, run), *state = NULL;
	bool committed, complete;

	TRY(marker_read(directory, run, &state));
	TRY(ask(recovery->memory, run_ms, state, &committed, &complete));
	/* The last thing written before a commit: without it, another run of that second was committed. */
	committed = committed && has_manifest(staging);
	TRY(committed ? recovery_move(directory, run, complete) : file_remove_tree(staging));
	if (state)
		marker_remove(directory, run);
	return RC_OK;
}

/* One without its run was left by a kill between the rename and its removal. One with it goes when the run is settled. */
static void settle_marker(const struct directory *directory, const char *run)
{
	AUTO_FREE char *staging = joined(directory->state, run);

	if (!file_exists(staging))
		marker_remove(directory, run);
}

static enum rc settle(void *context, const char *name)
{
	const struct recovery *recovery = context;
	AUTO_FREE char *path = joined(recovery->directory->state, name);
	char run[RUN_NAME_SIZE];
	int64_t ms;

	if (strncmp(name, SPILLED, sizeof(SPILLED) - 1) == 0)
		return file_remove_tree(path);
	if (marker_is(sv_of(name), run))
		settle_marker(recovery->directory, run);
	return timestamp_read_run_name(sv_of(name), &ms) ? settle_run(recovery, name, ms) : RC_OK;
}

/* A run may have been killed between its rename and the link. */
static enum rc catch_up_latest(const struct recovery *recovery)
{
	char run[RUN_NAME_SIZE];
	AUTO_FREE char *published = NULL;
	struct stat facts;

	if (recovery->memory->last_run_ms == TIMESTAMP_NONE || !recovery->memory->last_complete)
		return RC_OK;
	timestamp_run_name(recovery->memory->last_run_ms, run);
	published = joined(recovery->directory->path, run);
	if (lstat(published, &facts) != 0 || !S_ISDIR(facts.st_mode))
		return RC_OK;
	return recovery_point_latest(recovery->directory, run);
}

enum rc recovery_run(const struct directory *directory, const struct memory *memory)
{
	struct recovery recovery = {directory, memory};
	AUTO_FREE char *fresh = joined(directory->path, LATEST_FRESH_NAME);
	enum rc rc = file_each_entry(directory->state, settle, &recovery);

	if (rc != RC_OK)
		return rc_context(rc, "what an earlier run left");
	(void)unlink(fresh); /* never more than a link: a directory of that name is not ours */
	return catch_up_latest(&recovery);
}
