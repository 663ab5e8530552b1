#include "export/progress.h"

#include <stdio.h>

#include "base/span.h"
#include "base/timestamp.h"
#include "fetch/limit.h"
#include "fetch/progress.h"
#include "schema/catalogue.h"

enum {
	SHORT_WAIT_MS = 1000,     /* a wait that is shorter is not told */
	ESTIMATE_FROM_MS = 5000,  /* before this nobody knows how fast it goes */
	ESTIMATE_FROM_PAGES = 4,
	NAME_MAX = 80,
};

static const char *const wait_names[] = {
	[FETCH_WAITS_NOT] = "",	    [FETCH_WAITS_LIMIT] = "rate limit, ", [FETCH_WAITS_SERVICE] = "the service asked to, ",
	[FETCH_WAITS_RETRY] = "retry, ", [FETCH_WAITS_PACE] = "paused, ",	   [FETCH_WAITS_DATA] = "no data for ",
};

/* Nothing is added if there is nothing worth telling. */
static void progress_add_wait(const struct fetch_pace *pace, struct buf *out)
{
	if (pace->wait == FETCH_WAITS_NOT || pace->wait_ms < SHORT_WAIT_MS)
		return;
	buf_adds(out, wait_names[pace->wait]);
	span_add((uint64_t)(pace->wait_ms + MS_PER_SECOND - 1) / MS_PER_SECOND, out);
}

/* What the estimate is made of. */
struct measured {
	uint64_t pages;
	int64_t left; /* requests; -1: unknown */
};

static void measured_add(struct measured *measured, const struct fetch_progress *one)
{
	measured->pages += one->pages;
	if (one->left < 0 || measured->left < 0)
		measured->left = -1;
	else
		measured->left += one->left;
}

/*
 * By how long the requests took so far, but not sooner than the service's limits allow: it may be about to refuse some. More
 * requests than a minute allows, and none refused, show that this service has no such limit.
 */
static int64_t progress_left_ms(const struct measured *measured, const struct fetch_pace *pace, int64_t elapsed_ms, double rate)
{
	int64_t left, limit;

	if (measured->left < 0 || measured->pages < ESTIMATE_FROM_PAGES || elapsed_ms < ESTIMATE_FROM_MS)
		return -1;
	left = (int64_t)((double)elapsed_ms / (double)measured->pages * (double)measured->left);
	if (!pace->counted && pace->requests > LIMIT_MINUTE_REQUESTS)
		return left;
	limit = (int64_t)limit_seconds(pace->requests + (uint64_t)measured->left, rate) * MS_PER_SECOND - elapsed_ms;
	if (pace->wait == FETCH_WAITS_LIMIT && limit < pace->wait_ms)
		limit = pace->wait_ms;
	return left > limit ? left : limit;
}

static struct progress_item progress_item(const struct fetch_progress *one, char name[NAME_MAX])
{
	static const enum progress_stage stages[] = {
		[FETCH_TO_COME] = PROGRESS_TO_COME, [FETCH_UNDER_WAY] = PROGRESS_UNDER_WAY, [FETCH_OVER] = PROGRESS_DONE};

	snprintf(name, NAME_MAX, "%s%s", one->path + 1, one->looks_up ? " by id" : "");
	return (struct progress_item){.name = name,
				      .done = one->done,
				      .total = one->total,
				      .stage = stages[one->stage],
				      .note = one->readable ? NULL : "not readable"};
}

static void progress_show(const struct app *app, const struct fetch *fetch, int64_t began_ms)
{
	static const struct progress_view all = {.title = "all", .what = "resources read", .unit = "records", .scale = 1};
	struct progress_item items[CATALOGUE_ENDPOINTS_MAX];
	char names[CATALOGUE_ENDPOINTS_MAX][NAME_MAX];
	struct progress_view view = all;
	struct measured measured = {0};
	struct fetch_pace pace;
	AUTO_BUF waits = {0};

	fetch_look_at_pace(fetch, &pace);
	progress_add_wait(&pace, &waits);
	for (unsigned i = 0; i < fetch_count(fetch) && i < CATALOGUE_ENDPOINTS_MAX; i++) {
		struct fetch_progress one;

		fetch_look(fetch, i, &one);
		measured_add(&measured, &one);
		items[view.count++] = progress_item(&one, names[i]);
	}
	view.items = items;
	view.requests = pace.requests;
	view.waits = buf_text(&waits);
	view.left_ms = progress_left_ms(&measured, &pace,
					app->clock->steady_ms(app->clock->context) - began_ms,
					app->options->rate);
	log_progress_show(app->log, &view);
}

/* A check asks for one record of each, so bars would say nothing. */
static void progress_show_check(const struct app *app, const struct fetch *fetch)
{
	unsigned count = fetch_count(fetch), over = 0;
	struct fetch_pace pace;
	AUTO_BUF text = {0}, waits = {0};

	for (unsigned i = 0; i < count; i++) {
		struct fetch_progress one;

		fetch_look(fetch, i, &one);
		over += one.stage == FETCH_OVER;
	}
	fetch_look_at_pace(fetch, &pace);
	progress_add_wait(&pace, &waits);
	buf_addf(&text, "%u of %u resources asked", over, count);
	if (waits.n > 0)
		buf_addf(&text, ", waiting: %s", buf_text(&waits));
	log_progress_write(app->log, buf_text(&text));
}

void progress_of_fetch(const struct app *app, const struct fetch *fetch, int64_t began_ms)
{
	if (!log_progress_due(app->log))
		return;
	if (app->options->command == COMMAND_CHECK)
		progress_show_check(app, fetch);
	else
		progress_show(app, fetch, began_ms);
}
