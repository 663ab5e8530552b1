#include "prune/runs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"
#include "manifest/run_directory.h"
#include "publish/latest.h"
#include "publish/names.h"
#include "push/push.h"
#include "sink/file.h"
#include "state/state.h"

#define DAY_MS INT64_C(86400000)

size_t prune_runs_count(const struct prune_runs *runs)
{
	return runs->list.n / sizeof(struct prune_run);
}

struct prune_run *prune_runs_at(const struct prune_runs *runs, size_t i)
{
	return (struct prune_run *)(void *)runs->list.p + i;
}

static int prune_runs_order(const void *a, const void *b)
{
	const struct prune_run *first = a, *second = b;

	return (first->ms > second->ms) - (first->ms < second->ms);
}

struct prune_run *prune_runs_find(const struct prune_runs *runs, int64_t ms)
{
	const struct prune_run wanted = {.ms = ms};

	if (runs->list.n == 0)
		return NULL;
	return bsearch(&wanted, runs->list.p, prune_runs_count(runs), sizeof(wanted), prune_runs_order);
}

void prune_runs_release(struct prune_runs *runs)
{
	buf_release(&runs->list);
}

/* --- Which there are */

struct listing {
	const struct directory *directory;
	struct prune_runs *runs;
};

/* A link to a run is somebody else's. */
static enum rc listing_see_entry(void *context, const char *name)
{
	const struct listing *listing = context;
	AUTO_FREE char *path = file_path(listing->directory->path, name);
	struct prune_run run = {0};
	struct stat facts;

	if (timestamp_read_run_name(sv_of(name), &run.ms) && lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
		buf_add(&listing->runs->list, &run, sizeof(run));
	return RC_OK;
}

enum rc prune_runs_list(const struct directory *directory, struct prune_runs *runs)
{
	struct listing listing = {directory, runs};

	TRY(file_each_entry(directory->path, listing_see_entry, &listing));
	if (runs->list.n > 0)
		qsort(runs->list.p, prune_runs_count(runs), sizeof(struct prune_run), prune_runs_order);
	return RC_OK;
}

/* --- Which are old enough */

void prune_runs_compare(const struct app *app, struct prune_runs *runs)
{
	const struct options *options = app->options;
	int64_t now_ms = app->clock->now_ms(app->clock->context);
	size_t count = prune_runs_count(runs);

	for (size_t i = 0; i < count; i++) {
		struct prune_run *run = prune_runs_at(runs, i);
		bool beyond = !options->keep || count - i > (size_t)options->keep;
		bool older = !options->keep_days || run->ms < now_ms - options->keep_days * DAY_MS;

		run->old = beyond && older;
	}
}

/* --- Which are kept all the same */

static void prune_keep(struct prune_runs *runs, int64_t ms, const char *why)
{
	struct prune_run *run = prune_runs_find(runs, ms);

	if (run)
		run->kept = why;
}

/* Of this account, and not a copy of an older run: what others put there must not stand for the snapshot that is needed. */
static bool prune_is_complete_snapshot(const struct app *app, const char *account, const char *name, const char *path)
{
	struct run_directory directory;
	const struct manifest *manifest = NULL;
	bool is = false;

	if (run_directory_open(&directory, app->stop, path) == RC_OK && run_directory_manifest(&directory) == RC_OK)
		manifest = directory.manifest;
	if (manifest)
		is = manifest->complete && strcmp(manifest->mode, mode_rows[MODE_SNAPSHOT].name) == 0 &&
		     strcmp(manifest->account, account) == 0 && strcmp(manifest->run_id, name) == 0;
	run_directory_close(&directory);
	return is;
}

static void prune_keep_newest_snapshot(const struct app *app, const struct directory *directory,
				       const char *account, struct prune_runs *runs)
{
	char name[RUN_NAME_SIZE];

	for (size_t i = prune_runs_count(runs); i > 0; i--) {
		struct prune_run *run = prune_runs_at(runs, i - 1);
		AUTO_FREE char *path = NULL;

		timestamp_run_name(run->ms, name);
		path = file_path(directory->path, name);
		if (!prune_is_complete_snapshot(app, account, name, path))
			continue;
		run->kept = "the newest complete snapshot";
		return;
	}
}

static enum rc prune_keep_waiting(void *context, const struct state_unpushed *run)
{
	prune_keep(context, run->run_ms, "still to be pushed");
	return RC_OK;
}

static enum rc prune_see_pushed(void *context, int64_t run_ms, bool complete)
{
	struct prune_run *run = prune_runs_find(context, run_ms);

	(void)complete;
	if (run)
		run->pushed = true;
	return RC_OK;
}

/* Nothing may have been pushed to the destination of the options yet, and then the state does not know of it. */
static enum rc prune_keep_unpushed(const struct app *app, struct state *state, struct prune_runs *runs)
{
	struct s3_bucket bucket = {0};
	enum rc rc;

	if (!app->options->publish_to)
		return RC_OK;
	rc = push_read_bucket(app, &bucket);
	if (rc == RC_OK)
		rc = state_pushed(state, bucket.name, prune_see_pushed, runs);
	s3_bucket_release(&bucket);
	for (size_t i = 0; i < prune_runs_count(runs); i++)
		if (!prune_runs_at(runs, i)->pushed)
			prune_keep(runs, prune_runs_at(runs, i)->ms, "still to be pushed");
	return rc;
}

static enum rc prune_keep_what_is_not_pushed(const struct app *app, const char *path, const char *account,
					     struct prune_runs *runs)
{
	const struct state_config config = {.path = path, .account = account, .read_only = true};
	struct state *state;
	enum rc rc;

	if (!path)
		return RC_OK;
	TRY(state_open(&config, &state));
	rc = state_unpushed(state, prune_keep_waiting, runs);
	if (rc == RC_OK)
		rc = prune_keep_unpushed(app, state, runs);
	state_close(state);
	return rc;
}

/* By what it leads to, since others may spell the link in another way than this program does. */
static void prune_keep_latest(const struct directory *directory, struct prune_runs *runs)
{
	AUTO_FREE char *latest = file_path(directory->path, LATEST_NAME);
	struct stat target, facts;
	char name[RUN_NAME_SIZE];

	if (stat(latest, &target) != 0)
		return;
	for (size_t i = 0; i < prune_runs_count(runs); i++) {
		struct prune_run *run = prune_runs_at(runs, i);
		AUTO_FREE char *path = NULL;

		timestamp_run_name(run->ms, name);
		path = file_path(directory->path, name);
		if (stat(path, &facts) == 0 && facts.st_dev == target.st_dev && facts.st_ino == target.st_ino)
			run->kept = "latest points to it";
	}
}

enum rc prune_runs_protect(const struct app *app, const struct directory *directory, const char *state,
			   const char *account, struct prune_runs *runs)
{
	int64_t latest_ms;

	TRY(latest_check(directory, &latest_ms));
	TRY(prune_keep_what_is_not_pushed(app, state, account, runs));
	prune_keep_newest_snapshot(app, directory, account, runs);
	prune_keep_latest(directory, runs);
	return RC_OK;
}
