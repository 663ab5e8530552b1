#include "fetch/report.h"

#include <stdarg.h>
#include <stdio.h>

#include "net/http_status.h"

enum { NOTICE_MAX = 1024 };

static void add_status(const struct net_answer *answer, struct buf *out)
{
	if (answer->status != 0)
		buf_addf(out, "HTTP %ld", answer->status);
	else
		buf_adds(out, answer->timed_out ? "no answer in time" : "no answer");
	if (answer->status == HTTP_OK && !answer->complete)
		buf_adds(out, answer->timed_out ? ", the body stopped coming" : ", the body broke off");
}

void report_answer(const struct page *page, struct buf *out)
{
	const struct net_answer *answer = &page->answer;
	const char *between = " (";

	add_status(answer, out);
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

void report_place(const struct page *page, struct buf *out)
{
	const struct reading *reading = page->reading;

	buf_adds(out, reading->request.query->path);
	if (!reading->question) {
		buf_addf(out, ", page %d", page->number);
		return;
	}
	buf_addc(out, '/');
	buf_addsv(out, reading->question->ids[page->number - 1]);
}

enum rc report_failure(const struct page *page, enum rc rc, const char *what, const char *advice)
{
	AUTO_BUF place = {0}, answer = {0};

	report_place(page, &place);
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

void report_again(const struct reading *reading, uint64_t pass)
{
	const char *path = reading->request.query->path;
	size_t came = reading->result.passes > 1 ? reading->met_again.count : reading->met.count;

	report_notice(reading->run, "%s: %zu records came, the service %s %lld; reading it again (pass %llu of %d)",
		      path, came, reading->total_changed ? "changed its total to" : "announces",
		      (long long)reading->total, (unsigned long long)pass, FETCH_PASSES_MAX);
}
