#include "fetch/lookup.h"

#include "fetch/again.h"
#include "fetch/answer.h"
#include "fetch/attempt.h"
#include "fetch/page.h"
#include "fetch/reading.h"
#include "fetch/report.h"
#include "json/parser.h"
#include "net/http_status.h"

static struct sv lookup_id(const struct reading *reading, int number)
{
	return reading->lookups.lookup->ids[number - 1];
}

static void lookup_add_url(const struct page *page, struct buf *url)
{
	const struct reading *reading = page->reading;

	query_record_url(reading->request.query, reading->run->config.base_url,
			 &(struct query_record){.parts = reading->request.parts & ~reading->result.given_up,
						.unfiltered = page->unfiltered,
						.id = lookup_id(reading, page->number)},
			 url);
}

/* "/jobs/17" */
static void lookup_add_place(const struct page *page, struct buf *text)
{
	buf_addf(text, "%s/", page->reading->request.query->path);
	buf_addsv(text, lookup_id(page->reading, page->number));
}

static int lookup_last(const struct reading *reading)
{
	return (int)reading->lookups.lookup->count;
}

/* The record may be one of an array, as in the vendor's own example. An array without it proves nothing. */
static bool lookup_wants(const struct reading *reading, const struct resource *resource)
{
	return sv_is(resource->type, reading->request.query->type) &&
	       sv_same(resource->id, lookup_id(reading, reading->turn));
}

/* Nothing is passed on for a record that is known already, not even what is included with it. */
static void lookup_go_to(struct reading *reading, int number)
{
	bool known = idset_has(&reading->seen, idset_of(lookup_id(reading, number)));

	reading->lookups.known = known;
	reading->handler = known ? NULL : &reading->request.handler;
	reading_go_to(reading, number);
}

static void lookup_notice_unsettled(const struct page *page)
{
	AUTO_BUF place = {0}, answer = {0};

	lookup_add_place(page, &place);
	report_answer(page, &answer);
	report_notice(page->reading->run, "%s: %s; it is unknown whether the record still exists", buf_text(&place),
		      buf_text(&answer));
}

/* It was passed on by an attempt that was cut off later, so its row is written. */
static bool lookup_was_passed_on(const struct reading *reading)
{
	return !reading->lookups.known && idset_has(&reading->seen, idset_of(lookup_id(reading, reading->turn)));
}

static void lookup_notice_answer(struct page *page, enum fetch_found found)
{
	struct reading *reading = page->reading;

	if (found == FETCH_UNSETTLED)
		lookup_notice_unsettled(page);
	else
		reading->lookups.failed_in_a_row = 0;
	/* A lookup that stays unsettled because the service failed is no progress. */
	if (page->tried == 0 || found != FETCH_UNSETTLED)
		patience_page_finished(&reading->run->patience);
}

/* Reports the answer. The next lookup follows, or the end. */
static enum rc lookup_settle(struct page *page, enum fetch_found found)
{
	struct reading *reading = page->reading;
	const struct fetch_lookup *lookup = reading->lookups.lookup;
	int number = reading->turn;

	if (lookup_was_passed_on(reading))
		found = FETCH_FOUND;
	lookup_notice_answer(page, found);
	reading->result.received = reading->seen.count;
	TRY(lookup->answer(lookup->context, (size_t)number - 1, found));
	page_drop(page);
	if ((size_t)number == lookup->count)
		reading->over = true;
	else
		lookup_go_to(reading, number + 1);
	return RC_OK;
}

/* The service answers with the record into which it was merged. More than one record may be a list that ignores the id. */
static bool lookup_was_merged(const struct reading *reading)
{
	return reading->attempt.another && reading->attempt.records == 1;
}

static enum rc lookup_whole(struct page *page)
{
	struct reading *reading = page->reading;

	if (!reading->attempt.found)
		return lookup_settle(page, lookup_was_merged(reading) ? FETCH_GONE : FETCH_UNSETTLED);
	if (!reading->lookups.known)
		reading_count_oddities(reading, document_facts(reading->document));
	return lookup_settle(page, FETCH_FOUND);
}

static enum rc lookup_unreadable(struct page *page)
{
	return lookup_settle(page, FETCH_UNSETTLED);
}

