#include "fetch/page.h"

#include "fetch/attempt.h"
#include "net/http_status.h"
#include "net/retry.h"

struct page *page_at(struct reading *reading, int number)
{
	return &reading->pages[number % PAGES_AHEAD_MAX];
}

struct page *page_in_turn(struct reading *reading)
{
	return page_at(reading, reading->turn);
}

bool page_is_turn(const struct page *page)
{
	return page->number == page->reading->turn;
}

void page_prepare(struct page *page, int number)
{
	page->number = number;
	page->state = PAGE_DUE;
	page->due = patience_now(&page->reading->run->patience);
	page->tried = page->misread = page->refused = page->heavy = 0;
	page->unfiltered = page->of_missing = false;
	page_address(page);
}

void page_address(struct page *page)
{
	buf_clear(&page->url);
	page->reading->kind->add_url(page, &page->url);
}

static void page_take_slot(struct page *page)
{
	if (!page->holds_slot)
		page->reading->run->slots++;
	page->holds_slot = true;
}

static void page_leave_slot(struct page *page)
{
	if (page->holds_slot)
		page->reading->run->slots--;
	page->holds_slot = false;
}

static void page_set_paused(struct page *page, bool paused)
{
	if (paused && !page->paused)
		page->reading->run->paused++;
	if (!paused && page->paused)
		page->reading->run->paused--;
	page->paused = paused;
}

/* False: stop. */
static bool page_feed(struct page *page, struct sv bytes)
{
	return page->of_missing ? attempt_feed_missing(page->reading, bytes) : attempt_feed(page->reading, bytes);
}

static enum net_verdict page_take(struct page *page, struct sv bytes)
{
	/* What was kept of it was read when its turn came. */
	if (page_is_turn(page))
		return page_feed(page, bytes) ? NET_TAKEN : NET_STOP;
	if (pieces_add(&page->reading->run->pool, &page->pieces, bytes))
		return NET_TAKEN;
	page_set_paused(page, true);
	return NET_PAUSE;
}

/* Would anything be requested that was not, if request.refused did not hold? */
static bool page_leaves_out_refused(const struct reading *reading)
{
	const struct fetch_result *result = &reading->result;

	return reading->request.refused && !reading->accepted &&
	       (result->given_up || result->page_size < reading->run->config.page_size);
}

/* Does the head of the answer show another version of the service than request.refused is about? */
static bool page_is_outdated(struct page *page)
{
	struct reading *reading = page->reading;
	struct net_answer answer;

	if (!page_leaves_out_refused(reading))
		return false;
	net_look(page->transfer, &answer);
	reading->outdated = answer.version[0] && strcmp(answer.version, reading->request.refused->version) != 0;
	return reading->outdated;
}

/* Now and not at its end: a large page may take minutes. */
static void page_note_arrival(struct page *page)
{
	const struct clock *clock = page->reading->run->config.clock;

	if (page->arriving)
		return;
	page->arriving = true;
	page->arrived = (struct fetch_date){.our_ms = clock->now_ms(clock->context),
					    .steady_ms = clock->steady_ms(clock->context)};
}

static enum net_verdict page_on_body(void *context, struct sv bytes)
{
	struct page *page = context;

	if (!page->arriving && page_is_outdated(page))
		return NET_STOP;
	page_note_arrival(page);
	page->of_missing = false;
	return page_take(page, bytes);
}

static enum net_verdict page_on_missing(void *context, struct sv bytes)
{
	struct page *page = context;

	page->of_missing = true;
	return page_take(page, bytes);
}

static void page_on_done(void *context, const struct net_answer *answer)
{
	struct page *page = context;
	struct run *run = page->reading->run;

	page->answer = *answer;
	page->answered_at = patience_now(&run->patience);
	page->transfer = NULL;
	page->state = PAGE_ANSWERED;
	page->checked_ahead = false;
	if (retry_classify(answer) == RETRY_THROTTLED)
		patience_throttled(&run->patience, page->asked_at, answer->retry_after);
	if (answer->status == HTTP_TOO_MANY_REQUESTS && answer->retry_after > 0)
		patience_counted(&run->patience);
	page_set_paused(page, false);
	if (!page_is_turn(page))
		page_leave_slot(page);
}

enum rc page_start(struct page *page)
{
	struct run *run = page->reading->run;
	struct net_request request = {
		.url = buf_text(&page->url),
		.fresh = page->tried > 0 && page->answer.status == HTTP_MISDIRECTED,
		.context = page,
		.body = page_on_body,
		.missing = page->reading->kind->reads_missing ? page_on_missing : NULL,
		.done = page_on_done,
	};

	TRY(net_start(run->net, &request, &page->transfer));
	page->state = PAGE_FLOWING;
	page->arriving = false;
	page->asked_at = patience_now(&run->patience);
	page->reading->result.requests++;
	page_take_slot(page);
	patience_started(&run->patience);
	return RC_OK;
}

void page_read_kept(struct page *page)
{
	struct piece *piece;

	while ((piece = pieces_take(&page->pieces))) {
		/* After a failure the rest is only given back. The transfer is stopped when more bytes arrive. */
		(void)page_feed(page, pieces_bytes(piece));
		pieces_return(&page->reading->run->pool, piece);
	}
	page_resume(page);
}

void page_resume(struct page *page)
{
	if (!page->paused)
		return;
	page_set_paused(page, false);
	net_resume(page->reading->run->net, page->transfer);
}

void page_again(struct page *page, int64_t due)
{
	page->state = PAGE_DUE;
	page->due = due;
	if (page_is_turn(page))
		page_take_slot(page);
}

void page_drop(struct page *page)
{
	if (page->state == PAGE_FREE)
		return;
	if (page->state == PAGE_FLOWING)
		net_cancel(page->reading->run->net, page->transfer);
	page->transfer = NULL;
	page_set_paused(page, false);
	pieces_drop(&page->reading->run->pool, &page->pieces);
	page_leave_slot(page);
	page->state = PAGE_FREE;
}
