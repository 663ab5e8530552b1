#include "fetch/progress.h"

#include "fetch/loop.h"
#include "fetch/page.h"

enum { SILENT_MS = 3000 }; /* without a record: then it is said */

unsigned fetch_count(const struct fetch *fetch)
{
	return fetch->count;
}

static enum fetch_stage progress_stage(const struct reading *reading)
{
	const struct page *page = &reading->pages[reading->turn % PAGES_AHEAD_MAX];

	if (reading->over)
		return FETCH_OVER;
	return reading->result.requests == 0 && page->state == PAGE_DUE ? FETCH_TO_COME : FETCH_UNDER_WAY;
}

/* Of a list; the first page tells how many records there are. */
static int64_t progress_pages_left(const struct reading *reading)
{
	int64_t records = reading->result.announced - (int64_t)reading->seen.count;

	if (reading->over)
		return 0;
	if (reading->result.announced < 0)
		return -1;
	return records > 0 ? (records + reading->size - 1) / reading->size : 1;
}

void fetch_look(const struct fetch *fetch, unsigned index, struct fetch_progress *out)
{
	const struct reading *reading = fetch->readings[index];
	const struct fetch_lookup *lookup = reading->lookups.lookup;

	*out = (struct fetch_progress){.path = reading->request.query->path,
				       .stage = progress_stage(reading),
				       .readable = reading->result.status != FETCH_NOT_READABLE,
				       .done = reading->seen.count,
				       .total = reading->result.announced,
				       .pages = reading->result.pages,
				       .left = progress_pages_left(reading)};
	if (!lookup)
		return;
	out->looks_up = true;
	out->done = reading->turn > 1 ? (uint64_t)reading->turn - 1 : 0;
	out->total = (int64_t)lookup->count;
	out->left = (int64_t)(lookup->count - out->done);
}

/* Until the first page that is tried again; 0 if none is. */
static int64_t progress_until_retry(const struct fetch *fetch, int64_t now)
{
	int64_t wait = 0;

	for (unsigned i = 0; i < fetch->count; i++) {
		const struct reading *reading = fetch->readings[i];
		const struct page *page = &reading->pages[reading->turn % PAGES_AHEAD_MAX];

		if (!reading->over && page->state == PAGE_DUE && page->due > now && (!wait || page->due - now < wait))
			wait = page->due - now;
	}
	return wait;
}

static void progress_wait(struct fetch_pace *pace, enum fetch_wait wait, int64_t ms)
{
	pace->wait = wait;
	pace->wait_ms = ms;
}

void fetch_look_at_pace(const struct fetch *fetch, struct fetch_pace *out)
{
	const struct patience *patience = &fetch->run.patience;
	int64_t now = patience_now(patience), held = patience->held_until - now;
	int64_t until_start = patience_until_start(patience), retry = progress_until_retry(fetch, now);
	bool running = net_running(fetch->run.net) > 0;

	*out = (struct fetch_pace){.requests = patience->started, .counted = patience->counted};
	if (held > 0)
		progress_wait(out, patience->counted ? FETCH_WAITS_LIMIT : FETCH_WAITS_SERVICE, held);
	else if (!running && retry > 0)
		progress_wait(out, FETCH_WAITS_RETRY, retry);
	else if (!running && until_start > 0)
		progress_wait(out, FETCH_WAITS_PACE, until_start);
	else if (running && patience_without_move(patience) > SILENT_MS)
		progress_wait(out, FETCH_WAITS_DATA, patience_without_move(patience));
}
