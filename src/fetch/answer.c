#include "fetch/answer.h"

#include "fetch/attempt.h"
#include "fetch/forms.h"
#include "fetch/page.h"
#include "fetch/question.h"
#include "fetch/report.h"
#include "net/retry.h"

enum { OK = 200, REFUSED = 400, UNAUTHORIZED = 401, FORBIDDEN = 403, NOT_FOUND = 404, REDIRECT = 300 };

static const char run_again[] = "nothing was published, run again later";

/* What a status that no second try changes means; 0 stands for the rest. */
static const struct refusal {
	long status;
	enum rc rc;
	const char *what, *advice;
} refusals[] = {
	{REFUSED, RC_SERVICE, "the service does not accept this request, and no optional part is left to give up",
	 "report it with the request id"},
	{UNAUTHORIZED, RC_CREDENTIALS, "the key was refused", "check the API key and that it belongs to this account"},
	{FORBIDDEN, RC_SERVICE, "reading it was allowed at first, then forbidden",
	 "check the key's permissions, run again"},
	{NOT_FOUND, RC_SERVICE, "the resource went away while it was read", "run again"},
	{0, RC_SERVICE, "asking again does not change that", "check the base URL, or report it with the request id"},
};

static enum rc fail_refused(const struct page *page)
{
	const struct refusal *refusal = refusals;

	while (refusal->status != page->answer.status && refusal->status != 0)
		refusal++;
	return report_failure(page, refusal->rc, refusal->what, refusal->advice);
}

static enum rc fail_redirected(const struct page *page)
{
	AUTO_BUF what = {0};

	buf_adds(&what, "redirects are not followed, since the key would go along; this one leads to ");
	buf_adds(&what, page->answer.location[0] ? page->answer.location : "a place it does not name");
	return report_failure(page, RC_SERVICE, buf_text(&what), "correct the subdomain or the base URL");
}

/* A failure of the document or of the handler, in its own words. */
static enum rc fail_attempt(const struct page *page)
{
	const struct attempt *attempt = &page->reading->attempt;
	AUTO_BUF what = {0};

	if (attempt->by_handler)
		return rc_fail(attempt->rc, "%s", attempt->text);
	buf_addf(&what, "%s, %u times", attempt->text, page->misread);
	return report_failure(page, attempt->rc, buf_text(&what), "report it with the request id, or run again later");
}

static enum rc fail_patience(const struct page *page, enum rc rc, int64_t wait_ms)
{
	const struct patience *patience = &page->reading->run->patience;
	AUTO_BUF what = {0};

	if (page->answer.retry_after > 0)
		buf_addf(&what, "the service asks to wait %lld s, more than is left of the retry budget of %lld s",
			 (long long)page->answer.retry_after, (long long)patience->budget_ms / 1000);
	else
		buf_addf(&what,
			 "no page was finished for %lld s, and another %lld s of waiting pass the retry budget of %lld "
			 "s",
			 (long long)patience_without_page(patience) / 1000, (long long)wait_ms / 1000,
			 (long long)patience->budget_ms / 1000);
	return report_failure(page, rc, buf_text(&what), "run again later, or raise --retry-budget");
}

/* How often a page was tried, how often it may be, and how the run ends where the budget does not allow a wait. */
struct tries {
	unsigned tried, allowed;
	enum rc rc;
	const char *why; /* beyond what the answer shows; may be "" */
};

/*
 * The page is asked for again, after a wait measured from its answer: for a page ahead some of it has passed by
 * now. Every wait of a run is decided here.
 */
static enum rc ask_again(struct page *page, struct tries tries)
{
	struct reading *reading = page->reading;
	struct patience *patience = &reading->run->patience;
	int64_t due = page->answered_at + retry_wait_ms(&page->answer, tries.tried, patience_random(patience));
	int64_t wait = due - patience_now(patience);
	AUTO_BUF place = {0}, answer = {0};

	if (wait < 0)
		wait = 0;
	if (wait > patience_left(patience))
		return fail_patience(page, tries.rc, wait);
	report_place(page, &place);
	report_answer(page, &answer);
	report_notice(reading->run, "%s: %s%s%s; asking again in %lld.%lld s (try %u of %u)", buf_text(&place),
		      buf_text(&answer), tries.why[0] ? ": " : "", tries.why, (long long)wait / 1000,
		      (long long)wait % 1000 / 100, tries.tried + 1, tries.allowed);
	buf_clear(&reading->missing);
	reading->result.retried++;
	page_again(page, due);
	return RC_OK;
}

/* A 404 to a question by id is told by its body, so that has to come whole. */
static enum retry_class classify(const struct page *page)
{
	if (page->reading->question && page->answer.status == NOT_FOUND && !page->answer.complete &&
	    !question_missing_too_long(page->reading))
		return RETRY_TRANSPORT;
	return retry_classify(&page->answer);
}

static enum rc retry(struct page *page)
{
	const struct net_answer *answer = &page->answer;
	unsigned allowed = page->reading->run->config.retries + 1;
	AUTO_BUF what = {0};

