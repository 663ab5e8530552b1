#include "fetch/again.h"

#include "base/plural.h"
#include "base/timestamp.h"
#include "fetch/attempt.h"
#include "fetch/halves.h"
#include "fetch/page.h"
#include "fetch/report.h"
#include "net/http_status.h"

enum {
	LONG_WAIT_MS = 10000,
	TIME_PLACE = 11, /* of the time of day in a timestamp */
	TIME_LENGTH = 8,
};

static enum rc again_fail_patience(const struct page *page, int64_t wait_ms)
{
	const struct patience *patience = &page->reading->run->patience;
	long long budget = patience->budget_ms / MS_PER_SECOND;
	AUTO_BUF what = {0};

	if (page->answer.retry_after > 0)
		buf_addf(&what, "the service asks to wait %lld s, more than is left of the retry budget of %lld s",
			 (long long)page->answer.retry_after, budget);
	else
		buf_addf(&what,
			 "no page was finished for %lld s, and waiting another %lld s would exceed the retry budget of "
			 "%lld s",
			 (long long)patience_without_page(patience) / MS_PER_SECOND, (long long)wait_ms / MS_PER_SECOND,
			 budget);
	return report_failure(page, RC_SERVICE, buf_text(&what), "run again later, or raise --retry-budget");
}

/*
 * *due: when to request it next, counted from the answer, since a page ahead may have waited already. If the service asked
 * another request to wait, that holds for this one too.
 */
static enum rc again_plan(const struct page *page, unsigned tried, int64_t *due)
{
	const struct patience *patience = &page->reading->run->patience;
	int64_t wait;

	*due = page->answered_at + retry_wait_ms(&page->answer, tried, patience_random(patience));
	if (*due < patience->held_until)
		*due = patience->held_until;
	wait = *due - patience_now(patience);
	return wait > 0 && wait > patience_left(patience) ? again_fail_patience(page, wait) : RC_OK;
}

/* ", at 02:01:00Z", for a wait that people may want to plan with. */
static void again_add_time(const struct clock *clock, int64_t wait_ms, struct buf *out)
{
	char at[TIMESTAMP_SIZE];

	if (wait_ms < LONG_WAIT_MS)
		return;
	timestamp_write(clock->now_ms(clock->context) + wait_ms, at);
	buf_addf(out, ", at %.*sZ", TIME_LENGTH, at + TIME_PLACE);
}

/* "/jobs, page 3: HTTP 503: WHY; retrying in 1.2 s" (or "at once"); WHY is what the answer does not show, or "". */
static void again_begin_notice(const struct page *page, const char *why, int64_t due, struct buf *out)
{
	const struct run *run = page->reading->run;
	int64_t wait_ms = due - patience_now(&run->patience);
	long long tenths = wait_ms / (MS_PER_SECOND / 10);

	page->reading->kind->add_place(page, out);
	buf_adds(out, ": ");
	report_answer(page, out);
	buf_addf(out, "%s%s; retrying ", why[0] ? ": " : "", why);
	if (tenths > 0)
		buf_addf(out, "in %lld.%lld s", tenths / 10, tenths % 10);
	else
		buf_adds(out, "at once");
	again_add_time(run->config.clock, wait_ms, out);
}

static enum rc again_retry(struct page *page, unsigned tried, unsigned allowed, const char *why)
{
	AUTO_BUF notice = {0};
	int64_t due;

	TRY(again_plan(page, tried, &due));
	again_begin_notice(page, why, due, &notice);
	report_notice(page->reading->run, "%s (try %u of %u)", buf_text(&notice), tried + 1, allowed);
	page->reading->result.retried++;
	page_again(page, due);
	return RC_OK;
}

enum retry_class again_class(const struct page *page)
{
	const struct net_answer *answer = &page->answer;

	bool missing = answer->status == HTTP_NOT_FOUND || answer->status == HTTP_GONE;

	if (page->reading->kind->reads_missing && missing && !answer->complete && attempt_missing_fits(page->reading))
		return RETRY_TRANSPORT;
	return retry_classify(answer);
}

static void again_count(struct page *page)
{
	/* If the service closed a connection that we had paused, that is our doing. The next try cannot be paused. */
	if (page->answer.paused && again_class(page) == RETRY_TRANSPORT)
		return;
	page->tried++;
	if (halves_may_help(&page->answer))
		page->heavy++;
}

unsigned again_tries(const struct page *page)
{
	return page->reading->run->config.retries + 1;
}

enum rc again_after_failure(struct page *page)
{
	TRY(attempt_abandon(page->reading));
	again_count(page);
	return page->reading->kind->failed(page);
}

enum rc again_ask(struct page *page, unsigned allowed)
{
	return again_retry(page, page->tried, allowed, report_why(&page->answer));
}

enum rc again_ask_in_halves(struct page *page)
{
	struct reading *reading = page->reading;
	AUTO_BUF notice = {0};
	int64_t due;

	TRY(again_plan(page, page->tried, &due));
	again_begin_notice(page, "", due, &notice);
	reading->result.retried++;
	halves_begin(reading);
	report_notice(reading->run, "%s, from here on %d record%s at a time", buf_text(&notice), reading->size,
		      plural((uint64_t)reading->size));
	page_again(page_in_turn(reading), due);
	return RC_OK;
}

enum rc again_give_up(const struct page *page)
{
	const char *why = report_why(&page->answer);
	AUTO_BUF what = {0};

	buf_addf(&what, "%s%sgave up after %u %s", why, why[0] ? "; " : "", page->tried,
		 page->tried == 1 ? "try" : "tries");
	return report_failure(page, RC_SERVICE, buf_text(&what), report_advice(&page->answer));
}

enum rc again_to_read(struct page *page)
{
	return again_retry(page, page->misread, FETCH_FORMAT_TRIES, page->reading->attempt.failure.text);
}

enum rc again_with_key(struct page *page)
{
	return again_retry(page, page->refused, FETCH_KEY_TRIES, "the key was accepted before in this run");
}

enum rc again_ahead(struct page *page)
{
	unsigned allowed = again_tries(page);
	int64_t due;

	page->checked_ahead = true;
	if (page->answer.status == HTTP_OK || retry_classify(&page->answer) == RETRY_NOT)
		return RC_OK;
	if (page->tried >= AHEAD_TRIES_MAX || page->tried + 1 >= allowed)
		return again_plan(page, page->tried + 1, &due);
	page->reading->result.bytes += page->answer.bytes;
	again_count(page);
	return again_ask(page, allowed);
}
