#include "fetch/page.h"

#include "fetch/attempt.h"
#include "fetch/question.h"
#include "net/retry.h"

bool page_is_turn(const struct page *page)
{
	return page->number == page->reading->turn;
}

void page_prepare(struct page *page, struct reading *reading, int number)
{
	page->reading = reading;
	page->number = number;
	page->state = PAGE_DUE;
	page->due = patience_now(&reading->run->patience);
	page->tried = page->misread = page->heavy = 0;
	page->unfiltered = page->of_missing = false;
	page_address(page);
}

void page_address(struct page *page)
{
	struct reading *reading = page->reading;
	int number = page->number;

	buf_clear(&page->url);
	if (reading->question)
		question_url(page);
	else if (number == reading->turn && reading->next_url.n > 0)
		buf_addsv(&page->url, buf_sv(&reading->next_url));
	else
		query_url(reading->request.query, reading->run->config.base_url,
			  &(struct query_page){.given_up = reading->result.given_up,
					       .number = number,
					       .size = reading->size,
					       .updated_since = reading->request.updated_since},
			  &page->url);
}

static void take_slot(struct page *page)
{
	if (!page->holds_slot)
		page->reading->run->slots++;
	page->holds_slot = true;
}

static void leave_slot(struct page *page)
{
	if (page->holds_slot)
		page->reading->run->slots--;
	page->holds_slot = false;
}

static void set_paused(struct page *page, bool paused)
{
	struct ahead *ahead = &page->reading->run->ahead;

	if (paused && !page->paused)
		ahead->paused++;
	if (!paused && page->paused)
		ahead->paused--;
	page->paused = paused;
}

/* False: enough. */
static bool feed(struct page *page, struct sv bytes)
{
	return page->of_missing ? question_feed_missing(page->reading, bytes) : attempt_feed(page->reading, bytes);
}

static enum net_verdict take(struct page *page, struct sv bytes)
{
	/* What was kept of it was read as its turn came. */
	if (page_is_turn(page))
		return feed(page, bytes) ? NET_TAKEN : NET_STOP;
	if (pieces_add(&page->reading->run->ahead, &page->pieces, bytes))
		return NET_TAKEN;
	set_paused(page, true);
	return NET_PAUSE;
}

static enum net_verdict on_body(void *context, struct sv bytes)
{
	struct page *page = context;

	page->of_missing = false;
	return take(page, bytes);
}

static enum net_verdict on_missing(void *context, struct sv bytes)
{
	struct page *page = context;

	page->of_missing = true;
	return take(page, bytes);
}

static void on_done(void *context, const struct net_answer *answer)
{
	struct page *page = context;

	struct run *run = page->reading->run;

	page->answer = *answer;
	page->answered_at = patience_now(&run->patience);
	page->transfer = NULL;
	page->state = PAGE_ANSWERED;
	page->looked_at = false;
	run->flowing--;
	if (retry_classify(answer) == RETRY_THROTTLED)
		patience_throttled(&run->patience, page->asked_at, answer->retry_after);
	set_paused(page, false);
	if (!page_is_turn(page))
		leave_slot(page);
}

enum rc page_start(struct page *page)
{
	struct run *run = page->reading->run;
	struct net_request request = {
		.url = buf_text(&page->url),
		.context = page,
		.body = on_body,
		.missing = page->reading->question ? on_missing : NULL,
		.done = on_done,
	};

	TRY(net_start(run->net, &request, &page->transfer));
	page->state = PAGE_FLOWING;
	page->asked_at = patience_now(&run->patience);
	run->flowing++;
	page->reading->result.requests++;
	take_slot(page);
	patience_started(&run->patience);
	patience_moved(&run->patience);
	return RC_OK;
}

void page_read_kept(struct page *page)
{
	struct piece *piece;

	while ((piece = pieces_take(&page->pieces))) {
		/* After a failure the rest is only given back; the transfer is stopped at its next bytes. */
		(void)feed(page, piece_bytes(piece));
		ahead_give_back(&page->reading->run->ahead, piece);
	}
	page_resume(page);
}

void page_resume(struct page *page)
{
	if (!page->paused)
		return;
	set_paused(page, false);
	net_resume(page->reading->run->net, page->transfer);
}

void page_again(struct page *page, int64_t due)
{
	page->state = PAGE_DUE;
	page->due = due;
	if (page_is_turn(page))
		take_slot(page);
}

void page_drop(struct page *page)
{
	if (page->state == PAGE_FREE)
		return;
	if (page->state == PAGE_FLOWING) {
		net_cancel(page->reading->run->net, page->transfer);
		page->reading->run->flowing--;
	}
	page->transfer = NULL;
	set_paused(page, false);
	pieces_drop(&page->reading->run->ahead, &page->pieces);
	leave_slot(page);
	page->state = PAGE_FREE;
}