	TRY(attempt_abandon(page->reading));
	/* A connection that the service closed while we had paused it is our doing. The next try cannot be paused. */
	if (!answer->paused || classify(page) != RETRY_TRANSPORT)
		page->tried++;
	if (page->tried < allowed)
		return ask_again(page, (struct tries){page->tried, allowed, RC_SERVICE, ""});
	buf_addf(&what, "given up after %u %s", page->tried, page->tried == 1 ? "try" : "tries");
	return report_failure(page, RC_SERVICE, buf_text(&what), run_again);
}

/* A complete answer that cannot be read. */
static enum rc misread(struct page *page)
{
	const struct attempt *attempt = &page->reading->attempt;

	if (++page->misread >= FETCH_FORMAT_TRIES)
		return page->reading->question ? question_settle(page, FETCH_UNSETTLED) : fail_attempt(page);
	return ask_again(page, (struct tries){page->misread, FETCH_FORMAT_TRIES, attempt->rc, attempt->text});
}

static enum rc settle_body(struct page *page)
{
	struct reading *reading = page->reading;
	const struct attempt *attempt = &reading->attempt;

	if (!attempt_failed(reading) && !page->answer.complete)
		return retry(page);
	/* Where it failed it was we who ended the transfer: nothing broke off. */
	page->answer.complete = true;
	if (attempt_finish(reading) == RC_OK)
		return reading_page_whole(reading);
	if (attempt->by_handler)
		return fail_attempt(page);
	/* Nothing but the closed connection said that this was the end. */
	if (attempt->broken_off && !page->answer.framed) {
		page->answer.complete = false;
		return retry(page);
	}
	return misread(page);
}

static void add_given_up(const struct query *query, unsigned given_up, struct buf *out)
{
	for (unsigned i = 0; i < query_optional_count(query); i++)
		if (given_up >> i & 1)
			buf_addf(out, "%s%s", out->n ? ", " : "", query->optional[i].name);
}

static enum rc give_up_more(struct page *page)
{
	struct reading *reading = page->reading;
	const struct query *query = reading->request.query;
	unsigned next = forms_next(reading->result.given_up, query_optional_count(query));
	AUTO_BUF answer = {0}, names = {0};

	if (next == 0)
		return fail_refused(page);
	report_answer(page, &answer);
	add_given_up(query, next, &names);
	report_notice(reading->run, "%s: %s; asking without %s", query->path, buf_text(&answer), buf_text(&names));
	reading_give_up(reading, next);
	return RC_OK;
}

/* Some services know no such filter: reading the whole costs time and loses nothing. */
static void ask_for_all(struct page *page)
{
	AUTO_BUF answer = {0};

	report_answer(page, &answer);
	report_notice(page->reading->run, "%s: %s; asking for all records, not only for those updated since %s",
		      page->reading->request.query->path, buf_text(&answer), page->reading->request.updated_since);
	reading_whole(page->reading);
}

static enum rc settle_refusal(struct page *page)
{
	struct reading *reading = page->reading;
	long status = page->answer.status;

	if (status >= REDIRECT && status < REFUSED)
		return fail_redirected(page);
	if (!reading_at_first_answer(reading))
		return fail_refused(page);
	if (status == REFUSED && reading->request.updated_since) {
		ask_for_all(page);
		return RC_OK;
	}
	if (status == REFUSED)
		return give_up_more(page);
	if (status != FORBIDDEN && status != NOT_FOUND)
		return fail_refused(page);
	reading->result.refused_status = status;
	reading_end(reading, FETCH_NOT_READABLE);
	return RC_OK;
}

/* Only a 404 in the service's own words says that a record is gone. */
static enum rc settle_question(struct page *page)
{
	long status = page->answer.status;
	bool is_gone = status == NOT_FOUND && question_says_missing(page->reading);

	if (status == UNAUTHORIZED)
		return fail_refused(page);
	if (status == REFUSED && question_ask_unfiltered(page))
		return RC_OK;
	return question_settle(page, is_gone ? FETCH_GONE : FETCH_UNSETTLED);
}

static void count(struct page *page)
{
	struct reading *reading = page->reading;

	reading->result.bytes += page->answer.bytes;
	if (!reading->dated && page->answer.date_ms >= 0)
		reading->result.read_at_ms = page->answer.date_ms;
	if (!reading->dated && reading->result.passes == 1)
		reading->result.began_at_ms = reading->result.read_at_ms;
	reading->dated = true;
}

enum rc answer_settle(struct page *page)
{
	count(page);
	if (page->answer.permanent && !attempt_failed(page->reading))
		return report_failure(page, RC_SERVICE, "asking again would fail the same way",
				      page->answer.advice ? page->answer.advice : "check the address and the proxy");
	if (page->answer.status == OK)
		return settle_body(page);
	if (classify(page) != RETRY_NOT)
		return retry(page);
	return page->reading->question ? settle_question(page) : settle_refusal(page);
}
