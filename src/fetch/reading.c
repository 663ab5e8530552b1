#include "fetch/reading.h"

#include "base/mem.h"
#include "fetch/again.h"
#include "fetch/answer.h"
#include "fetch/attempt.h"
#include "fetch/page.h"
#include "fetch/question.h"
#include "fetch/report.h"
#include "net/url.h"

enum { PROBE_SIZE = 1 };

static const struct names no_names;

static int size_of_pages(const struct run *run, const struct fetch_request *request)
{
	if (request->query->page_size)
		return request->query->page_size;
	return request->probe ? PROBE_SIZE : run->config.page_size;
}

struct reading *reading_new(struct run *run, const struct fetch_request *request)
{
	struct reading *reading = mem_zero(1, sizeof(*reading));
	struct document_config config = {
		.attributes = request->attributes ? request->attributes : &no_names,
		.relationships = request->relationships ? request->relationships : &no_names,
		.keep_raw = request->keep_raw,
		.resource = attempt_on_resource,
		.context = reading,
	};

	reading->run = run;
	reading->request = *request;
	reading->size = size_of_pages(run, request);
	reading->document = document_new(&config);
	reading->total = reading->result.announced = -1;
	reading->result.read_whole = !request->updated_since;
	reading->to_begin = true;
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		reading->pages[i].reading = reading;
	return reading;
}

void reading_free(struct reading *reading)
{
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++) {
		page_drop(&reading->pages[i]);
		buf_release(&reading->pages[i].url);
	}
	document_free(reading->document);
	attempt_release(&reading->attempt);
	idset_release(&reading->met);
	idset_release(&reading->met_again);
	idset_release(&reading->others);
	idset_release(&reading->page_ids);
	buf_release(&reading->next_url);
	buf_release(&reading->missing);
	mem_free(reading);
}

struct idset *reading_met(struct reading *reading)
{
	return reading->result.passes > 1 ? &reading->met_again : &reading->met;
}

static struct page *page_at(struct reading *reading, int number)
{
	return &reading->pages[number % PAGES_AHEAD_MAX];
}

struct page *reading_page(struct reading *reading)
{
	return page_at(reading, reading->turn);
}

void reading_drop_pages(struct reading *reading)
{
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		page_drop(&reading->pages[i]);
}

void reading_go_to(struct reading *reading, int number)
{
	struct page *page;

	reading->turn = number;
	idset_clear(&reading->page_ids);
	if (reading->question)
		question_begin(reading);
	page = reading_page(reading);
	if (page->state == PAGE_FREE)
		page_prepare(page, reading, number);
}

void reading_begin(struct reading *reading)
{
	const struct clock *clock = reading->run->config.clock;

	reading_drop_pages(reading);
	reading->to_begin = reading->over = false;
	reading->result.passes++;
	reading->result.read_at_ms = clock->now_ms(clock->context);
	if (reading->result.passes == 1)
		reading->result.began_at_ms = reading->result.read_at_ms;
	reading->dated = reading->linked = reading->total_changed = false;
	reading->first_total = -1;
	reading->covered = 0;
	idset_clear(&reading->met_again);
	idset_clear(&reading->others);
	buf_clear(&reading->next_url);
	reading_go_to(reading, 1);
}

void reading_again(struct reading *reading)
{
	reading->to_begin = true;
	reading->passes_before = reading->result.passes;
	reading->request.updated_since = NULL;
	reading->result.read_whole = true;
}

void reading_end(struct reading *reading, enum fetch_status status)
{
	reading_drop_pages(reading);
	reading->result.status = status;
	reading->over = true;
}

bool reading_at_first_answer(const struct reading *reading)
{
	return !reading->form_known;
}

void reading_give_up(struct reading *reading, unsigned given_up)
{
	reading->result.given_up = given_up;
	page_drop(reading_page(reading));
	page_prepare(reading_page(reading), reading, reading->turn);
}

void reading_whole(struct reading *reading)
{
	reading->request.updated_since = NULL;
	reading->result.read_whole = true;
	reading_give_up(reading, 0);
}

static void note_total(struct reading *reading, int64_t total)
{
	if (total < 0)
		return;
	if (reading->first_total < 0)
		reading->first_total = total;
	if (total != reading->first_total)
		reading->total_changed = true;
	reading->total = reading->result.announced = total;
}

/* Of all pages, of each pass: rows of each may stand in the files. */
static void count_oddities(struct reading *reading, const struct document_facts *facts)
{
	struct fetch_result *result = &reading->result;

	result->replaced += facts->replaced;
	result->duplicate_names += facts->duplicate_names;
	result->other_types += reading->attempt.other_types;
}

void reading_date(struct reading *reading)
{
	struct fetch_result *result = &reading->result;
	int64_t date_ms = reading_page(reading)->answer.date_ms;

	if (!reading->dated && date_ms >= 0)
		result->read_at_ms = date_ms;
	if (!reading->dated && result->passes == 1)
		result->began_at_ms = result->read_at_ms;
	reading->dated = true;
}

static void count_page(struct reading *reading, const struct document_facts *facts)
{
	struct fetch_result *result = &reading->result;
	const struct fetch_config *config = &reading->run->config;

	reading->form_known = true;
	reading_date(reading);
	if (reading->turn == 1)
		reading->page_records = facts->records;
	note_total(reading, facts->total);
	result->received = reading->met.count;
	result->pages++;
	count_oddities(reading, facts);
	patience_page_finished(&reading->run->patience);
	if (config->page)
		config->page(config->context, reading->request.query->path, result->received, result->announced);
}

