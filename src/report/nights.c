#include "report/nights.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "report/html.h"
#include "report/night_manifest.h"
#include "sink/file.h"
#include "state/state.h"

/* --- Which runs there are */

static struct night *nights_of(const struct nights *nights)
{
	return (struct night *)(void *)nights->list.p;
}

static int nights_order(const void *a, const void *b)
{
	const struct night *first = a, *second = b;

	if (first->ms != second->ms)
		return first->ms < second->ms ? -1 : 1;
	return (int)second->on_disk - (int)first->on_disk;
}

struct nights_listing {
	const char *directory;
	struct nights *nights;
};

/* A link to a run is somebody else's. */
static enum rc nights_see_entry(void *context, const char *name)
{
	const struct nights_listing *listing = context;
	AUTO_FREE char *path = file_path(listing->directory, name);
	struct night night = {.on_disk = true, .duration_ms = HTML_DURATION_NONE};
	struct stat facts;

	if (timestamp_read_run_name(sv_of(name), &night.ms) && lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
		buf_add(&listing->nights->list, &night, sizeof(night));
	return RC_OK;
}

/* Latest first, so the last one that comes is the first run of that state. */
static enum rc nights_see_run(void *context, const struct state_run *run)
{
	struct nights *nights = context;
	struct night night = {
		.ms = run->at_ms,
		.source = NIGHT_FROM_STATE,
		.mode = arena_text(&nights->arena, sv_of(run->mode)),
		.complete = run->complete,
		.rows = {run->written, run->created, run->changed, run->deleted, run->unchanged, run->unconfirmed},
		.duration_ms = HTML_DURATION_NONE,
	};

	if (run->started_ms != TIMESTAMP_NONE && run->finished_ms >= run->started_ms)
		night.duration_ms = run->finished_ms - run->started_ms;
	buf_add(&nights->list, &night, sizeof(night));
	return RC_OK;
}

static enum rc nights_list_state(const struct nights_request *request, struct nights *nights)
{
	const struct state_config config = {.path = request->state, .account = request->account, .read_only = true};
	struct state *state;
	enum rc rc;
	size_t before = nights_count(nights);

	if (!request->state)
		return RC_OK;
	TRY(state_open(&config, &state));
	rc = state_runs(state, UINT32_MAX, nights_see_run, nights);
	state_close(state);
	if (nights_count(nights) > before)
		nights_of(nights)[nights_count(nights) - 1].anew = true;
	return rc;
}

/* A run that is on disk and in the state is one night: what the state says of it, and that it is there. */
static void nights_join(struct nights *nights)
{
	struct night *list = nights_of(nights);
	size_t count = nights_count(nights), kept = 0;

	qsort(list, count, sizeof(*list), nights_order);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && list[kept - 1].ms == list[i].ms) {
			list[kept - 1] = list[i];
			list[kept - 1].on_disk = true;
		} else {
			list[kept++] = list[i];
		}
	}
	nights->list.n = kept * sizeof(*list);
}

static void nights_keep_newest(struct nights *nights, size_t most)
{
	size_t count = nights_count(nights);

	nights->known = count;
	if (count <= most)
		return;
	memmove(nights->list.p, nights_at(nights, count - most), most * sizeof(struct night));
	nights->list.n = most * sizeof(struct night);
}

static enum rc nights_list(const struct nights_request *request, struct nights *nights)
{
	const char *output = request->app->options->output;
	struct nights_listing listing = {output, nights};
	struct stat facts;

	if (stat(output, &facts) != 0 || !S_ISDIR(facts.st_mode))
		return rc_fail(RC_USAGE, "%s is not a directory: give the one that holds the runs", output);
	TRY(file_each_entry(output, nights_see_entry, &listing));
	TRY(nights_list_state(request, nights));
	if (nights->list.n == 0)
		return rc_fail(RC_USAGE, "%s holds no published run: give the directory that holds the runs", output);
	nights_join(nights);
	nights_keep_newest(nights, (size_t)request->app->options->nights);
	return RC_OK;
}

/* --- What their manifests say */

/* Newest first: the newest manifest says in which order tables are shown, and of which account the runs are. */
static enum rc nights_read_manifests(const struct nights_request *request, struct nights *nights)
{
	for (size_t i = nights_count(nights); i > 0; i--) {
		struct night *night = nights_of(nights) + i - 1;

		if (night->on_disk)
			night_read_manifest(request->app, nights, night);
		if (*request->app->stop)
			return rc_fail(RC_OUTPUT, "stopped");
	}
	return RC_OK;
}

enum rc nights_read(const struct nights_request *request, struct nights *nights)
{
	TRY(nights_list(request, nights));
	nights->account = request->account ? arena_text(&nights->arena, sv_of(request->account)) : NULL;
	return nights_read_manifests(request, nights);
}
