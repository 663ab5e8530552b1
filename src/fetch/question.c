#include "fetch/question.h"

#include "fetch/page.h"
#include "fetch/report.h"
#include "jsonapi/errors.h"

static struct sv asked_id(const struct reading *reading, int number)
{
	return reading->question->ids[number - 1];
}

void question_start(struct reading *reading, const struct fetch_question *question)
{
	reading_drop_pages(reading);
	reading->question = question;
	reading->over = false;
	buf_clear(&reading->next_url);
	reading_go_to(reading, 1);
}

void question_end(struct reading *reading)
{
	reading_drop_pages(reading);
	reading->question = NULL;
	reading->over = true;
}

void question_begin(struct reading *reading)
{
	reading->known = idset_has(&reading->met, idset_of(asked_id(reading, reading->turn)));
	buf_clear(&reading->missing);
}

void question_url(struct page *page)
{
	const struct reading *reading = page->reading;

	query_record_url(reading->request.query, reading->run->config.base_url,
			 &(struct query_record){.given_up = reading->result.given_up,
						.unfiltered = page->unfiltered,
						.id = asked_id(reading, page->number)},
			 &page->url);
}

/* Also one of an array: the vendor's own example of a single record is one. What the array lacks stays open. */
bool question_is_about(const struct reading *reading, const struct resource *resource)
{
	return sv_is(resource->type, reading->request.query->type) &&
	       sv_same(resource->id, asked_id(reading, reading->turn));
}

bool question_feed_missing(struct reading *reading, struct sv bytes)
{
	size_t room = MISSING_BODY_MAX + 1 - reading->missing.n;

	buf_addsv(&reading->missing, (struct sv){bytes.p, bytes.n < room ? bytes.n : room});
	return !question_missing_too_long(reading);
}

bool question_missing_too_long(const struct reading *reading)
{
	return reading->missing.n > MISSING_BODY_MAX;
}

bool question_says_missing(const struct reading *reading)
{
	return !question_missing_too_long(reading) && errors_document(buf_sv(&reading->missing));
}

bool question_ask_unfiltered(struct page *page)
{
	struct reading *reading = page->reading;

	if (page->unfiltered || !reading->request.query->filter)
		return false;
	page_drop(page);
	page_prepare(page, reading, reading->turn);
	page->unfiltered = true;
	page_address(page);
	return true;
}

static void tell_unsettled(const struct page *page)
{
	AUTO_BUF place = {0}, answer = {0};

	report_place(page, &place);
	report_answer(page, &answer);
	report_notice(page->reading->run, "%s: %s; whether it still exists stays open", buf_text(&place),
		      buf_text(&answer));
}

/* It was not met before and is now: handed on by an attempt that broke off later, so its row is written. */
static bool came_after_all(const struct reading *reading)
{
	return !reading->known && idset_has(&reading->met, idset_of(asked_id(reading, reading->turn)));
}

/* The rest of the questions is left open, too. */
static enum rc leave_open(struct reading *reading, size_t from)
{
	const struct fetch_question *question = reading->question;

	report_notice(reading->run,
		      "%s: %d records one after the other were not shown: the other %zu are not asked for tonight",
		      reading->request.query->path, QUESTIONS_NOT_SHOWN_MAX, question->count - from);
	for (size_t place = from; place < question->count; place++)
		TRY(question->answer(question->context, place, FETCH_UNSETTLED));
	reading_drop_pages(reading);
	reading->over = true;
	return RC_OK;
}

enum rc question_not_shown(struct page *page)
{
	struct reading *reading = page->reading;
	size_t number = (size_t)reading->turn;

	reading->not_shown = true;
	TRY(question_settle(page, FETCH_UNSETTLED));
	return ++reading->not_shown_in_a_row < QUESTIONS_NOT_SHOWN_MAX || reading->over ? RC_OK
											: leave_open(reading, number);
}

enum rc question_settle(struct page *page, enum fetch_found found)
{
	struct reading *reading = page->reading;
	const struct fetch_question *question = reading->question;
	int number = reading->turn;

	if (came_after_all(reading))
		found = FETCH_FOUND;
	if (found == FETCH_UNSETTLED)
		tell_unsettled(page);
	else
		reading->not_shown_in_a_row = 0;
	reading->result.received = reading->met.count;
	/* Where it stays open for a failure of the service, there was no progress. */
	if (page->tried == 0 || found != FETCH_UNSETTLED)
		patience_page_finished(&reading->run->patience);
	TRY(question->answer(question->context, (size_t)number - 1, found));
	page_drop(page);
	if ((size_t)number == question->count)
		reading->over = true;
	else
		reading_go_to(reading, number + 1);
	return RC_OK;
}
