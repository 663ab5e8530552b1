#include "fetch/loop.h"

#include "base/timestamp.h"
#include "fetch/again.h"
#include "fetch/answer.h"
#include "fetch/page.h"
#include "fetch/sizes.h"

enum {
	STEP_MAX_MS = 500, /* a signal just before a step is noticed this much later at most */
	RESUME_SHARE = 8,  /* of the pool has to be free: transfers that resume with less would pause again at once */
	SIGNALED = 128,
};

static enum rc loop_check_stop(const struct run *run)
{
	int signal = run->config.stop ? *run->config.stop : 0;

	if (signal == 0)
		return RC_OK;
	return rc_fail((enum rc)(SIGNALED + signal), "stopped by signal %d; nothing was published, run again", signal);
}

static bool loop_has_free_slot(const struct fetch *fetch)
{
	return fetch->run.slots < fetch->run.config.concurrency;
}

/*
 * Fewer requests for a service that throttles us. Paused transfers do not count: they ask nothing of it, and would keep the
 * page that they wait for from being requested.
 */
static bool loop_has_room(const struct fetch *fetch)
{
	const struct run *run = &fetch->run;

	return (int)net_running(run->net) - run->paused < patience_requests(&run->patience);
}

/* The page whose turn it is, if it has to be requested. */
static struct page *loop_page_due(struct reading *reading)
{
	struct page *page = page_in_turn(reading);

	return !reading->over && page->state == PAGE_DUE ? page : NULL;
}

static void loop_shorten(int64_t *wait_ms, int64_t other)
{
	if (other < *wait_ms)
		*wait_ms = other;
}

static struct page *loop_furthest_paused(struct fetch *fetch)
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
 * A page that failed ahead of its turn waits without a slot. If meanwhile all slots went to pages that pause, they would
 * wait for it and it for them: one of them is dropped, and requested again later.
 */
static bool loop_free_slot(struct fetch *fetch)
{
	struct page *page = loop_furthest_paused(fetch);

	if (page)
		page_drop(page);
	return page != NULL;
}

static struct page *loop_next_turn(struct fetch *fetch, int64_t *wait_ms)
{
	int64_t now = patience_now(&fetch->run.patience);

	for (unsigned i = 0; i < fetch->count; i++) {
		struct page *page = loop_page_due(fetch->readings[i]);

		if (!page)
			continue;
		if (page->due > now)
			loop_shorten(wait_ms, page->due - now);
		else if (page->holds_slot || loop_has_free_slot(fetch) || loop_free_slot(fetch))
			return page;
	}
	return NULL;
}

/* For a slot that no page whose turn it is needs. A transfer that would only pause is not started. */
static struct page *loop_next_ahead(struct fetch *fetch, int64_t *wait_ms)
{
	if (fetch->run.paused > 0 || !loop_has_free_slot(fetch))
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

/* Starts what may be started. *wait_ms is shortened to the time after which there may be more to start. */
static enum rc loop_start_requests(struct fetch *fetch, int64_t *wait_ms)
{
	for (;;) {
		int64_t gate = patience_until_start(&fetch->run.patience);
		struct page *page;

		if (gate > 0) {
			loop_shorten(wait_ms, gate);
			return RC_OK;
		}
		if (!loop_has_room(fetch))
			return RC_OK;
		page = loop_next_turn(fetch, wait_ms);
		if (!page)
			page = loop_next_ahead(fetch, wait_ms);
		if (!page)
			return RC_OK;
		sizes_follow(page);
		TRY(page_start(page));
	}
}

static void loop_resume_paused(struct fetch *fetch)
{
	const struct piece_pool *pool = &fetch->run.pool;

	if (fetch->run.paused == 0 || pool->limit - pool->used < pool->limit / RESUME_SHARE)
		return;
	for (unsigned i = 0; i < fetch->count; i++)
		for (unsigned n = 0; n < PAGES_AHEAD_MAX; n++)
			page_resume(&fetch->readings[i]->pages[n]);
}

static enum rc loop_check_ahead(struct reading *reading)
{
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		if (reading->pages[i].state == PAGE_ANSWERED && !reading->pages[i].checked_ahead)
			TRY(again_ahead(&reading->pages[i]));
	return RC_OK;
}

/* Everything that can be done without the network: reads what has arrived, settles answers. */
static enum rc loop_read(struct reading *reading)
{
	while (!reading->over) {
		struct page *page = page_in_turn(reading);

		page_read_kept(page);
		if (page->state != PAGE_ANSWERED)
			return loop_check_ahead(reading);
		TRY(answer_settle(page));
	}
	return RC_OK;
}

static enum rc loop_work(struct fetch *fetch, bool *over)
{
	*over = true;
	for (unsigned i = 0; i < fetch->count; i++) {
		TRY(loop_read(fetch->readings[i]));
		*over = *over && fetch->readings[i]->over;
	}
	loop_resume_paused(fetch);
	return RC_OK;
}

static enum rc loop_fail_standstill(const struct page *page, int64_t still_ms)
{
	struct net_answer answer;
	AUTO_BUF what = {0};

	net_look(page->transfer, &answer);
	page->reading->kind->add_place(page, &what);
	if (answer.status == 0)
		buf_adds(&what, ": no answer");
	else
		buf_addf(&what, ": HTTP %ld (request id %s): no record", answer.status,
			 answer.request_id[0] ? answer.request_id : "unknown");
	return rc_fail(RC_SERVICE,
		       "%s arrived for %lld s, longer than the retry budget; run again later, or raise --retry-budget",
		       buf_text(&what), (long long)still_ms / MS_PER_SECOND);
}

/* Bytes alone could arrive forever. */
static enum rc loop_check_standstill(const struct fetch *fetch)
{
	const struct patience *patience = &fetch->run.patience;
	int64_t still_ms = patience_without_move(patience);

	for (unsigned i = 0; i < fetch->count && still_ms > patience->budget_ms; i++) {
		const struct page *page = page_in_turn(fetch->readings[i]);

		if (!fetch->readings[i]->over && page->state == PAGE_FLOWING)
			return loop_fail_standstill(page, still_ms);
	}
	return RC_OK;
}

static enum rc loop_check_date(struct run *run)
{
	if (!run->date_known || run->date_checked || !run->config.dated)
		return RC_OK;
	run->date_checked = true;
	return run->config.dated(run->config.context, &run->date);
}

enum rc loop_run(struct fetch *fetch)
{
	bool over;

	patience_restart(&fetch->run.patience);
	for (unsigned i = 0; i < fetch->count; i++)
		if (fetch->readings[i]->to_begin)
			reading_begin_pass(fetch->readings[i], 1);
	for (;;) {
		int64_t wait_ms = STEP_MAX_MS;

		TRY(loop_check_stop(&fetch->run));
		TRY(loop_check_standstill(fetch));
		TRY(loop_work(fetch, &over));
		TRY(loop_check_date(&fetch->run));
		if (over)
			return RC_OK;
		TRY(loop_start_requests(fetch, &wait_ms));
		if (fetch->run.config.step)
			fetch->run.config.step(fetch->run.config.context);
		TRY(net_step(fetch->run.net, (int)wait_ms));
	}
}
