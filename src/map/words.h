/*
 * The words in which mappings/ says how resources become rows. A mapping file is constant data made of these words, with
 * one ENTITY; it holds no function. Each word expands to designated members of one structure, so that the compiler
 * refuses a misspelled word or two sources in one column. schema/check.h finds what the compiler cannot see.
 *
 * A record is a resource in `data`. A table has one row for each record (the default), or one row for each thing that a
 * record lists (.each). Words that begin with EACH_ are about that thing, the others about the record. A value that is
 * absent, null or (where the word says so) blank becomes NULL.
 */
#ifndef MAP_WORDS_H
#define MAP_WORDS_H

#include "jsonapi/query.h"

#define MAP_TABLES_MAX 8

enum source_kind {
	SOURCE_MISSING = 0, /* a column without a source: a defect */
	SOURCE_NOTHING,
	SOURCE_ID,
	SOURCE_REMOTE_ID,
	SOURCE_CHANGED_AT,
	SOURCE_REMOTE_DELETED_AT,
	SOURCE_RECORD_ID,
	SOURCE_EACH_ID,
	SOURCE_ATTRIBUTE,
	SOURCE_EACH_ATTRIBUTE,
	SOURCE_EACH_NAME,
	SOURCE_EACH_ROLES,
	SOURCE_INDEX,
	SOURCE_RELATED_ATTRIBUTE,
	SOURCE_RELATED_ID,
	SOURCE_RELATED_ID_IF_SENT,
	SOURCE_OLDEST,
	SOURCE_FIRST,
	SOURCE_CONSTANT,
	SOURCE_CASES,
	SOURCE_OBJECT,
	SOURCE_LIST,
	SOURCE_WHEN_LINKED,
	SOURCE_COUNTRY,
	SOURCE_PROFILES,
	SOURCE_KEYED,
	SOURCE_INTEGRATION_FIELDS,
	SOURCE_QUESTION_FORMAT,
	SOURCE_RAW,
	SOURCE_KINDS,
};

enum convert {
	CONVERT_NONE = 0, /* text unchanged, or JSON where the source makes JSON */
	CONVERT_TIMESTAMP,
	CONVERT_NUMBER,
	CONVERT_BOOLEAN,
	CONVERT_EQUALS,
	CONVERT_ENUM,
	CONVERT_EMAIL,
	CONVERT_KEY,
	CONVERT_JSON,
	CONVERTS,
};

/* One value of the service and what it becomes. `to` NULL: the vendor documents it, and it is not changed. */
struct pair {
	const char *from, *to;
};

struct source {
	enum source_kind kind;
	const char *attribute, *relationship, *constant;
	const char *const *attributes;          /* ends with NULL */
	const struct pair *pairs;               /* ends with a NULL from */
	const struct alternative *alternatives; /* ends with SOURCE_MISSING */
	const struct column *members;           /* ends with a NULL name */
};

struct alternative {
	struct source from;
};

struct column {
	const char *name;
	struct source from;
	enum convert as;
	const struct pair *pairs;            /* CONVERT_ENUM */
	const char *table;                   /* CONVERT_KEY: whose id */
	const char *equals;                  /* CONVERT_EQUALS */
	const char *only_if, *only_if_value; /* the cell is NULL unless that attribute has that value */
};

enum each_kind {
	EACH_RECORD = 0,
	EACH_TO_MANY, /* what a to-many relationship links to, in linkage order or by an attribute */
	EACH_ROLE,    /* the users of to-one relationships, each with its roles */
	EACH_TAG,     /* pairs of context and name in an attribute */
	EACH_KINDS,
};

struct each {
	enum each_kind kind;
	const char *relationship; /* EACH_TO_MANY */
	const char *by;           /* EACH_TO_MANY: attribute to sort by, or NULL */
	const char *attribute;    /* EACH_TAG */
	const struct pair *roles; /* EACH_ROLE: relationship, role */
};

/* What the remote id of a row, and so its id, is made of. */
enum identity {
	OF_RECORD = 0, /* the record's id */
	OF_EACH,       /* the thing's id: written once, however many records list it */
	OF_BOTH,       /* RECORD:THING, a link row */
};

struct table {
	const char *name;
	int order; /* in the manifest and in lists; unique over all tables; in tens, which leaves room */
	struct each each;
	enum identity identity;
	const char *included_type;    /* OF_EACH: the type of included resources; those without a link come last */
	const struct column *columns; /* ends with a NULL name */
};

struct entity {
	int order;              /* of reading */
	bool updated_at_filter; /* delta can use filter[updated_at]: output/README.md, "Modes" */
	struct query query;
	struct table tables[MAP_TABLES_MAX]; /* ends with a NULL name; the first is the one of the records */
};

