#include "fetch/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "net/http_status.h"

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
