#include "jsonapi/document.h"

#include "base/decimal.h"
#include "base/mem.h"
#include "jsonapi/assemble.h"
#include "json/parser.h"

/* A place in the document. Each has one function for its events. */
enum document_place {
	AT_START,
	AT_TOP,
	AT_DATA,
	AT_INCLUDED,
	AT_RESOURCE,
	AT_META,
	AT_STATS,
	AT_TOTAL,
	AT_LINKS,
	AT_LINK,
	AT_END,
	PLACES,
};

enum { PLACE_DEPTH = 6 /* places inside each other; five occur */, TOTAL_DIGITS_MAX = 18 };

struct document {
	struct document_config config;
	struct json *json;
	struct assembly assembly;
	struct document_facts facts;
	struct buf next;
	enum document_place places[PLACE_DEPTH];
	unsigned depth;
	unsigned skipping;                    /* open objects and arrays inside a value that is not wanted */
	const struct document_member *member; /* the current one; NULL if it is not wanted */
	bool seen_data, seen_included, data_is_list;
	enum section section;
	uint64_t resource_from; /* offset of its opening brace */
	uint64_t bytes;
};

static enum rc document_enter(struct document *d, enum document_place place)
{
	if (d->depth + 1 == PLACE_DEPTH)
		return rc_fail(RC_INTERNAL,
			       "a document has more levels than expected; this is a defect, please report it");
	d->places[++d->depth] = place;
	return RC_OK;
}

static void document_leave(struct document *d)
{
	d->depth--;
}

/* Skips a value that is not wanted: a scalar is over at once, an object or array at its end. */
static void document_skip(struct document *d, enum json_event event)
{
	d->skipping = json_opens(event);
}

static enum rc document_begin_resource(struct document *d, enum section section)
{
	d->section = section;
	d->resource_from = json_offset(d->json) - 1;
	TRY(document_enter(d, AT_RESOURCE));
	assembly_begin(&d->assembly, section == SECTION_INCLUDED);
	if (d->config.keep_raw && section == SECTION_DATA)
		json_raw_begin(d->json, RESOURCE_MAX);
	return RC_OK;
}

/* `here`: the offset up to which it was read. */
static enum rc document_check_length(const struct document *d, uint64_t here)
{
	if (here - d->resource_from > RESOURCE_MAX)
		return rc_fail(RC_FORMAT, "a resource longer than %zu bytes", RESOURCE_MAX);
	return RC_OK;
}

static enum rc document_end_resource(struct document *d)
{
	struct resource *resource = &d->assembly.resource;

	TRY(document_check_length(d, json_offset(d->json)));
	document_leave(d);
	if (!d->data_is_list && d->section == SECTION_DATA)
		document_leave(d);
	TRY(assembly_check(&d->assembly, d->section == SECTION_DATA));
	resource->raw = d->config.keep_raw && d->section == SECTION_DATA ? json_raw_end(d->json) : SV("");
	d->facts.duplicate_names += d->assembly.duplicates;
	if (d->section == SECTION_DATA)
		d->facts.records++;
	if (!d->assembly.names)
		return RC_OK; /* of a type of which nothing is kept */
	return d->config.resource(d->config.context, d->section, resource);
}

static enum rc document_at_start(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event != JSON_OBJECT)
		return jsonapi_error("it is not an object");
	return document_enter(d, AT_TOP);
}

static enum rc document_begin_data(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (d->seen_data)
		return jsonapi_error("it has two members named `data`");
	if (event != JSON_ARRAY && event != JSON_OBJECT)
		return jsonapi_error("its `data` is neither an array nor an object");
	d->seen_data = true;
	d->facts.included_first = d->seen_included;
	d->data_is_list = event == JSON_ARRAY;
	TRY(document_enter(d, AT_DATA));
	return event == JSON_OBJECT ? document_begin_resource(d, SECTION_DATA) : RC_OK;
}

