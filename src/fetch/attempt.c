#include "fetch/attempt.h"

#include "fetch/question.h"

/* Of a record that was met before nothing is handed on, not even what is included with it. */
static bool has_handler(const struct reading *reading)
{
	return !reading->request.probe && !(reading->question && reading->known);
}

/* The handler's own failures end the run; the document's may be worth another try. */
static enum rc by_handler(struct reading *reading, enum rc rc)
{
	if (rc != RC_OK)
		reading->attempt.by_handler = true;
	return rc;
}

/* What the handler cannot read of the included is the document's failure: no row has come of it yet. */
static enum rc by_included(struct reading *reading, enum rc rc)
{
	return rc == RC_FORMAT ? rc : by_handler(reading, rc);
}

/* Keeps the first failure, with its text. */
static void note(struct attempt *attempt, enum rc rc)
{
	if (rc == RC_OK || attempt->rc != RC_OK)
		return;
	attempt->rc = rc;
	memcpy(attempt->text, rc_text(), strlen(rc_text()) + 1);
}

static void forget(struct attempt *attempt)
{
	idset_clear(&attempt->waiting);
	buf_clear(&attempt->waiting_ids);
	attempt->begun = false;
}

static void begin(struct reading *reading)
{
	const struct fetch_handler *handler = &reading->request.handler;
	struct attempt *attempt = &reading->attempt;

	forget(attempt);
	attempt->begun = true;
	attempt->by_handler = attempt->broken_off = attempt->found = false;
	attempt->rc = RC_OK;
	attempt->records = attempt->news = attempt->other_types = 0;
	document_begin(reading->document);
	if (has_handler(reading) && handler->begin)
		note(attempt, by_handler(reading, handler->begin(handler->context, document_facts(reading->document))));
}

static enum rc hand_on(struct reading *reading, const struct resource *resource, bool *waits)
{
	const struct fetch_handler *handler = &reading->request.handler;

	*waits = false;
	if (!has_handler(reading))
		return RC_OK;
	return by_handler(reading, handler->record(handler->context, resource, waits));
}

static void keep_waiting(struct attempt *attempt, uint64_t id)
{
	idset_add(&attempt->waiting, id);
	buf_add(&attempt->waiting_ids, &id, sizeof(id));
}

static void count_news(struct reading *reading, const struct idset *met, uint64_t number)
{
	if (!idset_has(met, number) || idset_has(&reading->page_ids, number))
		reading->attempt.news++;
}

/* A number for a record of any type. */
static uint64_t number_of(const struct resource *resource)
{
	AUTO_BUF text = {0};

	buf_addsv(&text, resource->type);
	buf_addc(&text, '/');
	buf_addsv(&text, resource->id);
	return idset_of(buf_sv(&text));
}

/* It is no row of ours, but a page full of them is not the end either. */
static void pass_over(struct reading *reading, uint64_t number)
{
	reading->attempt.other_types++;
	count_news(reading, &reading->others, number);
	if (idset_add(&reading->others, number))
		idset_add(&reading->page_ids, number);
}

static enum rc take_record(struct reading *reading, const struct resource *resource)
{
	struct attempt *attempt = &reading->attempt;
	struct idset *met = reading_met(reading);
	uint64_t id = idset_of(resource->id);
	bool first = !idset_has(met, id);
	bool waits = false;

	count_news(reading, met, id);
	if (idset_has(&attempt->waiting, id))
		return RC_OK;
	if (!idset_has(&reading->met, id)) {
		TRY(hand_on(reading, resource, &waits));
		if (waits) {
			keep_waiting(attempt, id);
			return RC_OK;
		}
		idset_add(&reading->met, id);
		reading->form_known = true;
	}
	if (first) {
		idset_add(met, id); /* on a first pass the same set as above */
		idset_add(&reading->page_ids, id);
	}
	return RC_OK;
}

enum rc attempt_on_resource(void *context, enum section section, const struct resource *resource)
{
	struct reading *reading = context;
	const struct fetch_handler *handler = &reading->request.handler;

	patience_moved(&reading->run->patience);
	if (section == SECTION_INCLUDED) {
		if (!has_handler(reading) || !handler->included)
			return RC_OK;
		return by_included(reading, handler->included(handler->context, resource));
	}
	if (++reading->attempt.records > PAGE_RECORDS_MAX)
		return rc_fail(RC_FORMAT, "more than %d records on one page", PAGE_RECORDS_MAX);
	if (reading->question && !question_is_about(reading, resource))
		return RC_OK;
	reading->attempt.found = true;
	if (!sv_is(resource->type, reading->request.query->type)) {
		pass_over(reading, number_of(resource));
		return RC_OK;
	}
	return take_record(reading, resource);
}

bool attempt_feed(struct reading *reading, struct sv bytes)
{
	struct attempt *attempt = &reading->attempt;
	struct patience *patience = &reading->run->patience;
	int64_t began_at = patience_now(patience);

	if (!attempt->begun)
		begin(reading);
	if (attempt->rc == RC_OK)
		note(attempt, document_feed(reading->document, bytes));
	patience_worked(patience, began_at);
	return attempt->rc == RC_OK;
}

bool attempt_failed(const struct reading *reading)
{
	return reading->attempt.begun && reading->attempt.rc != RC_OK;
}

/* The page ended whole: what waited counts as met. */
static void meet_waiting(struct reading *reading)
{
	const struct buf *ids = &reading->attempt.waiting_ids;

	for (size_t at = 0; at < ids->n; at += sizeof(uint64_t)) {
		uint64_t id;

		memcpy(&id, ids->p + at, sizeof(id));
		idset_add(&reading->met, id);
		idset_add(reading_met(reading), id);
	}
}

enum rc attempt_abandon(struct reading *reading)
{
	const struct fetch_handler *handler = &reading->request.handler;
	bool begun = reading->attempt.begun;

	forget(&reading->attempt);
	return begun && has_handler(reading) && handler->end ? handler->end(handler->context, false) : RC_OK;
}

static enum rc end_whole(struct reading *reading)
{
	const struct fetch_handler *handler = &reading->request.handler;

	if (has_handler(reading) && handler->end)
		TRY(by_handler(reading, handler->end(handler->context, !reading->question || reading->attempt.found)));
	meet_waiting(reading);
	return RC_OK;
}

/* A handler that cannot even drop what waited weighs more than the document's failure. */
static void drop(struct reading *reading)
{
	enum rc rc = by_handler(reading, attempt_abandon(reading));

	if (rc != RC_OK)
		reading->attempt.rc = RC_OK;
	note(&reading->attempt, rc);
}

enum rc attempt_finish(struct reading *reading)
{
	struct attempt *attempt = &reading->attempt;
	struct patience *patience = &reading->run->patience;
	int64_t began_at = patience_now(patience);

	if (!attempt->begun)
		begin(reading);
	if (attempt->rc == RC_OK) {
		note(attempt, document_finish(reading->document));
		attempt->broken_off = attempt->rc != RC_OK && document_broken_off(reading->document);
	}
	if (attempt->rc == RC_OK)
		note(attempt, end_whole(reading));
	if (attempt->rc == RC_OK)
		forget(attempt);
	else if (!attempt->by_handler)
		drop(reading);
	patience_worked(patience, began_at);
	return attempt->rc;
}

void attempt_release(struct attempt *attempt)
{
	idset_release(&attempt->waiting);
	buf_release(&attempt->waiting_ids);
}
