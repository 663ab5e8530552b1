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

enum document_member { MEMBER_OTHER, MEMBER_DATA, MEMBER_INCLUDED, MEMBER_META, MEMBER_LINKS, MEMBER_ERRORS };

enum { PLACE_DEPTH = 6 /* places inside each other; five occur */, TOTAL_DIGITS_MAX = 18 };

struct document {
	struct document_config config;
	struct json *json;
	struct assembly assembly;
	struct document_facts facts;
	struct buf next;
	enum document_place places[PLACE_DEPTH];
	unsigned depth;
	unsigned skipping; /* open objects and arrays inside a value that is not wanted */
	enum document_member member;
	bool wanted; /* the current member is the one that is wanted here */
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
	assembly_begin(&d->assembly);
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
	return d->config.resource(d->config.context, d->section, resource);
}

static enum rc document_at_start(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event != JSON_OBJECT)
		return jsonapi_error("it is not an object");
	return document_enter(d, AT_TOP);
}

static enum document_member document_member_of(struct sv name)
{
	static const struct {
		struct sv name;
		enum document_member member;
	} members[] = {
		{SV_INIT("data"), MEMBER_DATA},     {SV_INIT("included"), MEMBER_INCLUDED},
		{SV_INIT("meta"), MEMBER_META},     {SV_INIT("links"), MEMBER_LINKS},
		{SV_INIT("errors"), MEMBER_ERRORS},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (sv_same(name, members[i].name))
			return members[i].member;
	return MEMBER_OTHER;
}

static enum rc document_begin_data(struct document *d, enum json_event event)
{
	if (d->seen_data)
		return jsonapi_error("it has two members named data");
	if (event != JSON_ARRAY && event != JSON_OBJECT)
		return jsonapi_error("its data is neither an array nor an object");
	d->seen_data = true;
	d->facts.included_first = d->seen_included;
	d->data_is_list = event == JSON_ARRAY;
	TRY(document_enter(d, AT_DATA));
	return event == JSON_OBJECT ? document_begin_resource(d, SECTION_DATA) : RC_OK;
}

static enum rc document_begin_included(struct document *d, enum json_event event)
{
	if (event == JSON_NULL)
		return RC_OK;
	if (d->seen_included)
		return jsonapi_error("it has two members named included");
	if (event != JSON_ARRAY)
		return jsonapi_error("its included is not an array");
	return document_enter(d, AT_INCLUDED);
}

/* If a name occurs twice, the last one wins. */
static void document_forget_member(struct document *d)
{
	if (d->member == MEMBER_META)
		d->facts.total = -1;
	else
		d->facts.next = SV("");
}

static enum rc document_top_value(struct document *d, enum json_event event)
{
	switch (d->member) {
	case MEMBER_DATA:
		return document_begin_data(d, event);
	case MEMBER_INCLUDED:
		return document_begin_included(d, event);
	case MEMBER_ERRORS:
		if (event == JSON_NULL)
			return RC_OK;
		return rc_fail(RC_SERVICE, "the service answered 200 with a list of errors");
	case MEMBER_META:
	case MEMBER_LINKS:
		document_forget_member(d);
		if (event == JSON_OBJECT)
			return document_enter(d, d->member == MEMBER_META ? AT_META : AT_LINKS);
		document_skip(d, event);
		return RC_OK;
	default:
		document_skip(d, event);
		return RC_OK;
	}
}

static enum rc document_at_top(struct document *d, enum json_event event, struct sv text)
{
	if (event == JSON_KEY) {
		d->member = document_member_of(text);
		return RC_OK;
	}
	if (event == JSON_OBJECT_END) {
		document_leave(d);
		d->places[d->depth] = AT_END;
		return d->seen_data ? RC_OK : jsonapi_error("it has no data");
	}
	return document_top_value(d, event);
}

static enum rc document_at_data(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event == JSON_OBJECT)
		return document_begin_resource(d, SECTION_DATA);
	if (event != JSON_ARRAY_END)
		return jsonapi_error("its data holds something that is not a resource object");
	document_leave(d);
	return RC_OK;
}

