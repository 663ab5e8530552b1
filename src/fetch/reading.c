#include "fetch/reading.h"

#include "base/mem.h"
#include "fetch/attempt.h"
#include "fetch/page.h"

enum { PROBE_SIZE = 1 };

static const struct type_names nothing;

static int reading_size(const struct run *run, const struct fetch_request *request)
{
	int most = request->refused ? request->refused->page_size : 0;

	if (request->probe)
		return PROBE_SIZE;
	return most > 0 && most < run->config.page_size ? most : run->config.page_size;
}

void reading_set_size(struct reading *reading, int size)
{
	reading->size = reading->result.page_size = size;
}

struct reading *reading_new(struct run *run, const struct fetch_request *request, const struct page_kind *kind)
{
	struct reading *reading = mem_zero(1, sizeof(*reading));
	struct document_config config = {
		.types = request->type_count ? request->types : &nothing,
		.type_count = request->type_count ? request->type_count : 1,
		.keep_raw = request->keep_raw,
		.resource = attempt_on_resource,
		.context = reading,
	};

	reading->run = run;
	reading->kind = kind;
	reading->request = *request;
	reading->handler = request->probe ? NULL : &reading->request.handler;
	reading_set_size(reading, reading_size(run, request));
	if (request->refused)
		reading->result.given_up =
			forms_with_dependents(request->query, request->parts, request->refused->parts);
	reading->result.refused_as_before = true;
	reading->document = document_new(&config);
	reading->result.announced = -1;
	reading->result.read_whole = !request->updated_since;
	reading->to_begin = true;
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		reading->pages[i].reading = reading;
	return reading;
}

void reading_free(struct reading *reading)
{
	reading_drop_pages(reading);
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		buf_release(&reading->pages[i].url);
	document_free(reading->document);
	attempt_release(&reading->attempt);
	idset_release(&reading->seen);
	idset_release(&reading->seen_again);
	idset_release(&reading->others);
	buf_release(&reading->next_url);
	mem_free(reading);
}

void reading_drop_pages(struct reading *reading)
{
	for (unsigned i = 0; i < PAGES_AHEAD_MAX; i++)
		page_drop(&reading->pages[i]);
}

void reading_go_to(struct reading *reading, int number)
{
	struct page *page = page_at(reading, number);

	reading->turn = number;
	reading->news = false;
	buf_clear(&reading->attempt.missing);
	if (page->state == PAGE_FREE)
		page_prepare(page, number);
}

void reading_begin_pass(struct reading *reading, int number)
{
	const struct clock *clock = reading->run->config.clock;
	struct fetch_result *result = &reading->result;

	reading_drop_pages(reading);
	reading->to_begin = reading->over = false;
	result->passes++;
	result->read_at_ms = clock->now_ms(clock->context);
	if (result->passes == 1)
		result->began_at_ms = result->read_at_ms;
	reading->pass = (struct pass){
		.number = number,
		.seen = result->passes == 1 ? &reading->seen : &reading->seen_again,
		.first_total = -1,
	};
	idset_clear(&reading->seen_again);
	idset_clear(&reading->others);
	buf_clear(&reading->next_url);
	reading_go_to(reading, 1);
}

void reading_again(struct reading *reading)
{
	reading->to_begin = true;
	reading->request.updated_since = NULL;
	reading->result.read_whole = true;
}

void reading_end(struct reading *reading, enum fetch_status status)
{
	reading_drop_pages(reading);
	reading->result.status = status;
	reading->over = true;
}

void reading_want_all(struct reading *reading)
{
	struct page *page = page_in_turn(reading);

	reading->request.updated_since = NULL;
	reading->result.read_whole = true;
	reading->sizing.same_form = false;
	page_drop(page);
	page_prepare(page, reading->turn);
}

void reading_disbelieve(struct reading *reading)
{
	reading->request.refused = NULL;
	reading->result.refused_as_before = false;
}

void reading_forget_refused(struct reading *reading)
{
	struct page *page = page_in_turn(reading);

	reading->outdated = false;
	reading_disbelieve(reading);
	reading->result.given_up = 0;
	reading_set_size(reading, reading_size(reading->run, &reading->request));
	page_drop(page);
	page_prepare(page, reading->turn);
}

void reading_date(struct reading *reading)
{
	struct fetch_result *result = &reading->result;
	const struct page *page = page_in_turn(reading);
	struct run *run = reading->run;
	int64_t date_ms = page->answer.date_ms;

	if (page->answer.version[0])
		memcpy(result->version, page->answer.version, sizeof(result->version));
	if (!run->date_known && date_ms >= 0 && page->arriving) {
		run->date = page->arrived;
		run->date.service_ms = date_ms;
		run->date_known = true;
	}
	if (!reading->pass.dated && date_ms >= 0)
		result->read_at_ms = date_ms;
	if (!reading->pass.dated && result->passes == 1)
		result->began_at_ms = result->read_at_ms;
	reading->pass.dated = true;
}

void reading_count_oddities(struct reading *reading, const struct document_facts *facts)
{
	struct fetch_result *result = &reading->result;

	result->replaced += facts->replaced;
	result->duplicate_names += facts->duplicate_names;
	result->other_types += reading->attempt.other_types;
}

/* Whether a page ahead may be requested now, for the first time or again. */
static bool reading_is_due(struct reading *reading, struct page *page, int number, int64_t *wait_ms)
{
	int64_t wait = page->due - patience_now(&reading->run->patience);

	if (page->state == PAGE_FREE) {
		page_prepare(page, number);
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
	int last = reading->over ? 0 : reading->kind->last(reading);

	for (int number = reading->turn + 1; number <= last && number - reading->turn < PAGES_AHEAD_MAX; number++) {
		struct page *page = page_at(reading, number);

		if (reading_is_due(reading, page, number, wait_ms))
			return page;
	}
	return NULL;
}
