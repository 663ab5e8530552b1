#include "fetch/again.h"

#include "fetch/attempt.h"
#include "fetch/halves.h"
#include "fetch/page.h"
#include "fetch/question.h"
#include "fetch/report.h"
#include "net/http_status.h"

enum { MS_PER_SECOND = 1000 };

/* How often a page was tried, and how often it may be. */
struct tries {
	unsigned tried, allowed;
	const char *why; /* beyond what the answer shows; may be "" */
};

static enum rc fail_patience(const struct page *page, int64_t wait_ms)
{
	const struct patience *patience = &page->reading->run->patience;
	AUTO_BUF what = {0};

	if (page->answer.retry_after > 0)
		buf_addf(&what, "the service asks to wait %lld s, more than is left of the retry budget of %lld s",
			 (long long)page->answer.retry_after, (long long)patience->budget_ms / MS_PER_SECOND);
	else
		buf_addf(&what,
			 "no page was finished for %lld s, and another %lld s of waiting pass the retry budget of %lld "
			 "s",
			 (long long)patience_without_page(patience) / MS_PER_SECOND, (long long)wait_ms / MS_PER_SECOND,
			 (long long)patience->budget_ms / MS_PER_SECOND);
	return report_failure(page, RC_SERVICE, buf_text(&what), "run again later, or raise --retry-budget");
}

/*
 * *due: when to ask next, measured from the answer; for a page ahead some of the wait has passed by now. What the
 * service asked another request to wait holds for this one, too.
 */
static enum rc plan_wait(const struct page *page, unsigned tried, int64_t *due)
{
	const struct patience *patience = &page->reading->run->patience;
	int64_t wait;

	*due = page->answered_at + retry_wait_ms(&page->answer, tried, patience_random(patience));
	if (*due < patience->held_until)
		*due = patience->held_until;
	wait = *due - patience_now(patience);
	return wait > 0 && wait > patience_left(patience) ? fail_patience(page, wait) : RC_OK;
}

/* "/jobs, page 3: HTTP 503: WHY; asking again in 1.2 s" */
static void begin_notice(const struct page *page, const char *why, int64_t due, struct buf *out)
{
	int64_t wait = due - patience_now(&page->reading->run->patience);

	if (wait < 0)
		wait = 0;
	report_place(page, out);
	buf_adds(out, ": ");
	report_answer(page, out);
	buf_addf(out, "%s%s; asking again in %lld.%lld s", why[0] ? ": " : "", why, (long long)wait / MS_PER_SECOND,
		 (long long)wait % MS_PER_SECOND / 100);
}

static enum rc ask_again(struct page *page, struct tries tries)
{
	struct reading *reading = page->reading;
	AUTO_BUF notice = {0};
	int64_t due;

	TRY(plan_wait(page, tries.tried, &due));
	begin_notice(page, tries.why, due, &notice);
	report_notice(reading->run, "%s (try %u of %u)", buf_text(&notice), tries.tried + 1, tries.allowed);
	if (page_is_turn(page))
		buf_clear(&reading->missing);
	reading->result.retried++;
	page_again(page, due);
	return RC_OK;
}

static enum rc ask_in_halves(struct page *page)
{
	struct reading *reading = page->reading;
	AUTO_BUF notice = {0};
	int64_t due;

	TRY(plan_wait(page, page->tried, &due));
	begin_notice(page, "", due, &notice);
	reading->result.retried++;
	halves_begin(reading);
	report_notice(reading->run, "%s, and from here on for %d records at a time", buf_text(&notice), reading->size);
	page_again(reading_page(reading), due);
	return RC_OK;
}

enum retry_class again_class(const struct page *page)
{
	if (page->reading->question && page->answer.status == HTTP_NOT_FOUND && !page->answer.complete &&
	    !question_missing_too_long(page->reading))
		return RETRY_TRANSPORT;
	return retry_classify(&page->answer);
}

static void count_try(struct page *page)
{
	/* A connection that the service closed while we had paused it is our doing. The next try cannot be paused. */
	if (page->answer.paused && again_class(page) == RETRY_TRANSPORT)
		return;
	page->tried++;
	if (halves_is_heavy(&page->answer))
		page->heavy++;
}

/* One record that the service cannot show must not end each night. 503 is no word on a record. */
static bool fails_on_record(const struct page *page)
{
	const struct net_answer *answer = &page->answer;

	return page->reading->question &&
	       (answer->timed_out || (answer->status >= HTTP_SERVER_ERROR && answer->status != HTTP_UNAVAILABLE));
}

/* Where one was not shown, or it takes a time-out to see that, a night must not go by with further tries. */
static unsigned tries_allowed(const struct page *page)
{
	unsigned all = page->reading->run->config.retries + 1;
	bool soon = fails_on_record(page) && (page->answer.timed_out || page->reading->not_shown);

	return soon && all > QUESTION_TRIES ? QUESTION_TRIES : all;
}

enum rc again_after_failure(struct page *page)
{
	unsigned allowed = tries_allowed(page);
	AUTO_BUF what = {0};

	TRY(attempt_abandon(page->reading));
	count_try(page);
	/* Some services fail on a page that does not exist. */
	if ((page->heavy >= HALVES_TRIES || page->tried >= allowed) && !page->reading->question &&
	    reading_past_end(page->reading))
		return RC_OK;
	if (page->heavy >= HALVES_TRIES && halves_possible(page->reading))
		return ask_in_halves(page);
	if (page->tried < allowed)
		return ask_again(page, (struct tries){page->tried, allowed, ""});
	if (fails_on_record(page))
		return question_not_shown(page);
	buf_addf(&what, "given up after %u %s", page->tried, page->tried == 1 ? "try" : "tries");
	return report_failure(page, RC_SERVICE, buf_text(&what), "nothing was published, run again later");
}

enum rc again_to_read(struct page *page)
{
	const struct attempt *attempt = &page->reading->attempt;

	return ask_again(page, (struct tries){page->misread, FETCH_FORMAT_TRIES, attempt->text});
}

enum rc again_ahead(struct page *page)
{
	unsigned allowed = page->reading->run->config.retries + 1;
	int64_t due;

	page->looked_at = true;
	if (page->answer.status == HTTP_OK || retry_classify(&page->answer) == RETRY_NOT)
		return RC_OK;
	if (page->tried >= AHEAD_TRIES_MAX || page->tried + 1 >= allowed)
		return plan_wait(page, page->tried + 1, &due);
	page->reading->result.bytes += page->answer.bytes;
	count_try(page);
	return ask_again(page, (struct tries){page->tried, allowed, ""});
}
