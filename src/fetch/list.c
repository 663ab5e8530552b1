#include "fetch/list.h"

#include "fetch/again.h"
#include "fetch/answer.h"
#include "fetch/halves.h"
#include "fetch/page.h"
#include "fetch/parts.h"
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

	result->given_up = 0;
	result->refused_status = page->answer.status;
	memcpy(result->refused_id, page->answer.request_id, sizeof(result->refused_id));
	reading_end(page->reading, FETCH_NOT_READABLE);
}

static const struct page_kind list_one_kind;

/* The answer to `rc` was another request for the page. */
static enum rc list_ask(struct reading *reading, enum rc rc)
{
	bool for_one = parts_are_searched(reading) || sizes_asks_for_one(reading);

	reading->kind = for_one ? &list_one_kind : &list_kind;
	return rc;
}

static enum rc list_refused(struct page *page)
{
	struct reading *reading = page->reading;
	long status = page->answer.status;

	if (status >= HTTP_BAD_REQUEST && status != HTTP_UNAUTHORIZED && pass_ends_before(page))
		return RC_OK;
	if (reading->accepted)
		return answer_fail_refused(page);
	if (sizes_may_be_refused(page))
		return list_ask(reading, sizes_after_refusal(page));
	if (status == HTTP_BAD_REQUEST && reading->request.updated_since) {
		list_want_all(page);
		return RC_OK;
	}
	if (parts_may_be_refused(page))
		return list_ask(reading, parts_after_refusal(page));
	if (status != HTTP_FORBIDDEN && status != HTTP_NOT_FOUND && status != HTTP_BAD_REQUEST)
		return answer_fail_refused(page);
	list_not_readable(page);
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
	struct reading *reading = page->reading;

	reading_date(reading);
	return list_ask(reading, parts_are_searched(reading) ? parts_after_one(page) : sizes_after_one(page));
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