static enum rc document_begin_included(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event == JSON_NULL)
		return RC_OK;
	if (d->seen_included)
		return jsonapi_error("it has two members named `included`");
	if (event != JSON_ARRAY)
		return jsonapi_error("its `included` is not an array");
	return document_enter(d, AT_INCLUDED);
}

static enum rc document_refuse_errors(struct document *d, enum json_event event, struct sv text)
{
	(void)d;
	(void)text;
	return event == JSON_NULL ? RC_OK : rc_fail(RC_SERVICE, "the service answered 200 with a list of errors");
}

static enum rc document_at_data(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event == JSON_OBJECT)
		return document_begin_resource(d, SECTION_DATA);
	if (event != JSON_ARRAY_END)
		return jsonapi_error("its `data` holds something that is not a resource object");
	document_leave(d);
	return RC_OK;
}

static enum rc document_at_included(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event == JSON_OBJECT)
		return document_begin_resource(d, SECTION_INCLUDED);
	if (event != JSON_ARRAY_END)
		return jsonapi_error("its `included` holds something that is not a resource object");
	d->seen_included = true;
	document_leave(d);
	return RC_OK;
}

static enum rc document_at_resource(struct document *d, enum json_event event, struct sv text)
{
	bool over;

	TRY(assembly_event(&d->assembly, event, text, &over));
	return over ? document_end_resource(d) : RC_OK;
}

/* If a name occurs twice, the last one wins. */
static enum rc document_forget_total(struct document *d, enum json_event event, struct sv text)
{
	(void)event;
	(void)text;
	d->facts.total = -1;
	return RC_OK;
}

static enum rc document_forget_next(struct document *d, enum json_event event, struct sv text)
{
	(void)event;
	(void)text;
	d->facts.next = SV("");
	return RC_OK;
}

static enum rc document_keep_count(struct document *d, enum json_event event, struct sv text)
{
	uint64_t total;

	if ((event == JSON_NUMBER || event == JSON_STRING) && text.n <= TOTAL_DIGITS_MAX && decimal_whole(text, &total))
		d->facts.total = (int64_t)total;
	return RC_OK;
}

/* meta.stats.total.count is the better one. */
static enum rc document_keep_total(struct document *d, enum json_event event, struct sv text)
{
	return d->facts.total < 0 ? document_keep_count(d, event, text) : RC_OK;
}

/* Anything but text is no link. */
static enum rc document_keep_next(struct document *d, enum json_event event, struct sv text)
{
	if (text.n > LINK_MAX)
		return rc_fail(RC_FORMAT, "a link longer than %zu bytes", LINK_MAX);
	buf_clear(&d->next);
	if (event == JSON_STRING)
		buf_addsv(&d->next, text);
	d->facts.next = buf_sv(&d->next);
	return RC_OK;
}

/* The members that are read outside resources. `read` gets the value's first event; `object`: where its members are. */
static const struct document_member {
	enum document_place place;
	const char *name;
	enum rc (*read)(struct document *d, enum json_event event, struct sv text);
	enum document_place object;
} members[] = {
	{AT_TOP, "data", .read = document_begin_data},
	{AT_TOP, "included", .read = document_begin_included},
	{AT_TOP, "errors", .read = document_refuse_errors},
	{AT_TOP, "meta", .read = document_forget_total, .object = AT_META},
	{AT_META, "total", .read = document_keep_total},
	{AT_META, "stats", .object = AT_STATS},
	{AT_STATS, "total", .object = AT_TOTAL},
	{AT_TOTAL, "count", .read = document_keep_count},
	{AT_TOP, "links", .read = document_forget_next, .object = AT_LINKS},
	{AT_LINKS, "next", .read = document_keep_next, .object = AT_LINK},
	{AT_LINK, "href", .read = document_keep_next},
};

static const struct document_member *document_member_of(enum document_place place, struct sv name)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (members[i].place == place && sv_is(name, members[i].name))
			return &members[i];
	return NULL;
}

static enum rc document_end_object(struct document *d)
{
	bool top = d->places[d->depth] == AT_TOP;

