#include "fetch/attempt.h"

/* The handler's own failures end the run; those of the document may be worth a retry. */
static enum rc attempt_by_handler(struct reading *reading, enum rc rc)
{
	if (rc != RC_OK)
		reading->attempt.by_handler = true;
	return rc;
}

/* If the handler cannot read an included resource, the document is at fault: no row was made of it yet. */
static enum rc attempt_by_included(struct reading *reading, enum rc rc)
{
	return rc == RC_FORMAT ? rc : attempt_by_handler(reading, rc);
}

/* Keeps the first failure, with its text. */
static void attempt_note(struct attempt *attempt, enum rc rc)
{
	if (rc == RC_OK || attempt->rc != RC_OK)
		return;
	attempt->rc = rc;
	rc_keep(&attempt->failure);
}

static void attempt_forget(struct attempt *attempt)
{
	idset_clear(&attempt->waiting);
	buf_clear(&attempt->waiting_ids);
	buf_clear(&attempt->missing);
	attempt->begun = false;
}

static void attempt_begin(struct reading *reading)
{
	const struct fetch_handler *handler = reading->handler;
	struct attempt *attempt = &reading->attempt;
	enum rc rc;

	attempt_forget(attempt);
	attempt->begun = true;
	attempt->by_handler = attempt->broken_off = attempt->found = attempt->another = false;
	attempt->rc = RC_OK;
	attempt->records = attempt->other_types = 0;
	document_begin(reading->document);
	if (!handler || !handler->begin)
		return;
	rc = handler->begin(handler->context, document_facts(reading->document));
	attempt_note(attempt, attempt_by_handler(reading, rc));
}

static enum rc attempt_pass_on(struct reading *reading, const struct resource *resource, bool *waits)
{
	const struct fetch_handler *handler = reading->handler;

	*waits = false;
	if (!handler)
		return RC_OK;
	return attempt_by_handler(reading, handler->record(handler->context, resource, waits));
}

static void attempt_keep_waiting(struct attempt *attempt, uint64_t id)
{
	idset_add(&attempt->waiting, id);
	buf_add(&attempt->waiting_ids, &id, sizeof(id));
}

/* A record of another type becomes no row, but a page full of them is not the end either. */
static void attempt_pass_over(struct reading *reading, const struct resource *resource)
{
	AUTO_BUF text = {0};

	buf_addsv(&text, resource->type);
	buf_addc(&text, '/');
	buf_addsv(&text, resource->id);
	reading->attempt.other_types++;
	if (idset_add(&reading->others, idset_of(buf_sv(&text))))
		reading->news = true;
}

static enum rc attempt_take(struct reading *reading, const struct resource *resource)
{
	struct attempt *attempt = &reading->attempt;
	struct idset *seen = reading->pass.seen;
	uint64_t id = idset_of(resource->id);
	bool waits = false;

	if (!idset_has(seen, id))
		reading->news = true;
	if (idset_has(&attempt->waiting, id))
		return RC_OK;
	if (!idset_has(&reading->seen, id)) {
		TRY(attempt_pass_on(reading, resource, &waits));
		if (waits) {
			attempt_keep_waiting(attempt, id);
			return RC_OK;
		}
		idset_add(&reading->seen, id);
		reading->accepted = true;
	}
	if (seen != &reading->seen)
		idset_add(seen, id);
	return RC_OK;
}

enum rc attempt_on_resource(void *context, enum section section, const struct resource *resource)
{
	struct reading *reading = context;
	const struct fetch_handler *handler = reading->handler;
	const struct page_kind *kind = reading->kind;

