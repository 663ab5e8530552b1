#include "fetch/answer.h"

#include "fetch/again.h"
#include "fetch/attempt.h"
#include "fetch/reading.h"
#include "fetch/report.h"
#include "net/http_status.h"

/* The last row stands for all other statuses. */
static const struct refusal {
	long status;
	enum rc rc;
	const char *what, *advice;
} refusals[] = {
	{HTTP_BAD_REQUEST, RC_SERVICE, "the service accepted the first records and refuses what follows",
	 "run again later, or report it with the request id"},
	{HTTP_UNAUTHORIZED, RC_CREDENTIALS, "the key was refused",
	 "check the API key and that it belongs to this account"},
	{HTTP_FORBIDDEN, RC_SERVICE, "access was allowed at first, then denied",
	 "check the key's permissions, run again"},
	{HTTP_NOT_FOUND, RC_SERVICE, "the resource disappeared while it was being read", "run again"},
	{0, RC_SERVICE, "a retry would not change that", "check the base URL, or report it with the request id"},
};

static enum rc answer_fail_redirected(const struct page *page)
{
	static const char advice[] =
		"correct the subdomain or the base URL; an account whose subdomain was renamed keeps "
		"its ids and state with --account OLD --base-url URL";
	AUTO_BUF what = {0};

	buf_addf(&what, "redirects are not followed, because the key would be sent along; this one %s%s",
		 page->answer.location[0] ? "leads to " : "names no target", page->answer.location);
	return report_failure(page, RC_SERVICE, buf_text(&what), advice);
}

static enum rc answer_fail_key(const struct page *page)
{
	AUTO_BUF what = {0};

	buf_addf(&what, "the key was accepted before in this run, and then refused %u times", page->refused);
	return report_failure(page, RC_CREDENTIALS, buf_text(&what), "check whether the key was replaced or revoked");
}

enum rc answer_fail_refused(const struct page *page)
{
	const struct refusal *refusal = refusals;
	long status = page->answer.status;

	if (status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST && status != HTTP_NOT_MODIFIED)
		return answer_fail_redirected(page);
	if (status == HTTP_UNAUTHORIZED && page->refused)
		return answer_fail_key(page);
	while (refusal->status != status && refusal->status != 0)
		refusal++;
	return report_failure(page, refusal->rc, refusal->what, refusal->advice);
}

/*
 * What the handler cannot turn into rows is the fault of the answer too, but there was no second try: some of its rows may
 * have been written.
 */
enum rc answer_fail_unreadable(struct page *page)
{
	const struct attempt *attempt = &page->reading->attempt;
	AUTO_BUF what = {0};

	if (attempt->by_handler && attempt->rc == RC_FORMAT)
		return report_failure(page, RC_FORMAT, attempt->failure.text, "report it with the request id");
	if (attempt->by_handler)
		return rc_restore(&attempt->failure, attempt->rc);
	buf_addf(&what, "%s, %u times", attempt->failure.text, page->misread);
	return report_failure(page, attempt->rc, buf_text(&what), "report it with the request id, or run again later");
}

/* A service that has trouble may refuse a key that is good. */
static bool answer_doubts_refusal(struct page *page)
{
	return page->answer.status == HTTP_UNAUTHORIZED && page->reading->run->key_accepted &&
	       ++page->refused < FETCH_KEY_TRIES;
}

/* A complete answer that cannot be read. */
static enum rc answer_misread(struct page *page)
{
	if (++page->misread < FETCH_FORMAT_TRIES)
		return again_to_read(page);
	return page->reading->kind->unreadable(page);
}

static enum rc answer_settle_body(struct page *page)
{
	struct reading *reading = page->reading;
	const struct attempt *attempt = &reading->attempt;

	if (attempt->begun && attempt->records > 0) {
		reading_date(reading);
		reading->run->key_accepted = true;
	}
	if (!attempt_failed(reading) && !page->answer.complete)
		return again_after_failure(page);
	/* If the attempt failed, we ended the transfer ourselves: it was not cut off. */
	page->answer.complete = true;
	if (attempt_finish(reading) == RC_OK)
		return reading->kind->whole(page);
	if (attempt->by_handler)
		return answer_fail_unreadable(page);
	/* Only the closed connection said that this was the end. */
	if (attempt->broken_off && !page->answer.framed) {
		page->answer.complete = false;
		return again_after_failure(page);
	}
	return answer_misread(page);
}

/* Another version of the service may take what an earlier one refused. */
static enum rc answer_ask_for_all(struct page *page)
{
	struct reading *reading = page->reading;

	report_notice(reading->run,
		      "%s: the service shows version %s, not %s as before: trying again what it refused then",
		      reading->request.query->path, page->answer.version,
		      reading->request.refused->version[0] ? reading->request.refused->version : "none");
	reading_forget_refused(reading);
	return RC_OK;
}

enum rc answer_settle(struct page *page)
{
	page->reading->result.bytes += page->answer.bytes;
	if (page->reading->outdated)
		return answer_ask_for_all(page);
	if (page->answer.permanent && !attempt_failed(page->reading))
		return report_failure(page, RC_SERVICE, "a retry would fail the same way",
				      page->answer.advice ? page->answer.advice : "check the address and the proxy");
	if (page->answer.status == HTTP_OK)
		return answer_settle_body(page);
	if (again_class(page) != RETRY_NOT)
		return again_after_failure(page);
	return answer_doubts_refusal(page) ? again_with_key(page) : page->reading->kind->refused(page);
}