	document_leave(d);
	if (top)
		d->places[d->depth] = AT_END;
	return !top || d->seen_data ? RC_OK : jsonapi_error("it has no `data`");
}

static enum rc document_at_member(struct document *d, enum json_event event, struct sv text)
{
	const struct document_member *member = d->member;
	unsigned depth = d->depth;

	if (event == JSON_OBJECT_END)
		return document_end_object(d);
	if (event == JSON_KEY) {
		d->member = document_member_of(d->places[depth], text);
		return RC_OK;
	}
	if (member && member->read)
		TRY(member->read(d, event, text));
	if (member && member->object && event == JSON_OBJECT)
		return document_enter(d, member->object);
	if (d->depth == depth)
		document_skip(d, event);
	return RC_OK;
}

static enum rc document_at_end(struct document *d, enum json_event event, struct sv text)
{
	(void)d;
	(void)event;
	(void)text;
	return jsonapi_error("extra data after its end");
}

static enum rc (*const handlers[PLACES])(struct document *, enum json_event, struct sv) = {
	[AT_START] = document_at_start,       [AT_TOP] = document_at_member,   [AT_DATA] = document_at_data,
	[AT_INCLUDED] = document_at_included, [AT_META] = document_at_member,  [AT_RESOURCE] = document_at_resource,
	[AT_STATS] = document_at_member,      [AT_TOTAL] = document_at_member, [AT_LINKS] = document_at_member,
	[AT_LINK] = document_at_member,       [AT_END] = document_at_end,
};

static enum rc document_on_event(void *context, enum json_event event, struct sv text)
{
	struct document *d = context;

	if (d->places[d->depth] == AT_RESOURCE)
		return document_at_resource(d, event, text);
	if (d->skipping == 0)
		return handlers[d->places[d->depth]](d, event, text);
	if (json_opens(event))
		d->skipping++;
	else if (json_closes(event))
		d->skipping--;
	return RC_OK;
}

struct document *document_new(const struct document_config *config)
{
	struct document *d = mem_zero(1, sizeof(*d));

	d->config = *config;
	d->json = json_new(document_on_event, d);
	assembly_init(&d->assembly, d->json, config->types, config->type_count);
	return d;
}

void document_free(struct document *d)
{
	if (!d)
		return;
	json_free(d->json);
	assembly_release(&d->assembly);
	buf_release(&d->next);
	mem_free(d);
}

void document_begin(struct document *d)
{
	json_begin(d->json);
	buf_clear(&d->next);
	d->facts = (struct document_facts){.total = -1, .next = SV("")};
	d->depth = 0;
	d->places[0] = AT_START;
	d->skipping = 0;
	d->member = NULL;
	d->seen_data = d->seen_included = d->data_is_list = false;
	d->bytes = 0;
}

enum rc document_feed(struct document *d, struct sv bytes)
{
	d->bytes += bytes.n;
	if (d->bytes > DOCUMENT_MAX)
		return rc_fail(RC_FORMAT, "an answer longer than %llu bytes", (unsigned long long)DOCUMENT_MAX);
	while (bytes.n > 0) {
		struct sv piece = {bytes.p, bytes.n < JSON_FEED ? bytes.n : JSON_FEED};

		TRY(json_feed(d->json, piece));
		/* So that no more of a resource is kept than this; the exact check is at its end. */
		if (d->places[d->depth] == AT_RESOURCE)
			TRY(document_check_length(d, json_fed(d->json)));
		bytes = sv_from(bytes, piece.n);
	}
	return RC_OK;
}

enum rc document_finish(struct document *d)
{
	TRY(json_finish(d->json));
	d->facts.replaced = json_replaced(d->json);
	return d->places[d->depth] == AT_END ? RC_OK : jsonapi_error("it is not an object");
}

const struct document_facts *document_facts(const struct document *d)
{
	return &d->facts;
}

bool document_broken_off(const struct document *d)
{
	return json_broken_off(d->json);
}
