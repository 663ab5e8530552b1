/*
 * The words in which mappings/ says how resources become rows. A mapping file is constant data made of these words; it
 * holds no function. Each word expands to designated members of one structure, so that the compiler refuses a misspelled
 * word or two sources in one column. schema/check.h finds what the compiler cannot see.
 *
 * A file of mappings/ includes the words of its model, map/unified.h or map/native.h, which have these in them.
 *
 * Words that begin with EACH_ are about the thing that the row is about, the others about the record. A value that is
 * absent, null or (where the word says so) blank becomes NULL.
 */
#ifndef MAP_WORDS_H
#define MAP_WORDS_H

#include "map/mapping.h"

/* ---- the statements of a file ---- */

/*
 * TABLE(name, rows, column, column, ...)       a table of the model (map/unified.h, map/native.h)
 * MEMBERS(name, NAMED(...), ...)               the members of an OBJECT
 * VALUES(name, VALUE(...), ...)                the values of an enum, and what each becomes
 * ENDPOINT(path, type, flags, part, ...)       an endpoint: its query (jsonapi/query_words.h); mappings/endpoints.c
 *
 * COL(name, marks, meaning, source, ...) is a column. Marks are NONE, or some of PERSONAL, SPECIAL, FREE_TEXT, FILE_LINK
 * and ASSESSMENT joined by |, or ALL_MARKS. The meaning is one sentence for the reader of the table.
 */
#define ENDPOINT(path_, type_, flags_, ...)                                                                            \
	{                                                                                                              \
		.flags = flags_, .query = {.path = path_, .type = type_, .parts = {__VA_ARGS__} }                      \
	}
#define END_OF_ENDPOINTS                                                                                               \
	{                                                                                                              \
		.query.path = NULL                                                                                     \
	}

#define MEMBERS(name_, ...) static const struct column name_##_members[] = {__VA_ARGS__, END_OF_COLUMNS};
#define VALUES(name_, ...) static const struct pair name_##_values[] = {__VA_ARGS__, PAIR(NULL, NULL)};

#define COL(name_, marks_, meaning_, ...)                                                                              \
	{                                                                                                              \
		.name = name_, .marks = marks_, .meaning = meaning_, __VA_ARGS__                                       \
	}
#define NAMED(name_, ...)                                                                                              \
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

#define NONE MARK_NONE
#define PERSONAL MARK_PERSONAL
#define SPECIAL MARK_SPECIAL
#define FREE_TEXT MARK_FREE_TEXT
#define FILE_LINK MARK_LINK
#define ASSESSMENT MARK_ASSESSMENT
#define ALL_MARKS MARK_ALL

#define CHANGED_AT_COLUMN                                                                                              \
	COL("changed_at", NONE, "Time of the run that wrote this version of the row",                                  \
	    .from = {.kind = SOURCE_CHANGED_AT})
#define REMOTE_DELETED_AT_COLUMN                                                                                       \
	COL("remote_deleted_at", NONE, "Time of the run that found the row gone; NULL while it is there",              \
	    .from = {.kind = SOURCE_REMOTE_DELETED_AT})

/* ---- which rows ---- */

#define RECORDS(path_) .path = path_, .identity = OF_RECORD /* one row for each record */

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

/* An attribute of the included resource that a to-one relationship links to. */
#define REL_ATTR(relationship_, name_)                                                                                 \
	.from = {.kind = SOURCE_RELATED_ATTRIBUTE, .relationship = relationship_, .attribute = name_}

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
 * OBJECT(name): a JSON object with the members of MEMBERS(name). A blank member is null; an object of nulls is NULL.
 * LIST: an array of one source, [] if that is NULL.
 */
#define OBJECT(name_) .from = {.kind = SOURCE_OBJECT, .members = name_##_members}
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

/*
 * The record as sent, under the path of its endpoint. REMOTE_DATA_WITH: these parts of the request, by their names, are
 * always requested with it, so that it does not depend on which other tables are wanted.
 */
#define REMOTE_DATA .from = {.kind = SOURCE_RAW}
#define REMOTE_DATA_WITH(...) .from = {.kind = SOURCE_RAW, .attributes = (const char *const[]){__VA_ARGS__, NULL}}

/* ---- what the value becomes ---- */

#define AS_TIMESTAMP .as = CONVERT_TIMESTAMP
#define AS_DATE .as = CONVERT_DATE /* the day of a date or time, as written */
#define AS_NUMBER .as = CONVERT_NUMBER
#define AS_INTEGER .as = CONVERT_INTEGER /* a number without a fraction, of at most INTEGER_DIGITS_MAX digits */
#define AS_BOOLEAN .as = CONVERT_BOOLEAN
#define AS_EQUALS(text_) .as = CONVERT_EQUALS, .equals = text_
#define AS_EMAIL .as = CONVERT_EMAIL
#define AS_JSON .as = CONVERT_JSON
#define AS_ENUM(values_, fallback_) .as = CONVERT_ENUM, .pairs = values_##_values fallback_
#define OR_VERBATIM                       /* a value that is not in VALUES is not changed */
#define NOT_COMPARED .not_compared = true /* a difference here alone does not make the row a changed one */
#define ONLY_IF(attribute_, value_) .only_if = attribute_, .only_if_value = value_

#define PAIRS(...)                                                                                                     \
	(const struct pair[])                                                                                          \
	{                                                                                                              \
		__VA_ARGS__, PAIR(NULL, NULL)                                                                          \
	}

#endif