static enum rc document_at_included(struct document *d, enum json_event event, struct sv text)
{
	(void)text;
	if (event == JSON_OBJECT)
		return document_begin_resource(d, SECTION_INCLUDED);
	if (event != JSON_ARRAY_END)
		return jsonapi_error("its included holds something that is not a resource object");
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

static void document_keep_total(struct document *d, enum json_event event, struct sv text)
{
	uint64_t total;

	if ((event == JSON_NUMBER || event == JSON_STRING) && text.n <= TOTAL_DIGITS_MAX && decimal_whole(text, &total))
		d->facts.total = (int64_t)total;
}

/* A key or the end of an object in which one member is wanted. */
static enum rc document_one_member(struct document *d, enum json_event event, struct sv text, const char *name)
{
	if (event == JSON_OBJECT_END)
		document_leave(d);
	else
		d->wanted = sv_is(text, name);
	return RC_OK;
}

static enum rc document_at_meta(struct document *d, enum json_event event, struct sv text)
{
	if (event == JSON_KEY) {
		d->wanted = sv_is(text, "stats");
		d->member = sv_is(text, "total") ? MEMBER_META : MEMBER_OTHER;
	} else if (event == JSON_OBJECT_END) {
		document_leave(d);
	} else if (event == JSON_OBJECT && d->wanted) {
		return document_enter(d, AT_STATS);
	} else {
		if (d->member == MEMBER_META && d->facts.total < 0)
			document_keep_total(d, event, text);
		document_skip(d, event);
	}
	return RC_OK;
}

/* meta.stats, then its `total`. */
static enum rc document_at_stats(struct document *d, enum json_event event, struct sv text)
{
	bool inner = d->places[d->depth] == AT_TOTAL;

	if (event == JSON_KEY || event == JSON_OBJECT_END)
		return document_one_member(d, event, text, inner ? "count" : "total");
	if (d->wanted && event == JSON_OBJECT && !inner)
		return document_enter(d, AT_TOTAL);
	if (d->wanted && inner)
		document_keep_total(d, event, text);
	document_skip(d, event);
	return RC_OK;
}

static enum rc document_keep_next(struct document *d, struct sv text)
{
	if (text.n > LINK_MAX)
		return rc_fail(RC_FORMAT, "a link longer than %zu bytes", LINK_MAX);
	buf_clear(&d->next);
	buf_addsv(&d->next, text);
	d->facts.next = buf_sv(&d->next);
	return RC_OK;
}

/* links, then its `next`, which is a string or an object with the string. */
static enum rc document_at_links(struct document *d, enum json_event event, struct sv text)
{
	bool inner = d->places[d->depth] == AT_LINK;

	if (event == JSON_KEY || event == JSON_OBJECT_END)
		return document_one_member(d, event, text, inner ? "href" : "next");
	if (d->wanted && event == JSON_STRING)
		return document_keep_next(d, text);
	if (d->wanted)
		document_forget_member(d);
	if (d->wanted && event == JSON_OBJECT && !inner)
		return document_enter(d, AT_LINK);
	document_skip(d, event);
	return RC_OK;
}

static enum rc document_at_end(struct document *d, enum json_event event, struct sv text)
{
	(void)d;
	(void)event;
	(void)text;
	return jsonapi_error("something follows it");
}

static enum rc (*const handlers[PLACES])(struct document *, enum json_event, struct sv) = {
	[AT_START] = document_at_start,       [AT_TOP] = document_at_top,     [AT_DATA] = document_at_data,
	[AT_INCLUDED] = document_at_included, [AT_META] = document_at_meta,   [AT_RESOURCE] = document_at_resource,
	[AT_STATS] = document_at_stats,       [AT_TOTAL] = document_at_stats, [AT_LINKS] = document_at_links,
	[AT_LINK] = document_at_links,        [AT_END] = document_at_end,
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
	assembly_init(&d->assembly, d->json, config->attributes, config->relationships);
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
	d->wanted = d->seen_data = d->seen_included = d->data_is_list = false;
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
