#include "fake_fetch.h"

#include <inttypes.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/mem.h"

struct fake_reading {
	struct fetch_request request;
	const struct fake_resource *resource;
	struct fetch_result result;
	struct idset seen;
	bool finished, again;
};

struct fetch {
	struct fake_reading readings[FAKE_RESOURCES_MAX];
	unsigned count;
};

struct fake_service fake_service;

static const struct fake_resource empty;

/* Takes the next range off the list. */
static bool fake_next_range(const char **list, uint64_t *from, uint64_t *to)
{
	char *end;

	if (!*list || !**list)
		return false;
	*from = *to = strtoull(*list, &end, 10);
	if (*end == '-')
		*to = strtoull(end + 1, &end, 10);
	*list = *end ? end + 1 : end;
	return true;
}

bool fake_lists(const char *list, uint64_t id)
{
	uint64_t from, to;

	while (fake_next_range(&list, &from, &to))
		if (id >= from && id <= to)
			return true;
	return false;
}

struct fetch *fake_fetch_new(void)
{
	buf_clear(&fake_service.asked);
	fake_service.readings = 0;
	return mem_zero(1, sizeof(struct fetch));
}

void fake_fetch_free(struct fetch *fetch)
{
	for (unsigned i = 0; fetch && i < fetch->count; i++)
		idset_release(&fetch->readings[i].seen);
	mem_free(fetch);
}

unsigned fetch_add(struct fetch *fetch, const struct fetch_request *request)
{
	struct fake_reading *reading = &fetch->readings[fetch->count];

	*reading = (struct fake_reading){.request = *request, .resource = &empty};
	for (const struct fake_resource *one = fake_service.resources; one->path; one++)
		if (strcmp(one->path, request->query->path) == 0)
			reading->resource = one;
	reading->result = reading->resource->result;
	return fetch->count++;
}

static enum rc fake_on_resource(void *context, enum section section, const struct resource *resource)
{
	struct fake_reading *reading = context;
	const struct fetch_handler *handler = &reading->request.handler;
	uint64_t id = idset_of(resource->id);
	bool waits = false;

	if (section == SECTION_INCLUDED)
		return handler->included(handler->context, resource);
	if (!idset_has(&reading->seen, id))
		TRY(handler->record(handler->context, resource, &waits));
	idset_add(&reading->seen, id);
	return RC_OK;
}

static void fake_add_record(const struct fake_reading *reading, uint64_t id, struct buf *out)
{
	buf_addf(out, "{\"type\":\"%s\",\"id\":\"%" PRIu64 "\"%s}", reading->request.query->type, id,
		 reading->resource->members ? reading->resource->members : "");
}

/* Passes one document on to the handler, as a page. */
static enum rc fake_serve(struct fake_reading *reading, struct sv data)
{
	const struct fetch_handler *handler = &reading->request.handler;
	const char *included = reading->resource->included;
	struct document *document = document_new(&(struct document_config){.types = reading->request.types,
									   .type_count = reading->request.type_count,
									   .keep_raw = reading->request.keep_raw,
									   .resource = fake_on_resource,
									   .context = reading});
	AUTO_BUF text = {0};
	enum rc rc;

	buf_addf(&text, "{\"data\":[%.*s],\"included\":[%s]}", SV_ARG(data), included ? included : "");
	document_begin(document);
	rc = handler->begin(handler->context, document_facts(document));
	if (rc == RC_OK)
		rc = document_feed(document, buf_sv(&text));
	if (rc == RC_OK)
		rc = document_finish(document);
	if (rc == RC_OK)
		rc = handler->end(handler->context, true);
	document_free(document);
	return rc;
}

static enum rc fake_read(struct fake_reading *reading)
{
	const char *list = reading->again ? reading->resource->listed_again : reading->resource->listed;
	uint64_t from, to;
	AUTO_BUF data = {0};

	fake_service.readings++;
	reading->again = false;
	reading->finished = true;
	if (reading->result.status == FETCH_NOT_READABLE)
		return RC_OK;
	while (fake_next_range(&list, &from, &to))
		for (uint64_t id = from; id <= to; id++) {
			buf_adds(&data, data.n ? "," : "");
			fake_add_record(reading, id, &data);
		}
	return fake_serve(reading, buf_sv(&data));
}

enum rc fetch_run(struct fetch *fetch)
{
	for (unsigned i = 0; i < fetch->count; i++)
		if (!fetch->readings[i].finished || fetch->readings[i].again)
			TRY(fake_read(&fetch->readings[i]));
	return RC_OK;
}

const struct fetch_result *fetch_result(const struct fetch *fetch, unsigned index)
{
	return &fetch->readings[index].result;
}

void fetch_again(struct fetch *fetch, unsigned index)
{
	fetch->readings[index].again = true;
}

const struct idset *fetch_seen(const struct fetch *fetch, unsigned index)
{
	return &fetch->readings[index].seen;
}

static enum fetch_found fake_found(const struct fake_resource *resource, uint64_t id)
{
	if (fake_lists(resource->unsettled, id))
		return FETCH_UNSETTLED;
	if (fake_lists(resource->denied, id))
		return FETCH_GONE;
	return fake_lists(resource->listed, id) || fake_lists(resource->slipped, id) ? FETCH_FOUND : FETCH_GONE;
}

enum rc fetch_look_up(struct fetch *fetch, const struct fetch_lookup *lookup)
{
	struct fake_reading *reading = &fetch->readings[lookup->index];

	assert_true(reading->finished);
	for (size_t i = 0; i < lookup->count; i++) {
		uint64_t id = strtoull(lookup->ids[i].p, NULL, 10);
		enum fetch_found found = fake_found(reading->resource, id);
		AUTO_BUF data = {0};

		buf_addf(&fake_service.asked, "%s/%.*s ", reading->request.query->path, SV_ARG(lookup->ids[i]));
		fake_add_record(reading, id, &data);
		if (found == FETCH_FOUND)
			TRY(fake_serve(reading, buf_sv(&data)));
		TRY(lookup->answer(lookup->context, i, found));
	}
	return RC_OK;
}
