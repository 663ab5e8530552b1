#include "app/publish.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sink/file.h"

#define SECOND_MS 1000
#define LATEST_FRESH PUBLISH_LATEST ".new" /* where file_swap_link() builds the link */
#define LINK_MAX_BYTES 4096
#define RUN_MS_MAX INT64_C(253402300799000) /* 9999-12-31T23:59:59Z, the last time that has a name */

static char *joined(const char *directory, const char *name)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s", directory, name);
	return mem_text(buf_text(&path));
}

static bool exists(const char *path)
{
	struct stat facts;

	return lstat(path, &facts) == 0 || errno != ENOENT;
}

static void keep_greatest(struct sv name, int64_t *greatest)
{
	int64_t ms;

	if (timestamp_read_run_name(name, &ms) && ms > *greatest)
		*greatest = ms;
}

/* Calls `each` with the names in a directory; it may remove them. */
static enum rc each_entry(const char *path, enum rc (*each)(void *context, const char *name), void *context)
{
	DIR *entries = opendir(path);
	const struct dirent *entry;
	enum rc rc = RC_OK;

	if (!entries)
		return rc_fail(RC_OUTPUT, "%s cannot be listed: %s", path, strerror(errno));
	while (rc == RC_OK && (entry = readdir(entries)))
		rc = each(context, entry->d_name);
	closedir(entries);
	return rc;
}

static enum rc look_for_greatest(void *greatest, const char *name)
{
	keep_greatest(sv_of(name), greatest);
	return RC_OK;
}

/* Published runs may be moved away or deleted, but the link still tells which was the last. */
static enum rc look_at_latest(const struct directory *directory, int64_t *greatest)
{
	AUTO_FREE char *path = joined(directory->path, PUBLISH_LATEST);
	char target[LINK_MAX_BYTES];
	ssize_t n = readlink(path, target, sizeof(target));

	if (n >= 0)
		keep_greatest((struct sv){target, (size_t)n}, greatest);
	else if (exists(path))
		return rc_fail(RC_OUTPUT, "%s is not a symbolic link: move it away, its name is needed", path);
	return RC_OK;
}

static enum rc last_run(const struct directory *directory, int64_t *greatest)
{
	*greatest = INT64_MIN;
	TRY(each_entry(directory->path, look_for_greatest, greatest));
	TRY(each_entry(directory->state, look_for_greatest, greatest));
	return look_at_latest(directory, greatest);
}

static enum rc remove_if_run(void *directory, const char *name)
{
	AUTO_FREE char *path = NULL;
	int64_t ms;

	if (!timestamp_read_run_name(sv_of(name), &ms))
		return RC_OK;
	path = joined(((const struct directory *)directory)->state, name);
	return file_remove_tree(path);
}

/* We hold the lock, so nobody is writing what lies here: it belonged to runs that were killed. */
static enum rc remove_leftovers(struct directory *directory)
{
	AUTO_FREE char *fresh = joined(directory->path, LATEST_FRESH);
	enum rc rc = each_entry(directory->state, remove_if_run, directory);

	if (rc == RC_OK)
		(void)unlink(fresh); /* never more than a link: a directory of that name is not ours */
	return rc == RC_OK ? rc : rc_context(rc, "what an earlier run left");
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
	if (last_ms != INT64_MIN && publish->run_ms < last_ms + SECOND_MS)
		publish->run_ms = last_ms + SECOND_MS;
	for (unsigned i = 0; i < PUBLISH_NAME_TRIES && publish->run_ms <= RUN_MS_MAX; i++) {
		name_run(publish);
		if (!exists(publish->staging) && !exists(publish->published))
			return RC_OK;
		publish->run_ms += SECOND_MS;
	}
	return rc_fail(RC_OUTPUT, "%s has no free name left after its last run: check the names in it, and the clock",
		       publish->directory->path);
}

enum rc publish_begin(struct publish *publish, struct directory *directory, int64_t now_ms)
{
	int64_t last_ms;

	*publish = (struct publish){.directory = directory};
	/* Before the leftovers go: also the name of a killed run is not given again. */
	TRY(last_run(directory, &last_ms));
	TRY(remove_leftovers(directory));
	TRY(choose_name(publish, now_ms, last_ms));
	return file_make_directory(publish->staging, directory->directory_mode);
}

/* Back out of a rename that could not be completed: nothing may stand published that we report as failed. */
static enum rc undo_rename(struct publish *publish, enum rc rc)
{
	publish->committed = rename(publish->published, publish->staging) != 0;
	if (publish->committed)
		return rc_context(rc, "%s stands there although the run failed", publish->published);
	return rc;
}

enum rc publish_commit(struct publish *publish, bool complete)
{
	struct directory *directory = publish->directory;
	AUTO_FREE char *latest = joined(directory->path, PUBLISH_LATEST);
	enum rc rc;

	/* The files were synced as they were closed; their names must be on disk before the run's name is. */
	TRY(file_sync_directory(publish->staging));
	/* The commit point: before it the run does not exist for anybody, after it it is whole. */
	TRY(file_rename(publish->staging, publish->published));
	publish->committed = true;
	/* The run must be on disk before the link that points to it, and counts where no link follows. */
	rc = file_sync_directory(directory->path);
	if (rc == RC_OK && complete)
		rc = file_swap_link(publish->run_id, latest);
	if (rc != RC_OK)
		return undo_rename(publish, rc);
	/* Something of this account stands here now: the directory keeps its name. */
	directory->owned = true;
	/* Now the link; were it lost, a power failure would only leave it at the run before. */
	rc = file_sync_directory(directory->path);
	return rc == RC_OK ? rc
			   : rc_context(rc, "%s is published, but its place may not survive a power failure",
					publish->published);
}

void publish_abandon(struct publish *publish)
{
	char text[ERROR_TEXT_MAX];

	if (!publish->staging || publish->committed)
		return;
	/* Why the run failed matters more than why its remains could not be removed; the next run will try again. */
	memcpy(text, rc_text(), strlen(rc_text()) + 1);
	if (file_remove_tree(publish->staging) != RC_OK)
		rc_fail(RC_OUTPUT, "%s", text);
}

void publish_release(struct publish *publish)
{
	mem_free(publish->staging);
	mem_free(publish->published);
	*publish = (struct publish){0};
}
