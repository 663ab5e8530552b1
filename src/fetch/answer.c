#include "fetch/answer.h"

#include "fetch/again.h"
#include "fetch/attempt.h"
#include "fetch/forms.h"
#include "fetch/page.h"
#include "fetch/question.h"
#include "fetch/report.h"
#include "net/http_status.h"

/* What a status that no second try changes means; 0 stands for the rest. */
static const struct refusal {
	long status;
	enum rc rc;
	const char *what, *advice;
} refusals[] = {
	{HTTP_BAD_REQUEST, RC_SERVICE, "the service gave the first records and refuses what follows",
	 "run again later, or report it with the request id"},
	{HTTP_UNAUTHORIZED, RC_CREDENTIALS, "the key was refused",
	 "check the API key and that it belongs to this account"},
	{HTTP_FORBIDDEN, RC_SERVICE, "reading it was allowed at first, then forbidden",
	 "check the key's permissions, run again"},
	{HTTP_NOT_FOUND, RC_SERVICE, "the resource went away while it was read", "run again"},
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

/*
 * A failure of the document or of the handler, in its own words. What the handler cannot make rows of is the answer's
 * fault too, but it was tried once only: some of its rows may have left.
 */
static enum rc fail_attempt(const struct page *page)
{
	const struct attempt *attempt = &page->reading->attempt;
	AUTO_BUF what = {0};

	if (attempt->by_handler && attempt->rc == RC_FORMAT)
		return report_failure(page, RC_FORMAT, attempt->text, "report it with the request id");
	if (attempt->by_handler)
		return rc_fail(attempt->rc, "%s", attempt->text);
	buf_addf(&what, "%s, %u times", attempt->text, page->misread);
	return report_failure(page, attempt->rc, buf_text(&what), "report it with the request id, or run again later");
}

/* A complete answer that cannot be read. */
static enum rc misread(struct page *page)
{
	if (++page->misread < FETCH_FORMAT_TRIES)
		return again_to_read(page);
	return page->reading->question ? question_settle(page, FETCH_UNSETTLED) : fail_attempt(page);
}

static enum rc settle_body(struct page *page)
{
	struct reading *reading = page->reading;
	const struct attempt *attempt = &reading->attempt;

	if (attempt->begun && attempt->records > 0)
		reading_date(reading);
	if (!attempt_failed(reading) && !page->answer.complete)
		return again_after_failure(page);
	/* Where it failed it was we who ended the transfer: nothing broke off. */
	page->answer.complete = true;
	if (attempt_finish(reading) == RC_OK)
		return reading_page_whole(reading);
	if (attempt->by_handler)
		return fail_attempt(page);
	/* Nothing but the closed connection said that this was the end. */
	if (attempt->broken_off && !page->answer.framed) {
		page->answer.complete = false;
		return again_after_failure(page);
	}
	return misread(page);
}

static void add_given_up(const struct query *query, unsigned given_up, struct buf *out)
{
	for (unsigned i = 0; i < query_optional_count(query); i++)
		if (given_up >> i & 1)
			buf_addf(out, "%s%s", out->n ? ", " : "", query->optional[i].name);
}

static void give_up(struct page *page, unsigned parts)
{
	struct reading *reading = page->reading;
	const struct query *query = reading->request.query;
	AUTO_BUF answer = {0}, names = {0};

	report_answer(page, &answer);
	add_given_up(query, parts, &names);
	report_notice(reading->run, "%s: %s; asking without %s", query->path, buf_text(&answer), buf_text(&names));
	reading_give_up(reading, parts);
}

static enum rc give_up_more(struct page *page)
{
	const struct reading *reading = page->reading;
	unsigned next = forms_next(reading->result.given_up, query_optional_count(reading->request.query));

	if (next == 0)
		return report_failure(
			page, RC_SERVICE,
			"the service does not accept this request, and no optional part is left to give up",
			"report it with the request id");
	give_up(page, next);
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

	if (status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST && status != HTTP_NOT_MODIFIED)
		return fail_redirected(page);
	if (status >= HTTP_BAD_REQUEST && status != HTTP_UNAUTHORIZED && reading_past_end(reading))
		return RC_OK;
	if (!reading_at_first_answer(reading))
		return fail_refused(page);
	if (status == HTTP_BAD_REQUEST && reading->request.updated_since) {
		ask_for_all(page);
		return RC_OK;
	}
	if (status == HTTP_BAD_REQUEST)
		return give_up_more(page);
	if (status != HTTP_FORBIDDEN && status != HTTP_NOT_FOUND)
		return fail_refused(page);
	reading->result.refused_status = status;
	memcpy(reading->result.refused_id, page->answer.request_id, sizeof(reading->result.refused_id));
	reading_end(reading, FETCH_NOT_READABLE);
	return RC_OK;
}

/* Only a 404 in the service's own words says that a record is gone. */
static enum rc settle_question(struct page *page)
{
	long status = page->answer.status;
	bool is_gone = status == HTTP_NOT_FOUND && question_says_missing(page->reading);

	if (status == HTTP_UNAUTHORIZED)
		return fail_refused(page);
	if (status == HTTP_BAD_REQUEST && question_ask_unfiltered(page))
		return RC_OK;
	return question_settle(page, is_gone ? FETCH_GONE : FETCH_UNSETTLED);
}

enum rc answer_settle(struct page *page)
{
	page->reading->result.bytes += page->answer.bytes;
	if (page->answer.permanent && !attempt_failed(page->reading))
		return report_failure(page, RC_SERVICE, "asking again would fail the same way",
				      page->answer.advice ? page->answer.advice : "check the address and the proxy");
	if (page->answer.status == HTTP_OK)
		return settle_body(page);
	if (again_class(page) != RETRY_NOT)
		return again_after_failure(page);
	return page->reading->question ? settle_question(page) : settle_refusal(page);
}
