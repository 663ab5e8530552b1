/*
 * The words for the unified tables: those of map/words.h, and these. Ids are derived from the service's
 * (output/README.md, "Ids"). TABLE begins with the columns id, remote_id, changed_at and remote_deleted_at; TAG_TABLE too,
 * whose remote_id holds the text of the tag; LINK_TABLE, whose rows say that a record lists a thing, ends with id, changed_at
 * and remote_deleted_at.
 */
#ifndef MAP_UNIFIED_H
#define MAP_UNIFIED_H

#include "map/words.h"

#define TABLE(name_, rows_, ...)                                                                                       \
	UNIFIED_TABLE(name_, rows_,                                                                                    \
		      .columns = (const struct column[]){UNIFIED_COLUMNS(NONE), __VA_ARGS__, END_OF_COLUMNS})
#define TAG_TABLE(name_, rows_, ...)                                                                                   \
	UNIFIED_TABLE(name_, rows_,                                                                                    \
		      .columns = (const struct column[]){UNIFIED_COLUMNS(ASSESSMENT), __VA_ARGS__, END_OF_COLUMNS})
#define LINK_TABLE(name_, rows_, ...)                                                                                  \
	UNIFIED_TABLE(name_, rows_, .columns = (const struct column[]){__VA_ARGS__, LINK_COLUMNS, END_OF_COLUMNS})
#define UNIFIED_TABLE(name_, ...)                                                                                      \
	extern const struct table unified_##name_;                                                                     \
	const struct table unified_##name_ = {.name = #name_, .model = MODEL_UNIFIED, __VA_ARGS__};

#define ID_COLUMN COL("id", NONE, "Primary key", .from = {.kind = SOURCE_ID})

#define UNIFIED_COLUMNS(marks_)                                                                                        \
	ID_COLUMN, COL("remote_id", marks_, "Identifier at the service", .from = {.kind = SOURCE_REMOTE_ID}),          \
		CHANGED_AT_COLUMN, REMOTE_DELETED_AT_COLUMN
#define LINK_COLUMNS ID_COLUMN, CHANGED_AT_COLUMN, REMOTE_DELETED_AT_COLUMN

/* ---- which rows ---- */

/*
 * INCLUDED: what a to-many relationship links to, each thing once, however many records list it. LINKED: each link to it.
 * In linkage order, or by an attribute of the things.
 */
#define INCLUDED(path_, relationship_) INCLUDED_BY(path_, relationship_, NULL)
#define INCLUDED_BY(path_, relationship_, attribute_)                                                                  \
	.path = path_, .identity = OF_EACH,                                                                            \
	.each = {.kind = EACH_TO_MANY, .relationship = relationship_, .by = attribute_}
#define LINKED(path_, relationship_) LINKED_BY(path_, relationship_, NULL)
#define LINKED_BY(path_, relationship_, attribute_)                                                                    \
	.path = path_, .identity = OF_BOTH,                                                                            \
	.each = {.kind = EACH_TO_MANY, .relationship = relationship_, .by = attribute_}

/* The users of to-one relationships, each with its roles. */
#define ROLES(path_, ...) .path = path_, .identity = OF_BOTH, .each = {.kind = EACH_ROLE, .roles = PAIRS(__VA_ARGS__)}
#define ROLE(relationship_, role_) PAIR(relationship_, role_)

/* The tags in an attribute: each distinct one, or each link to one. */
#define TAGS(path_, attribute_) .path = path_, .identity = OF_EACH, .each = {.kind = EACH_TAG, .attribute = attribute_}
#define TAG_LINKS(path_, attribute_)                                                                                   \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_TAG, .attribute = attribute_}

/* ---- where a value comes from ---- */

/* The id in the linkage of a to-one relationship. REL_ID_IF_SENT: the relationship need not be included. */
#define REL_ID(relationship_) .from = {.kind = SOURCE_RELATED_ID, .relationship = relationship_}
#define REL_ID_IF_SENT(relationship_) .from = {.kind = SOURCE_RELATED_ID_IF_SENT, .relationship = relationship_}

/* ---- what the value becomes ---- */

#define AS_KEY(table_) .as = CONVERT_KEY, .table = table_ /* the id of the row of that table */

#endif
