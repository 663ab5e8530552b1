#include "publish/publish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish/marker.h"
#include "publish/recovery.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sink/file.h"

#define SECOND_MS 1000
#define LINK_MAX_BYTES 4096
#define RUN_MS_MAX INT64_C(253402300799000) /* 9999-12-31T23:59:59Z, the last time that has a name */

static char *joined(const char *directory, const char *name)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s", directory, name);
	return mem_text(buf_text(&path));
}

static void keep_greatest(struct sv name, int64_t *greatest)
{
	int64_t ms;

	if (timestamp_read_run_name(name, &ms) && ms > *greatest)
		*greatest = ms;
}

static enum rc look_for_greatest(void *greatest, const char *name)
{
	keep_greatest(sv_of(name), greatest);
	return RC_OK;
}

/* Published runs may be moved away or deleted, but the link still tells which was the last. */
static enum rc look_at_latest(const struct directory *directory, int64_t *greatest)
{
	AUTO_FREE char *path = joined(directory->path, LATEST_NAME);
	char target[LINK_MAX_BYTES];
	ssize_t n = readlink(path, target, sizeof(target));

	if (n >= 0)
		keep_greatest((struct sv){target, (size_t)n}, greatest);
	else if (file_exists(path))
		return rc_fail(RC_OUTPUT, "%s is not a symbolic link: move it away, its name is needed", path);
	return RC_OK;
}

static enum rc last_run(const struct directory *directory, int64_t *greatest)
{
	*greatest = TIMESTAMP_NONE;
	TRY(file_each_entry(directory->path, look_for_greatest, greatest));
	return look_at_latest(directory, greatest);
}

static void name_run(struct publish *publish)
{
	mem_free(publish->staging);
	mem_free(publish->published);
	timestamp_run_name(publish->run_ms, publish->run_id);
	publish->staging = joined(publish->directory->state, publish->run_id);
	publish->published = joined(publish->directory->path, publish->run_id);
}

static enum rc choose_name(struct publish *publish, int64_t now_ms, int64_t last_ms)
{
	/* Run names know only seconds, and one time is name, watermark and changed_at. */
	publish->run_ms = now_ms - (now_ms % SECOND_MS + SECOND_MS) % SECOND_MS;
	if (last_ms != TIMESTAMP_NONE && publish->run_ms < last_ms + SECOND_MS)
		publish->run_ms = last_ms + SECOND_MS;
	for (unsigned i = 0; i < PUBLISH_NAME_TRIES && publish->run_ms <= RUN_MS_MAX; i++) {
		name_run(publish);
		if (!file_exists(publish->staging) && !file_exists(publish->published))
			return RC_OK;
		publish->run_ms += SECOND_MS;
	}
	return rc_fail(RC_OUTPUT, "%s has no free name left after its last run: check the names in it, and the clock",
		       publish->directory->path);
}

/* What publishing takes is tried while no commit hangs on it: a link, and a rename from .state/ to beside it. */
static enum rc rehearse(const struct directory *directory)
{
	AUTO_FREE char *made = joined(directory->state, LATEST_FRESH_NAME);
	AUTO_FREE char *moved = joined(directory->path, LATEST_FRESH_NAME);
	enum rc rc = file_swap_link("nowhere", made, moved);

	if (rc == RC_OK)
		(void)unlink(moved);
	return rc == RC_OK ? rc : rc_context(rc, "nothing could be published in %s", directory->path);
}

enum rc publish_begin(struct publish *publish, struct directory *directory, const struct publish_config *config)
{
	int64_t last_ms;

	*publish = (struct publish){.directory = directory};
	/* After the leftovers went: a run that never was does not keep its name. */
	TRY(recovery_run(directory, &config->memory));
	TRY(rehearse(directory));
	TRY(last_run(directory, &last_ms));
	if (config->memory.last_run_ms > last_ms)
		last_ms = config->memory.last_run_ms;
	TRY(choose_name(publish, config->now_ms, last_ms));
	publish->other_state = config->other_state ? mem_text(config->other_state) : NULL;
	/* First, or a run that is killed would be judged by a state that is not its own. */
	if (publish->other_state)
		TRY(marker_write(directory, publish->run_id, publish->other_state));
	return file_make_directory(publish->staging, directory->directory_mode);
}

enum rc publish_prepare(struct publish *publish)
{
	/* The files were synced as they were closed; here their names, and the name of the run that holds them. */
	TRY(file_sync_directory(publish->staging));
	return file_sync_directory(publish->directory->state);
}

void publish_committed(struct publish *publish)
{
	publish->committed = true;
	publish->directory->owned = true;
}

static void write_line(const char *line)
{
	ssize_t ignored = write(STDERR_FILENO, line, strlen(line));

	(void)ignored;
}

static void leave_committed(void)
{
	write_line("pinpoint-export: out of memory: " PUBLISH_COMMITTED "\n");
	_exit(RC_OUTPUT);
}

static const char published_anyway[] = "pinpoint-export: warning: out of memory, but the run is published whole\n";

static void leave_complete(void)
{
	write_line(published_anyway);
	_exit(RC_OK);
}

static void leave_partial(void)
{
	write_line(published_anyway);
	_exit(RC_PARTIAL);
}

void publish_done(bool complete)
{
	mem_on_exhausted(complete ? leave_complete : leave_partial);
}

enum rc publish_finish(struct publish *publish, bool complete)
{
	enum rc rc;

	mem_on_exhausted(leave_committed);
	rc = recovery_move(publish->directory, publish->run_id, complete);
	if (rc != RC_OK)
		return rc_context(rc, PUBLISH_COMMITTED);
	publish_done(complete);
	if (publish->other_state)
		marker_remove(publish->directory, publish->run_id);
	return RC_OK;
}

/* Back out of a rename that could not be completed: nothing may stand published that we report as failed. */
static enum rc undo_rename(struct publish *publish, enum rc rc)
{
	publish->committed = rename(publish->published, publish->staging) != 0;
	if (publish->committed)
		return rc_context(rc, "%s stands there although the run failed", publish->published);
	return rc;
}

enum rc publish_without_state(struct publish *publish, bool complete)
{
	struct directory *directory = publish->directory;
	enum rc rc;

	TRY(publish_prepare(publish));
	/* The commit point: before it the run does not exist for anybody, after it it is whole. */
	TRY(file_rename(publish->staging, publish->published));
	publish->committed = true;
	/* The run must be on disk before the link that points to it, and counts where no link follows. */
	rc = file_sync_directory(directory->path);
	if (rc == RC_OK && complete)
		rc = recovery_point_latest(directory, publish->run_id);
	if (rc != RC_OK)
		return undo_rename(publish, rc);
	/* Something of this account stands here now: the directory keeps its name. */
	directory->owned = true;
	publish_done(complete);
	/* Now the link; were it lost, a power failure would only leave it at the run before. */
	rc = file_sync_directory(directory->path);
	return rc == RC_OK ? rc
			   : rc_context(rc, "%s is published, but its place may not survive a power failure",
					publish->published);
}

void publish_abandon(struct publish *publish)
{
	struct rc_kept kept;

	if (!publish->staging || publish->committed)
		return;
	/* Why the run failed matters more than why its remains could not be removed; the next run will try again. */
	rc_keep(&kept);
	if (file_remove_tree(publish->staging) != RC_OK)
		(void)rc_restore(&kept, RC_OUTPUT);
	else if (publish->other_state)
		marker_remove(publish->directory, publish->run_id);
}

void publish_release(struct publish *publish)
{
	mem_free(publish->staging);
	mem_free(publish->published);
	mem_free(publish->other_state);
	*publish = (struct publish){0};
}
