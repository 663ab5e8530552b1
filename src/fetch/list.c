#include "fetch/list.h"

#include "fetch/again.h"
#include "fetch/answer.h"
#include "fetch/forms.h"
#include "fetch/halves.h"
#include "fetch/page.h"
#include "fetch/pass.h"
#include "fetch/reading.h"
#include "fetch/report.h"
#include "fetch/sizes.h"
#include "net/http_status.h"

static void list_add_url(const struct page *page, struct buf *url)
{
	const struct reading *reading = page->reading;

	if (page_is_turn(page) && reading->next_url.n > 0)
		buf_addsv(url, buf_sv(&reading->next_url));
	else
		query_url(reading->request.query, reading->run->config.base_url,
			  &(struct query_page){.parts = reading->request.parts & ~reading->result.given_up,
					       .number = page->number,
					       .size = reading->size,
					       .updated_since = reading->request.updated_since},
			  url);
}

/* "/jobs, page 3" */
static void list_add_place(const struct page *page, struct buf *text)
{
	buf_addf(text, "%s, page %d", page->reading->request.query->path, page->number);
}

/* According to the announced total, in pages as large as the first one really was. */
static int list_last(const struct reading *reading)
{
	uint64_t total, records = pass_full_page(reading), pages;

	if (reading->pass.first_total < 0 || records == 0 || reading->pass.linked)
		return 0;
	total = (uint64_t)reading->result.announced;
	pages = total / records + (total % records ? 1 : 0);
	return pages < PAGE_NUMBER_MAX ? (int)pages : PAGE_NUMBER_MAX;
}

static void list_add_given_up(const struct fetch_request *request, uint64_t given_up, struct buf *text)
{
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (query_given_up_name(request->query, request->parts, given_up, i, &name))
			buf_addf(text, "%s%s", text->n ? ", " : "", buf_text(&name));
	}
}

static enum rc list_give_up_more(const struct page *page)
{
	struct reading *reading = page->reading;
	const struct query *query = reading->request.query;
	uint64_t parts = forms_next(reading->result.given_up, reading->request.parts & query_optional_parts(query));
	AUTO_BUF answer = {0}, names = {0};

	if (parts == 0)
		return report_failure(
			page, RC_SERVICE,
			"the service does not accept this request, and no optional part is left to give up",
			"report it with the request id");
	report_answer(page, &answer);
	list_add_given_up(&reading->request, parts, &names);
	report_notice(reading->run, "%s: %s; asking without %s", query->path, buf_text(&answer), buf_text(&names));
	reading_give_up(reading, parts);
	return RC_OK;
}

/* A service that does not know such a filter: reading everything takes time and loses nothing. */
static void list_want_all(const struct page *page)
{
	struct reading *reading = page->reading;
	AUTO_BUF answer = {0};

	report_answer(page, &answer);
	report_notice(reading->run, "%s: %s; requesting all records, not only those updated since %s",
		      reading->request.query->path, buf_text(&answer), reading->request.updated_since);
	reading_want_all(reading);
}

static void list_not_readable(const struct page *page)
{
	struct fetch_result *result = &page->reading->result;

	result->refused_status = page->answer.status;
	memcpy(result->refused_id, page->answer.request_id, sizeof(result->refused_id));
	reading_end(page->reading, FETCH_NOT_READABLE);
}

static const struct page_kind list_one_kind;

static enum rc list_try_size(struct page *page)
{
	struct reading *reading = page->reading;

	TRY(sizes_after_refusal(page));
	reading->kind = sizes_asks_for_one(reading) ? &list_one_kind : &list_kind;
	return RC_OK;
}

static enum rc list_refused(struct page *page)
{
	struct reading *reading = page->reading;
	long status = page->answer.status;

	if (status >= HTTP_BAD_REQUEST && status != HTTP_UNAUTHORIZED && pass_ends_before(page))
		return RC_OK;
	if (reading->accepted)
		return answer_fail_refused(page);
	if (status == HTTP_FORBIDDEN || status == HTTP_NOT_FOUND) {
		list_not_readable(page);
		return RC_OK;
	}
	if (sizes_may_be_refused(page))
		return list_try_size(page);
	if (status != HTTP_BAD_REQUEST)
		return answer_fail_refused(page);
	if (!reading->request.updated_since)
		return list_give_up_more(page);
	list_want_all(page);
	return RC_OK;
}

static enum rc list_failed(struct page *page)
{
	bool enough = page->tried >= again_tries(page);

	/* Some services fail on a page that does not exist. */
	if ((enough || page->heavy >= HALVES_TRIES) && pass_ends_before(page))
		return RC_OK;
	if (halves_possible(page))
		return again_ask_in_halves(page);
	return enough ? again_give_up(page) : again_ask(page, again_tries(page));
}

const struct page_kind list_kind = {
	.add_url = list_add_url,
	.add_place = list_add_place,
	.last = list_last,
	.whole = pass_page_whole,
	.unreadable = answer_fail_unreadable,
	.refused = list_refused,
	.failed = list_failed,
};

/* The page of one record only shows what the service accepts: its record comes again. */
static bool list_wants_none(const struct reading *reading, const struct resource *resource)
{
	(void)reading;
	(void)resource;
	return false;
}

static enum rc list_one_whole(struct page *page)
{
	page->reading->kind = &list_kind;
	reading_date(page->reading);
	return sizes_after_one(page);
}

static const struct page_kind list_one_kind = {
	.add_url = list_add_url,
	.add_place = list_add_place,
	.last = list_last,
	.wants = list_wants_none,
	.whole = list_one_whole,
	.unreadable = answer_fail_unreadable,
	.refused = list_refused,
	.failed = list_failed,
};
