#include "publish/publish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "publish/latest.h"
#include "publish/marker.h"
#include "publish/recovery.h"
#include "sink/file.h"

#define RUN_MS_MAX INT64_C(253402300799000) /* 9999-12-31T23:59:59Z, the last time that has a name */

static enum rc publish_look_at_entry(void *context, const char *name)
{
	int64_t *greatest = context, ms;

	if (timestamp_read_run_name(sv_of(name), &ms) && ms > *greatest)
		*greatest = ms;
	return RC_OK;
}

static enum rc publish_last_run(const struct directory *directory, int64_t *greatest)
{
	/* Published runs may be moved or deleted, but the link still says which was the last. */
	TRY(latest_check(directory, greatest));
	return file_each_entry(directory->path, publish_look_at_entry, greatest);
}

static void publish_name_run(struct publish *publish)
{
	mem_free(publish->staging);
	mem_free(publish->published);
	timestamp_run_name(publish->run_ms, publish->run_id);
	publish->staging = file_path(publish->directory->state, publish->run_id);
	publish->published = file_path(publish->directory->path, publish->run_id);
}

static enum rc publish_choose_name(struct publish *publish, int64_t now_ms, int64_t last_ms)
{
	/* A run name has whole seconds, and the same time is its name, its watermark and changed_at. */
	publish->run_ms = now_ms - (now_ms % MS_PER_SECOND + MS_PER_SECOND) % MS_PER_SECOND;
	if (last_ms != TIMESTAMP_NONE && publish->run_ms < last_ms + MS_PER_SECOND)
		publish->run_ms = last_ms + MS_PER_SECOND;
	for (unsigned i = 0; i < PUBLISH_NAME_TRIES && publish->run_ms <= RUN_MS_MAX; i++) {
		publish_name_run(publish);
		if (!file_exists(publish->staging) && !file_exists(publish->published))
			return RC_OK;
		publish->run_ms += MS_PER_SECOND;
	}
	return rc_fail(RC_OUTPUT, "%s has no free name left for a run: check the names in it, and the clock",
		       publish->directory->path);
}

enum rc publish_begin(struct publish *publish, struct directory *directory, const struct publish_config *config)
{
	int64_t last_ms;

	*publish = (struct publish){.directory = directory};
	/* Before the name is chosen: a run that was never committed does not keep its name. */
	TRY(recovery_run(directory, &config->history));
	TRY(latest_try(directory));
	TRY(publish_last_run(directory, &last_ms));
	if (config->history.last_run_ms > last_ms)
		last_ms = config->history.last_run_ms;
	TRY(publish_choose_name(publish, config->now_ms, last_ms));
	/* Before the run's directory: if this run is killed, the next one must ask the state that this one kept. */
	publish->marked = config->named_state != NULL;
	if (publish->marked)
		TRY(marker_write(directory, publish->run_id, config->named_state));
	return file_make_directory(publish->staging, directory->directory_mode);
}

enum rc publish_prepare(struct publish *publish)
{
	/* The files were synced as they were closed; now their names, and the name of the directory that holds them. */
	TRY(directory_sync(publish->directory, publish->staging));
	return directory_sync(publish->directory, publish->directory->state);
}

void publish_committed(struct publish *publish)
{
	publish->committed = true;
	publish->directory->owned = true;
}

static void publish_say(const char *line)
{
	ssize_t ignored = write(STDERR_FILENO, line, strlen(line));

	(void)ignored;
}

static void publish_exit_committed(void)
{
	publish_say("pinpoint-export: out of memory: " PUBLISH_COMMITTED "\n");
	_exit(RC_OUTPUT);
}

static const char published_despite_memory[] =
	"pinpoint-export: warning: out of memory, but the run is published whole\n";

static void publish_exit_complete(void)
{
	publish_say(published_despite_memory);
	_exit(RC_OK);
}

static void publish_exit_partial(void)
{
	publish_say(published_despite_memory);
	_exit(RC_PARTIAL);
}

void publish_done(bool complete)
{
	mem_on_exhausted(complete ? publish_exit_complete : publish_exit_partial);
}

enum rc publish_finish(struct publish *publish, bool complete)
{
	enum rc rc;

	mem_on_exhausted(publish_exit_committed);
	rc = recovery_move(publish->directory, publish->run_id, complete);
	if (rc != RC_OK)
		return rc_context(rc, PUBLISH_COMMITTED);
	publish_done(complete);
	if (publish->marked)
		marker_remove(publish->directory, publish->run_id);
	return RC_OK;
}

/* Backs out of a rename that could not be completed: a run that is reported as failed must not be published. */
static enum rc publish_undo_rename(struct publish *publish, enum rc rc)
{
	publish->committed = rename(publish->published, publish->staging) != 0;
	if (publish->committed)
		return rc_context(rc, "%s is published although the run failed", publish->published);
	return rc;
}

enum rc publish_without_state(struct publish *publish, bool complete)
{
	struct directory *directory = publish->directory;
	enum rc rc;

	TRY(publish_prepare(publish));
	/* The commit point: before it nobody sees the run, after it the run is whole. */
	TRY(file_rename(publish->staging, publish->published));
	publish->committed = true;
	/* The run must be on disk before the link that points to it; and where no link follows, too. */
	rc = directory_sync(directory, directory->path);
	if (rc == RC_OK && complete)
		rc = latest_point(directory, publish->run_id);
	if (rc != RC_OK)
		return publish_undo_rename(publish, rc);
	/* The directory now holds a run of this account, so it belongs to it. */
	directory->owned = true;
	publish_done(complete);
	/* Then the link. If a power failure loses it, it still points to the run before. */
	rc = directory_sync(directory, directory->path);
	return rc == RC_OK
		       ? rc
		       : rc_context(rc, "%s is published, but may be gone after a power failure", publish->published);
}

void publish_abandon(struct publish *publish)
{
	struct rc_kept kept;

	if (!publish->staging || publish->committed)
		return;
	/* Why the run failed matters more than why it could not be removed; the next run tries again. */
	rc_keep(&kept);
	if (file_remove_tree(publish->staging) != RC_OK)
		(void)rc_restore(&kept, RC_OUTPUT);
	else if (publish->marked)
		marker_remove(publish->directory, publish->run_id);
}

void publish_release(struct publish *publish)
{
	mem_free(publish->staging);
	mem_free(publish->published);
	*publish = (struct publish){0};
}
