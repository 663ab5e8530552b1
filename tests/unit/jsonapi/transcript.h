/*
 * Reads a JSON:API document and logs the resources, one per line: section, type, id, attributes as name=value, relationships as
 * name(type:id,…), and the raw bytes if they are kept.
 */
#ifndef UNIT_JSONAPI_TRANSCRIPT_H
#define UNIT_JSONAPI_TRANSCRIPT_H

#include "base/buf.h"
#include "jsonapi/document.h"

struct transcript {
	struct names attributes, relationships;
	struct document *document;
	struct buf log;
	size_t resources, fail_at; /* the resource of this number fails; 0 = none */
};

static inline void transcript_value(struct buf *log, const struct value *value)
{
	static const char *const words[] = {
		[VALUE_NULL] = "null", [VALUE_FALSE] = "false", [VALUE_TRUE] = "true",
		[VALUE_NUMBER] = "#",  [VALUE_STRING] = "'",    [VALUE_JSON] = "",
	};

	buf_adds(log, words[value->kind]);
	buf_addsv(log, value->text);
	if (value->kind == VALUE_STRING)
		buf_addc(log, '\'');
}

static inline void transcript_relationship(struct buf *log, const struct relationship *relationship)
{
	buf_addc(log, relationship->linkage == LINKAGE_ONE ? '(' : '[');
	for (size_t i = 0; i < relationship->count; i++) {
		if (i)
			buf_addc(log, ',');
		buf_addsv(log, relationship->ids[i].type);
		buf_addc(log, ':');
		buf_addsv(log, relationship->ids[i].id);
	}
	buf_addc(log, relationship->linkage == LINKAGE_ONE ? ')' : ']');
}

static inline enum rc transcript_resource(void *context, enum section section, const struct resource *resource)
{
	struct transcript *t = context;

	if (++t->resources == t->fail_at)
		return rc_fail(RC_OUTPUT, "the test's own failure");
	buf_adds(&t->log, section == SECTION_DATA ? "data " : "included ");
	buf_addsv(&t->log, resource->type);
	buf_addc(&t->log, ' ');
	buf_addsv(&t->log, resource->id);
	for (unsigned slot = 0; slot < NAMES_MAX; slot++) {
		const struct value *value = &resource->attributes[slot];

		if ((value->kind != VALUE_ABSENT) != (resource->has_attributes >> slot & 1))
			buf_adds(&t->log, " MASK");
		if (value->kind == VALUE_ABSENT)
			continue;
		buf_addf(&t->log, " %s=", t->attributes.name[slot].p);
		transcript_value(&t->log, value);
	}
	for (unsigned slot = 0; slot < NAMES_MAX; slot++) {
		const struct relationship *relationship = &resource->relationships[slot];

		if ((relationship->linkage != LINKAGE_ABSENT) != (resource->has_relationships >> slot & 1))
			buf_adds(&t->log, " MASK");
		if (relationship->linkage == LINKAGE_ABSENT)
			continue;
		buf_addf(&t->log, " %s", t->relationships.name[slot].p);
		transcript_relationship(&t->log, relationship);
	}
	if (resource->raw.n) {
		buf_adds(&t->log, " <");
		buf_addsv(&t->log, resource->raw);
		buf_addc(&t->log, '>');
	}
	buf_addc(&t->log, '\n');
	return RC_OK;
}

/* Keeps the attributes a, b, c and the relationships r, s. */
static inline void transcript_init(struct transcript *t, bool keep_raw)
{
	struct document_config config = {.keep_raw = keep_raw, .resource = transcript_resource, .context = t};

	*t = (struct transcript){0};
	names_add(&t->attributes, SV("a"));
	names_add(&t->attributes, SV("b"));
	names_add(&t->attributes, SV("c"));
	names_add(&t->relationships, SV("r"));
	names_add(&t->relationships, SV("s"));
	config.attributes = &t->attributes;
	config.relationships = &t->relationships;
	t->document = document_new(&config);
}

static inline void transcript_begin(struct transcript *t)
{
	buf_clear(&t->log);
	t->resources = 0;
	document_begin(t->document);
}

static inline void transcript_release(struct transcript *t)
{
	document_free(t->document);
	buf_release(&t->log);
}

#endif