/* All entities, in no particular order: generated from the file names in mappings/. */
extern const struct entity *const mappings[];
extern const size_t mappings_count;

/* ---- the statements of a file ---- */

/*
 * COLUMNS(name) = {COL(...), ..., END_OF_COLUMNS};    the columns of a table, or the members of an OBJECT
 * VALUES(name) = {VALUE(...), ..., END_OF_VALUES};    the values of an enum, and what each becomes
 * ENTITY(name) = {...};                               an endpoint: its query and its tables
 *
 * TABLE(10, users, RECORDS) is table "users" with the columns of COLUMNS(users). Other tables say .each and .identity
 * instead of RECORDS.
 */
#define COLUMNS(name_) static const struct column name_##_columns[]
#define VALUES(name_) static const struct pair name_##_values[]
#define ENTITY(name_)                                                                                                  \
	extern const struct entity entity_##name_;                                                                     \
	const struct entity entity_##name_

#define TABLE(order_, name_, ...)                                                                                      \
	{                                                                                                              \
		.order = order_, .name = #name_, .columns = name_##_columns, __VA_ARGS__                               \
	}
#define COL(name_, ...)                                                                                                \
	{                                                                                                              \
		.name = name_, __VA_ARGS__                                                                             \
	}
#define END_OF_COLUMNS                                                                                                 \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}
#define PAIR(from_, to_)                                                                                               \
	{                                                                                                              \
		from_, to_                                                                                             \
	}
#define VALUE(from_, to_) PAIR(from_, to_)
#define DOCUMENTED(value_) PAIR(value_, NULL)
#define END_OF_VALUES PAIR(NULL, NULL)

/* The first four columns of a table of records or things, and the last three of a link table. */
#define IDENTITY_COLUMNS                                                                                               \
	COL("id", .from = {.kind = SOURCE_ID}), COL("remote_id", .from = {.kind = SOURCE_REMOTE_ID}),                  \
		COL("changed_at", .from = {.kind = SOURCE_CHANGED_AT}),                                                \
		COL("remote_deleted_at", .from = {.kind = SOURCE_REMOTE_DELETED_AT})
#define LINK_COLUMNS                                                                                                   \
	COL("id", .from = {.kind = SOURCE_ID}), COL("changed_at", .from = {.kind = SOURCE_CHANGED_AT}),                \
		COL("remote_deleted_at", .from = {.kind = SOURCE_REMOTE_DELETED_AT})

/* ---- which rows ---- */

#define RECORDS .identity = OF_RECORD /* one row for each record */
#define TO_MANY(relationship_) TO_MANY_BY(relationship_, NULL)
#define TO_MANY_BY(relationship_, attribute_)                                                                          \
	{                                                                                                              \
		.kind = EACH_TO_MANY, .relationship = relationship_, .by = attribute_                                  \
	}
#define ROLES(...)                                                                                                     \
	{                                                                                                              \
		.kind = EACH_ROLE, .roles = PAIRS(__VA_ARGS__)                                                         \
	}
#define ROLE(relationship_, role_) PAIR(relationship_, role_)
#define TAGS(attribute_)                                                                                               \
	{                                                                                                              \
		.kind = EACH_TAG, .attribute = attribute_                                                              \
	}

/* ---- where a value comes from ---- */

#define NOTHING .from = {.kind = SOURCE_NOTHING}
#define ATTR(name_) .from = {.kind = SOURCE_ATTRIBUTE, .attribute = name_}
#define RECORD_ID .from = {.kind = SOURCE_RECORD_ID}
#define EACH_ID .from = {.kind = SOURCE_EACH_ID}
#define EACH_ATTR(name_) .from = {.kind = SOURCE_EACH_ATTRIBUTE, .attribute = name_}
#define EACH_TAG_NAME .from = {.kind = SOURCE_EACH_NAME}
#define EACH_ROLES .from = {.kind = SOURCE_EACH_ROLES}
#define INDEX                                                                                                          \
	.from = {.kind = SOURCE_INDEX},                                                                                \
	.as = CONVERT_NUMBER /* position of the thing among those of its record, from 0 */
#define CONSTANT(text_) .from = {.kind = SOURCE_CONSTANT, .constant = text_}

/*
 * REL_ATTR: an attribute of the included resource that a to-one relationship links to. REL_ID: the id in the linkage.
 * REL_ID_IF_SENT: the same, but the relationship need not be included.
 */
#define REL_ATTR(relationship_, name_)                                                                                 \
	.from = {.kind = SOURCE_RELATED_ATTRIBUTE, .relationship = relationship_, .attribute = name_}
#define REL_ID(relationship_) .from = {.kind = SOURCE_RELATED_ID, .relationship = relationship_}
#define REL_ID_IF_SENT(relationship_) .from = {.kind = SOURCE_RELATED_ID_IF_SENT, .relationship = relationship_}

