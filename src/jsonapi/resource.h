/*
 * A resource object of JSON:API, as far as it is used: attributes and relationships by slot (jsonapi/names.h).
 * Everything in it is borrowed from its builder. Limits: below.
 */
#ifndef JSONAPI_RESOURCE_H
#define JSONAPI_RESOURCE_H

#include "json/parser.h"
#include "jsonapi/names.h"

#define RESOURCE_ID_MAX 64           /* digits of an id */
#define LINKAGE_MAX ((size_t)100000) /* identifiers in one relationship */

enum value_kind {
	VALUE_ABSENT = 0, /* the attribute was not sent */
	VALUE_NULL,
	VALUE_FALSE,
	VALUE_TRUE,
	VALUE_NUMBER, /* text = as spelled */
	VALUE_STRING, /* text = decoded, UTF-8 */
	VALUE_JSON,   /* an object or array; text = compact JSON, strings escaped as json/escape.h does */
};

/* Of a value that is neither an object nor an array. */
static inline enum value_kind value_kind_of(enum json_event event)
{
	static const enum value_kind kinds[] = {
		[JSON_NULL] = VALUE_NULL,     [JSON_FALSE] = VALUE_FALSE,   [JSON_TRUE] = VALUE_TRUE,
		[JSON_NUMBER] = VALUE_NUMBER, [JSON_STRING] = VALUE_STRING,
	};

	return kinds[event];
}

struct value {
	enum value_kind kind;
	struct sv text;
};

struct identifier {
	struct sv type, id; /* type is empty if the service left it out */
};

enum linkage {
	LINKAGE_ABSENT = 0, /* no such relationship, or one without `data`: nothing is known */
	LINKAGE_ONE,        /* data is null (count 0) or an object (count 1) */
	LINKAGE_MANY,       /* data is an array */
};

struct relationship {
	enum linkage linkage;
	size_t count;
	const struct identifier *ids;
};

/* Attributes without a slot of their own that are kept all the same (jsonapi/type_names.h). Null ones are left out. */
enum collection { COLLECTED_OTHERS, COLLECTED_ENDING, COLLECTIONS };

struct resource {
	struct sv type, id;
	struct value attributes[NAMES_MAX];
	struct relationship relationships[NAMES_MAX];
	struct slot_mask has_attributes, has_relationships; /* those that are not ABSENT */
	struct sv collected[COLLECTIONS];                   /* compact JSON objects; empty if there is nothing */
	struct sv raw;                                      /* as sent, without white space; empty if not kept */
};

/* Makes everything absent. A zero-initialized resource is clear. */
void resource_clear(struct resource *resource);
void resource_clear_attributes(struct resource *resource);
void resource_clear_relationships(struct resource *resource);

#endif