	patience_moved(&reading->run->patience);
	if (section == SECTION_INCLUDED) {
		if (!handler || !handler->included)
			return RC_OK;
		return attempt_by_included(reading, handler->included(handler->context, resource));
	}
	if (++reading->attempt.records > PAGE_RECORDS_MAX)
		return rc_fail(RC_FORMAT, "more than %d records on one page", PAGE_RECORDS_MAX);
	if (kind->wants && !kind->wants(reading, resource)) {
		reading->attempt.another |= sv_is(resource->type, reading->request.query->type);
		return RC_OK;
	}
	reading->attempt.found = true;
	if (sv_is(resource->type, reading->request.query->type))
		return attempt_take(reading, resource);
	attempt_pass_over(reading, resource);
	return RC_OK;
}

bool attempt_feed(struct reading *reading, struct sv bytes)
{
	struct attempt *attempt = &reading->attempt;
	struct patience *patience = &reading->run->patience;
	int64_t began_at = patience_now(patience);

	if (!attempt->begun)
		attempt_begin(reading);
	if (attempt->rc == RC_OK)
		attempt_note(attempt, document_feed(reading->document, bytes));
	patience_worked(patience, began_at);
	return attempt->rc == RC_OK;
}

bool attempt_feed_missing(struct reading *reading, struct sv bytes)
{
	struct buf *missing = &reading->attempt.missing;
	size_t room = MISSING_BODY_MAX + 1 - missing->n;

	buf_addsv(missing, (struct sv){bytes.p, bytes.n < room ? bytes.n : room});
	return attempt_missing_fits(reading);
}

bool attempt_missing_fits(const struct reading *reading)
{
	return reading->attempt.missing.n <= MISSING_BODY_MAX;
}

bool attempt_failed(const struct reading *reading)
{
	return reading->attempt.begun && reading->attempt.rc != RC_OK;
}

/* The page ended whole: the records that waited now count as seen. */
static void attempt_see_waiting(struct reading *reading)
{
	const struct buf *ids = &reading->attempt.waiting_ids;

	for (size_t at = 0; at < ids->n; at += sizeof(uint64_t)) {
		uint64_t id;

		memcpy(&id, ids->p + at, sizeof(id));
		idset_add(&reading->seen, id);
		idset_add(reading->pass.seen, id);
	}
}

enum rc attempt_abandon(struct reading *reading)
{
	const struct fetch_handler *handler = reading->handler;
	bool begun = reading->attempt.begun;

	attempt_forget(&reading->attempt);
	return begun && handler && handler->end ? handler->end(handler->context, false) : RC_OK;
}

static enum rc attempt_end_whole(struct reading *reading)
{
	const struct fetch_handler *handler = reading->handler;
	bool whole = !reading->kind->wants || reading->attempt.found;

	if (handler && handler->end)
		TRY(attempt_by_handler(reading, handler->end(handler->context, whole)));
	attempt_see_waiting(reading);
	return RC_OK;
}

/* If the handler cannot even drop what waited, that failure counts instead of the document's. */
static void attempt_drop(struct reading *reading)
{
	enum rc rc = attempt_by_handler(reading, attempt_abandon(reading));

	if (rc != RC_OK)
		reading->attempt.rc = RC_OK;
	attempt_note(&reading->attempt, rc);
}

enum rc attempt_finish(struct reading *reading)
{
	struct attempt *attempt = &reading->attempt;
	struct patience *patience = &reading->run->patience;
	int64_t began_at = patience_now(patience);

	if (!attempt->begun)
		attempt_begin(reading);
	if (attempt->rc == RC_OK) {
		attempt_note(attempt, document_finish(reading->document));
		attempt->broken_off = attempt->rc != RC_OK && document_broken_off(reading->document);
	}
	if (attempt->rc == RC_OK)
		attempt_note(attempt, attempt_end_whole(reading));
	if (attempt->rc == RC_OK)
		attempt_forget(attempt);
	else if (!attempt->by_handler)
		attempt_drop(reading);
	patience_worked(patience, began_at);
	return attempt->rc;
}

void attempt_release(struct attempt *attempt)
{
	idset_release(&attempt->waiting);
	buf_release(&attempt->waiting_ids);
	buf_release(&attempt->missing);
}