/*
 * The first non-blank attribute of the included resources of a to-many relationship, oldest first.
 * Also reads of them: created_at.
 */
#define OLDEST(relationship_, name_) .from = {.kind = SOURCE_OLDEST, .relationship = relationship_, .attribute = name_}

/* The first alternative that is neither absent, null nor blank. */
#define FIRST(...) .from = {.kind = SOURCE_FIRST, .alternatives = (const struct alternative[]){__VA_ARGS__, {{0}}}}
#define ALT(source_)                                                                                                   \
	{                                                                                                              \
		source_                                                                                                \
	}

/* A constant by the first of the attributes that is set (neither absent, null nor blank). */
#define CASES(...) .from = {.kind = SOURCE_CASES, .pairs = PAIRS(__VA_ARGS__)}
#define CASE(attribute_, text_) PAIR(attribute_, text_)
#define OTHERWISE(text_) PAIR("", text_)

/*
 * OBJECT(name): a JSON object with the members of COLUMNS(name). A blank member is null; an object of nulls is NULL.
 * LIST: an array of one source, [] if that is NULL.
 */
#define OBJECT(name_) .from = {.kind = SOURCE_OBJECT, .members = name_##_columns}
#define LIST(source_) .from = {.kind = SOURCE_LIST, .alternatives = (const struct alternative[]){{source_}, {{0}}}}

/* The first source if the to-one relationship links to something that was included, else the second. */
#define WHEN_LINKED(relationship_, linked_, not_linked_)                                                               \
	.from = {.kind = SOURCE_WHEN_LINKED,                                                                           \
		 .relationship = relationship_,                                                                        \
		 .alternatives = (const struct alternative[]){{linked_}, {not_linked_}, {{0}}}}

/*
 * A country, as a code if one is known: output/README.md, "The twelve tables".
 * Also reads of the included resources: created_at, country, country_name, country_code.
 */
#define COUNTRY(attribute_, relationship_)                                                                             \
	.from = {.kind = SOURCE_COUNTRY, .attribute = attribute_, .relationship = relationship_}

/*
 * A list of the distinct profile links of the included resources, oldest first: output/README.md, "The twelve tables".
 * Also reads of them: created_at.
 */
#define PROFILES(relationship_, attribute_, type_)                                                                     \
	.from = {.kind = SOURCE_PROFILES, .relationship = relationship_, .attribute = attribute_, .constant = type_}

/* An object of the linked custom attributes: field_name -> value. Reads of them: field_name, value. */
#define CUSTOM_FIELDS(relationship_) .from = {.kind = SOURCE_KEYED, .relationship = relationship_}

/*
 * An array of the named attributes and of the linked custom attributes: output/README.md, "The twelve tables".
 * Reads of the custom attributes: field_name, value, and the relationship custom_field (or custom_fields).
 */
#define INTEGRATION_FIELDS(relationship_, ...)                                                                         \
	.from = {.kind = SOURCE_INTEGRATION_FIELDS,                                                                    \
		 .relationship = relationship_,                                                                        \
		 .attributes = (const char *const[]){__VA_ARGS__, NULL}}

/*
 * The format of a question by its type. The value CHOICE_OF_OPTIONS stands for the select formats.
 * Also reads of the question: multiple_choice_options, max_num_required_answer_options.
 */
#define QUESTION_FORMAT(attribute_, values_)                                                                           \
	.from = {.kind = SOURCE_QUESTION_FORMAT, .attribute = attribute_, .pairs = values_##_values}
#define CHOICE_OF_OPTIONS "options"

/* The record as sent, under the path of its endpoint. */
#define REMOTE_DATA .from = {.kind = SOURCE_RAW}

/* ---- what the value becomes ---- */

#define AS_TIMESTAMP .as = CONVERT_TIMESTAMP
#define AS_NUMBER .as = CONVERT_NUMBER
#define AS_BOOLEAN .as = CONVERT_BOOLEAN
#define AS_EQUALS(text_) .as = CONVERT_EQUALS, .equals = text_
#define AS_EMAIL .as = CONVERT_EMAIL
#define AS_KEY(table_) .as = CONVERT_KEY, .table = table_
#define AS_JSON .as = CONVERT_JSON
#define AS_ENUM(values_, fallback_) .as = CONVERT_ENUM, .pairs = values_##_values fallback_
#define OR_VERBATIM /* a value that is not in VALUES is not changed */
#define ONLY_IF(attribute_, value_) .only_if = attribute_, .only_if_value = value_

#define PAIRS(...)                                                                                                     \
	(const struct pair[])                                                                                          \
	{                                                                                                              \
		__VA_ARGS__, PAIR(NULL, NULL)                                                                          \
	}

#endif