static bool lookup_repeat_unfiltered(struct page *page)
{
	const struct fetch_request *request = &page->reading->request;

	if (page->unfiltered || !(query_parts_of_kind(request->query, QUERY_FILTER) & request->parts))
		return false;
	page_drop(page);
	page_prepare(page, page->number);
	page->unfiltered = true;
	page_address(page);
	return true;
}

/* The first event says what the document is. */
static enum rc lookup_on_json(void *context, enum json_event event, struct sv text)
{
	enum json_event *first = context;

	(void)text;
	if (*first == JSON_NULL)
		*first = event;
	return RC_OK;
}

/* A number or a word may be plain text. */
static bool lookup_is_json(struct sv body)
{
	enum json_event first = JSON_NULL;

	return json_read(body, lookup_on_json, &first) == RC_OK && json_opens(first);
}

/* Only a 404 or 410 in JSON says that a record is gone: any machine on the way may answer 404. */
static enum rc lookup_refused(struct page *page)
{
	const struct reading *reading = page->reading;
	long status = page->answer.status;
	bool gone = (status == HTTP_NOT_FOUND || status == HTTP_GONE) && attempt_missing_fits(reading) &&
		    lookup_is_json(buf_sv(&reading->attempt.missing));

	if (status == HTTP_UNAUTHORIZED)
		return answer_fail_refused(page);
	if (status == HTTP_BAD_REQUEST && lookup_repeat_unfiltered(page))
		return RC_OK;
	return lookup_settle(page, gone ? FETCH_GONE : FETCH_UNSETTLED);
}

/* The remaining lookups stay unsettled as well. */
static enum rc lookup_skip_rest(struct reading *reading, size_t from)
{
	const struct fetch_lookup *lookup = reading->lookups.lookup;

	report_notice(reading->run, "%s: %d lookups in a row failed; skipping the remaining %zu in this run",
		      reading->request.query->path, LOOKUPS_FAILED_MAX, lookup->count - from);
	for (size_t place = from; place < lookup->count; place++)
		TRY(lookup->answer(lookup->context, place, FETCH_UNSETTLED));
	reading_drop_pages(reading);
	reading->over = true;
	return RC_OK;
}

/* One record that the service cannot show must not end every run. A 503 does not mean a single record. */
static bool lookup_fails_on_record(const struct net_answer *answer)
{
	return answer->timed_out || (answer->status >= HTTP_SERVER_ERROR && answer->status != HTTP_UNAVAILABLE);
}

/* If one lookup failed before, or it takes a time-out to see that, many tries each would take too long. */
static unsigned lookup_tries(const struct page *page)
{
	bool hopeless = page->answer.timed_out || page->reading->lookups.failed;
	unsigned all = again_tries(page);

	return hopeless && lookup_fails_on_record(&page->answer) && all > LOOKUP_TRIES ? LOOKUP_TRIES : all;
}

static enum rc lookup_failed(struct page *page)
{
	struct reading *reading = page->reading;
	struct lookups *lookups = &reading->lookups;
	size_t next = (size_t)page->number;

	if (page->tried < lookup_tries(page))
		return again_ask(page, lookup_tries(page));
	if (!lookup_fails_on_record(&page->answer))
		return again_give_up(page);
	lookups->failed = true;
	TRY(lookup_settle(page, FETCH_UNSETTLED));
	if (++lookups->failed_in_a_row < LOOKUPS_FAILED_MAX || reading->over)
		return RC_OK;
	return lookup_skip_rest(reading, next);
}

static const struct page_kind lookup_kind = {
	.add_url = lookup_add_url,
	.add_place = lookup_add_place,
	.last = lookup_last,
	.wants = lookup_wants,
	.reads_missing = true,
	.whole = lookup_whole,
	.unreadable = lookup_unreadable,
	.refused = lookup_refused,
	.failed = lookup_failed,
};

void lookup_start(struct reading *reading, const struct fetch_lookup *lookup)
{
	reading_drop_pages(reading);
	reading->kind = &lookup_kind;
	reading->lookups.lookup = lookup;
	reading->over = false;
	lookup_go_to(reading, 1);
}

void lookup_end(struct reading *reading)
{
	reading_drop_pages(reading);
	reading->lookups.lookup = NULL;
	reading->handler = &reading->request.handler;
	reading->over = true;
}
