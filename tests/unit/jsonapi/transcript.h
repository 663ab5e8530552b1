/*
 * Reads a JSON:API document and logs the resources, one per line: section, type, id, attributes as name=value, relationships as
 * name(type:id,…), and the raw bytes if they are kept.
 */
#ifndef UNIT_JSONAPI_TRANSCRIPT_H
#define UNIT_JSONAPI_TRANSCRIPT_H

#include "base/buf.h"
#include "jsonapi/document.h"

/* What is kept of each type: see transcript_init(). */
enum { OF_RECORDS, OF_STAGES, OF_X, OF_ONE, OF_COLLECTED, TRANSCRIPT_TYPES };

struct transcript {
	struct type_names types[TRANSCRIPT_TYPES];
	struct names members; /* of attribute o of OF_COLLECTED */
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
	static const char *const collections[] = {" others=", " ending="};
	struct transcript *t = context;
	const struct type_names *names = section == SECTION_DATA
						 ? &t->types[OF_RECORDS]
						 : type_names_find(t->types, TRANSCRIPT_TYPES, resource->type);

	if (++t->resources == t->fail_at)
		return rc_fail(RC_OUTPUT, "the test's own failure");
	buf_adds(&t->log, section == SECTION_DATA ? "data " : "included ");
	buf_addsv(&t->log, resource->type);
	buf_addc(&t->log, ' ');
	buf_addsv(&t->log, resource->id);
	for (int slot = 0; slot < NAMES_MAX; slot++) {
		const struct value *value = &resource->attributes[slot];

		if ((value->kind != VALUE_ABSENT) != slot_mask_has(&resource->has_attributes, slot))
			buf_adds(&t->log, " MASK");
		if (value->kind == VALUE_ABSENT)
			continue;
		buf_addf(&t->log, " %s=", names->attributes.name[slot].p);
		transcript_value(&t->log, value);
	}
	for (int slot = 0; slot < NAMES_MAX; slot++) {
		const struct relationship *relationship = &resource->relationships[slot];

		if ((relationship->linkage != LINKAGE_ABSENT) != slot_mask_has(&resource->has_relationships, slot))
			buf_adds(&t->log, " MASK");
		if (relationship->linkage == LINKAGE_ABSENT)
			continue;
		buf_addf(&t->log, " %s", names->relationships.name[slot].p);
		transcript_relationship(&t->log, relationship);
	}
	for (unsigned i = 0; i < COLLECTIONS; i++) {
		buf_adds(&t->log, resource->collected[i].n ? collections[i] : "");
		buf_addsv(&t->log, resource->collected[i]);
	}
	if (resource->raw.n) {
		buf_adds(&t->log, " <");
		buf_addsv(&t->log, resource->raw);
		buf_addc(&t->log, '>');
	}
	buf_addc(&t->log, '\n');
	return RC_OK;
}

static inline void transcript_keep(struct type_names *names, const char *type)
{
	static const char *const attributes[] = {"a", "b", "c"};

	names->type = type;
	names->looked_up = true;
	for (size_t i = 0; i < 3; i++)
		type_names_keep(names, attributes[i]);
	names_add(&names->relationships, SV("r"));
	names_add(&names->relationships, SV("s"));
}

/*
 * Keeps the attributes a, b, c and the relationships r, s of the records, of "stages" and "x"; the attribute b of "one"; and
 * of "collected" b, c and the rest but a, the member m of the object o, and, apart, what ends with _at.
 */
static inline void transcript_init(struct transcript *t, bool keep_raw)
{
	struct document_config config = {.keep_raw = keep_raw, .resource = transcript_resource, .context = t};
	struct type_names *collected = &t->types[OF_COLLECTED];

	*t = (struct transcript){.log = {0}};
	transcript_keep(&t->types[OF_RECORDS], "jobs");
	transcript_keep(&t->types[OF_STAGES], "stages");
	transcript_keep(&t->types[OF_X], "x");
	t->types[OF_ONE].type = "one";
	t->types[OF_ONE].looked_up = true;
	type_names_keep(&t->types[OF_ONE], "b");
	*collected = (struct type_names){.type = "collected", .looked_up = true, .collects = true, .ending = "_at"};
	slot_mask_add(&collected->taken, names_add(&collected->attributes, SV("a")));
	slot_mask_add(&collected->taken, type_names_keep(collected, "b"));
	type_names_keep(collected, "c");
	names_add(&t->members, SV("m"));
	collected->members[names_add(&collected->attributes, SV("o"))] = &t->members;
	config.types = t->types;
	config.type_count = TRANSCRIPT_TYPES;
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
