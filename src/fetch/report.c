#include "fetch/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "net/http_status.h"
#include "net/retry.h"

enum { NOTICE_MAX = 1024 };

static void report_status(const struct net_answer *answer, struct buf *out)
{
	if (answer->status != 0)
		buf_addf(out, "HTTP %ld", answer->status);
	else
		buf_adds(out, answer->timed_out ? "no answer in time" : "no answer");
	if (answer->status == HTTP_OK && !answer->complete)
		buf_adds(out, answer->timed_out ? ", the body stalled" : ", the body was cut off");
}

void report_answer(const struct page *page, struct buf *out)
{
	const struct net_answer *answer = &page->answer;
	const char *between = " (";

	report_status(answer, out);
	if (answer->failure[0] && !answer->complete) {
		buf_addf(out, "%s%s", between, answer->failure);
		between = ", ";
	}
	if (answer->request_id[0]) {
		buf_addf(out, "%srequest id %s", between, answer->request_id);
		between = ", ";
	}
	if (between[0] == ',')
		buf_addc(out, ')');
}

const char *report_why(const struct net_answer *answer)
{
	if (retry_from_between(answer))
		return "an HTML page, so not from the service but from a firewall or proxy in between";
	return answer->status == HTTP_ACCEPTED ? "a promise to answer later, and no records" : "";
}

const char *report_advice(const struct net_answer *answer)
{
	if (retry_from_between(answer))
		return "nothing was published; ask its operator to allow requests from this machine";
	return "nothing was published, run again later";
}

enum rc report_failure(const struct page *page, enum rc rc, const char *what, const char *advice)
{
	AUTO_BUF place = {0}, answer = {0};

	page->reading->kind->add_place(page, &place);
	report_answer(page, &answer);
	return rc_fail(rc, "%s: %s: %s; %s", buf_text(&place), buf_text(&answer), what, advice);
}

void report_notice(const struct run *run, const char *format, ...)
{
	char line[NOTICE_MAX];
	va_list args;

	if (!run->config.notice)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	run->config.notice(run->config.context, line);
}
