#include "fetch/loop.h"

#include "fetch/page.h"
#include "fetch/report.h"

enum {
	STEP_MAX_MS = 500, /* a signal that comes just before a step is seen this much later at most */
	SIGNALLED = 128,
};

static enum rc check_stop(const struct run *run)
{
	int signal = run->config.stop ? *run->config.stop : 0;

	if (signal == 0)
		return RC_OK;
	return rc_fail((enum rc)(SIGNALLED + signal), "stopped by signal %d; nothing was published, run again", signal);
}

static bool has_free_slot(const struct fetch *fetch)
{
	return fetch->run.slots < fetch->run.config.concurrency;
}

/*
 * What a service that throttles us still gets. Paused transfers ask nothing of it; if they counted, they would keep
 * the page that they wait for from being asked for.
 */
static bool has_room(const struct fetch *fetch)
{
	const struct run *run = &fetch->run;

	return run->flowing - (int)run->ahead.paused < patience_requests(&run->patience);
}

/* The page whose turn it is, if it has to be asked for. */
static struct page *page_due(struct reading *reading)
{
	struct page *page = reading_page(reading);

	return !reading->over && page->state == PAGE_DUE ? page : NULL;
}

static void shorten(int64_t *wait_ms, int64_t other)
{
	if (other < *wait_ms)
		*wait_ms = other;
}

static struct page *furthest_paused(struct fetch *fetch)
{
	struct page *found = NULL;
	int distance = 0;

	for (unsigned i = 0; i < fetch->count * PAGES_AHEAD_MAX; i++) {
		struct reading *reading = fetch->readings[i / PAGES_AHEAD_MAX];
		struct page *page = &reading->pages[i % PAGES_AHEAD_MAX];

		if (!page->paused || page->number - reading->turn <= distance)
			continue;
		found = page;
		distance = page->number - reading->turn;
	}
	return found;
}

/*
 * A page that failed ahead of its turn waits without a slot. Where all slots went to pages that pause meanwhile, they
 * would wait for it and it for them: one of them is dropped, and asked for again later.
 */
static bool free_slot(struct fetch *fetch)
{
	struct page *page = furthest_paused(fetch);

	if (page)
		page_drop(page);
	return page != NULL;
}

static struct page *next_turn(struct fetch *fetch, int64_t *wait_ms)
{
	int64_t now = patience_now(&fetch->run.patience);

	for (unsigned i = 0; i < fetch->count; i++) {
		struct page *page = page_due(fetch->readings[i]);

		if (!page)
			continue;
		if (page->due > now)
			shorten(wait_ms, page->due - now);
		else if (page->holds_slot || has_free_slot(fetch) || free_slot(fetch))
			return page;
	}
	return NULL;
}

/* Only asked when no page whose turn it is wants the free slot. One that would only pause is not begun. */
static struct page *next_ahead(struct fetch *fetch, int64_t *wait_ms)
{
	if (fetch->run.ahead.paused > 0 || !has_free_slot(fetch))
		return NULL;
	for (unsigned i = 0; i < fetch->count; i++) {
		unsigned at = (fetch->round + i) % fetch->count;
		struct page *page = reading_page_ahead(fetch->readings[at], wait_ms);

		if (!page)
			continue;
		fetch->round = at + 1;
		return page;
	}
	return NULL;
}

/* Starts what may be started. *wait_ms becomes the time after which there may be more to start. */
static enum rc start_requests(struct fetch *fetch, int64_t *wait_ms)
{
	for (;;) {
		int64_t gate = patience_until_start(&fetch->run.patience);
		struct page *page;

		if (gate > 0) {
			shorten(wait_ms, gate);
			return RC_OK;
		}
		if (!has_room(fetch))
			return RC_OK;
		page = next_turn(fetch, wait_ms);
		if (!page)
			page = next_ahead(fetch, wait_ms);
		if (!page)
			return RC_OK;
		TRY(page_start(page));
	}
}

static void resume_paused(struct fetch *fetch)
{
	const struct ahead *ahead = &fetch->run.ahead;

	if (ahead->paused == 0 || FETCH_AHEAD_MAX - ahead->used < AHEAD_RESUME_ROOM)
		return;
	for (unsigned i = 0; i < fetch->count; i++)
		for (unsigned n = 0; n < PAGES_AHEAD_MAX; n++)
			page_resume(&fetch->readings[i]->pages[n]);
}

static enum rc work(struct fetch *fetch, bool *over)
{
	*over = true;
	for (unsigned i = 0; i < fetch->count; i++) {
		TRY(reading_work(fetch->readings[i]));
		*over = *over && fetch->readings[i]->over;
	}
	resume_paused(fetch);
	return RC_OK;
}

static enum rc fail_standstill(const struct page *page, int64_t still_ms)
{
	struct net_answer answer;
	AUTO_BUF what = {0};

	net_look(page->transfer, &answer);
	report_place(page, &what);
	if (answer.status == 0)
		buf_adds(&what, ": no answer began for");
	else
		buf_addf(&what, ": HTTP %ld (request id %s): the answer goes on without a record for", answer.status,
			 answer.request_id[0] ? answer.request_id : "not told");
	return rc_fail(RC_SERVICE, "%s %lld s, longer than the retry budget; run again later, or raise --retry-budget",
		       buf_text(&what), (long long)still_ms / 1000);
}

/* Bytes alone could come for ever. */
static enum rc check_standstill(const struct fetch *fetch)
{
	int64_t still = fetch->run.patience.standstill_ms;

	for (unsigned i = 0; i < fetch->count && still > fetch->run.patience.budget_ms; i++) {
		const struct page *page = reading_page(fetch->readings[i]);

		if (!fetch->readings[i]->over && page->state == PAGE_FLOWING)
			return fail_standstill(page, still);
	}
	return RC_OK;
}

enum rc loop_run(struct fetch *fetch)
{
	bool over;

	patience_restart(&fetch->run.patience); /* the budget begins anew, what was learnt of the pace stays */
	for (unsigned i = 0; i < fetch->count; i++)
		if (fetch->readings[i]->to_begin)
			reading_begin(fetch->readings[i]);
	for (;;) {
		int64_t wait_ms = STEP_MAX_MS, step_began;

		TRY(check_stop(&fetch->run));
		TRY(check_standstill(fetch));
		TRY(work(fetch, &over));
		if (over)
			return RC_OK;
		TRY(start_requests(fetch, &wait_ms));
		step_began = patience_now(&fetch->run.patience);
		TRY(net_step(fetch->run.net, (int)wait_ms));
		patience_step_ended(&fetch->run.patience, step_began);
	}
}
