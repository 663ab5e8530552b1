#include "fetch/refusal.h"

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

static enum rc refusal_redirected(const struct page *page)
{
	AUTO_BUF what = {0};

	buf_addf(&what, "redirects are not followed, because the key would be sent along; this one leads to %s",
		 page->answer.location[0] ? page->answer.location : "an unnamed place");
	return report_failure(page, RC_SERVICE, buf_text(&what), "correct the subdomain or the base URL");
}

enum rc refusal_fail(const struct page *page)
{
	const struct refusal *refusal = refusals;
	long status = page->answer.status;

	if (status >= HTTP_REDIRECT && status < HTTP_BAD_REQUEST && status != HTTP_NOT_MODIFIED)
		return refusal_redirected(page);
	while (refusal->status != status && refusal->status != 0)
		refusal++;
	return report_failure(page, refusal->rc, refusal->what, refusal->advice);
}