static bool has_reached_total(struct reading *reading)
{
	return reading->first_total >= 0 && reading_met(reading)->count >= (uint64_t)reading->total;
}

/* The end rule of the contract (section 4). From the second page on, short is what is shorter than the first one was. */
static bool is_last(struct reading *reading, const struct document_facts *facts)
{
	uint64_t full = reading->turn == 1 ? (uint64_t)reading->size : reading_page_records(reading);
	bool stands_still = reading->attempt.news == 0 && (int64_t)reading->turn * reading->size > reading->covered;
	bool ends = facts->records < full || (reading->linked && facts->next.n == 0);

	return facts->records == 0 || stands_still || (ends && has_reached_total(reading));
}

/*
 * A pass agrees with itself: one total, and as many records met in this very pass. Those met in earlier passes do not
 * count, or a record deleted since then would keep an account that is quiet by now from ever agreeing.
 */
static bool has_drifted(struct reading *reading)
{
	return reading->first_total >= 0 &&
	       (reading->total_changed || reading_met(reading)->count != (uint64_t)reading->total);
}

static void end_pass(struct reading *reading)
{
	struct fetch_result *result = &reading->result;
	bool drifted = !reading->request.probe && has_drifted(reading);
	uint64_t pass = result->passes - reading->passes_before;

	if (!drifted || pass == FETCH_PASSES_MAX) {
		reading_end(reading, drifted ? FETCH_DRIFTED : FETCH_COMPLETE);
		return;
	}
	report_again(reading, pass + 1);
	reading_begin(reading);
}

bool reading_past_end(struct reading *reading)
{
	if (reading->turn == 1 || !(has_reached_total(reading) || reading->total_changed))
		return false;
	end_pass(reading);
	return true;
}

static enum rc fail_link(const struct page *page, enum rc rc)
{
	AUTO_BUF what = {0};

	buf_addf(&what, "links.next: %s", rc_text());
	return report_failure(page, rc, buf_text(&what), "report it with the request id");
}

static enum rc follow_link(struct reading *reading, struct page *page, struct sv next)
{
	enum rc rc;

	buf_clear(&reading->next_url);
	if (next.n == 0)
		return RC_OK;
	rc = url_follow(buf_text(&page->url), next, &reading->next_url);
	if (rc != RC_OK)
		return fail_link(page, rc);
	/* What was asked for by number may not be what the link leads to. */
	reading->linked = true;
	reading_drop_pages(reading);
	return RC_OK;
}

enum rc reading_page_whole(struct reading *reading)
{
	const struct document_facts *facts = document_facts(reading->document);
	struct page *page = reading_page(reading);

	if (reading->question && reading->attempt.found && !reading->known)
		count_oddities(reading, facts);
	if (reading->question)
		return question_settle(page, reading->attempt.found ? FETCH_FOUND : FETCH_UNSETTLED);
	count_page(reading, facts);
	if (reading->request.probe || is_last(reading, facts)) {
		end_pass(reading);
		return RC_OK;
	}
	if (reading->turn == PAGE_NUMBER_MAX)
		return report_failure(page, RC_FORMAT, "more pages than any account has",
				      "report it with the request id");
	TRY(follow_link(reading, page, facts->next));
	page_drop(page);
	reading_go_to(reading, reading->turn + 1);
	return RC_OK;
}

static enum rc look_ahead(struct reading *reading)
{
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		if (reading->pages[i].state == PAGE_ANSWERED && !reading->pages[i].looked_at)
			TRY(again_ahead(&reading->pages[i]));
	return RC_OK;
}

enum rc reading_work(struct reading *reading)
{
	while (!reading->over) {
		struct page *page = reading_page(reading);

		page_read_kept(page);
		if (page->state != PAGE_ANSWERED)
			return look_ahead(reading);
		TRY(answer_settle(page));
	}
	return RC_OK;
}

uint64_t reading_page_records(const struct reading *reading)
{
	uint64_t size = (uint64_t)reading->size;

	return reading->page_records < size ? reading->page_records : size;
}

/* Only pages that the announced total tells of, in pages as large as the first one really was. */
static int last_page_known(const struct reading *reading)
{
	uint64_t total = reading->first_total < 0 ? 0 : (uint64_t)reading->total;
	uint64_t records = reading_page_records(reading), pages;

	if (reading->question)
		return (int)reading->question->count;
	if (records == 0 || reading->linked)
		return 0;
	pages = total / records + (total % records ? 1 : 0);
	return pages < PAGE_NUMBER_MAX ? (int)pages : PAGE_NUMBER_MAX;
}

/* Whether a page ahead may be asked for at this moment, the first time or again. */
static bool is_due(struct reading *reading, struct page *page, int number, int64_t *wait_ms)
{
	int64_t wait = page->due - patience_now(&reading->run->patience);

	if (page->state == PAGE_FREE) {
		page_prepare(page, reading, number);
		return true;
	}
	if (page->state != PAGE_DUE)
		return false;
	if (wait > 0 && wait < *wait_ms)
		*wait_ms = wait;
	return wait <= 0;
}

struct page *reading_page_ahead(struct reading *reading, int64_t *wait_ms)
{
	int last = last_page_known(reading);

	if (reading->over)
		return NULL;
	for (int number = reading->turn + 1; number <= last && number - reading->turn < PAGES_AHEAD_MAX; number++) {
		struct page *page = page_at(reading, number);

		if (is_due(reading, page, number, wait_ms))
			return page;
	}
	return NULL;
}
