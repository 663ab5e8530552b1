/*
 * The words for the native tables: those of map/words.h, and these. Ids are the service's own. TABLE(name, ...) is table
 * "pinpoint_NAME" and begins with the columns id, changed_at and remote_deleted_at. Words for keys take the names of native
 * tables without "pinpoint_".
 *
 * What a row is about, its own attributes and relationships: those of the record (RECORDS), of the thing that is linked to
 * (INCLUDED, LINKED), or the members of the item (ITEMS). Its owner is what lists it: the record, or, if the path has two
 * relationships, what the first one links to.
 */
#ifndef MAP_NATIVE_H
#define MAP_NATIVE_H

#include "map/words.h"

#define TABLE(name_, rows_, ...)                                                                                       \
	extern const struct table native_##name_;                                                                      \
	const struct table native_##name_ = {.name = NATIVE_PREFIX #name_,                                             \
					     .model = MODEL_NATIVE,                                                    \
					     rows_,                                                                    \
					     .columns = (const struct column[]){NATIVE_COLUMNS, __VA_ARGS__,           \
										END_OF_COLUMNS}};

#define NATIVE_COLUMNS                                                                                                 \
	COL("id", NONE, "Primary key: the identifier at the service", .from = {.kind = SOURCE_PLAIN_ID}),              \
		CHANGED_AT_COLUMN, REMOTE_DELETED_AT_COLUMN

/* ---- which rows ---- */

/*
 * INCLUDED: what a relationship links to, each thing once, if it was included; its id is that of the thing. LINKED: each
 * link to it; the id is OWNER:THING. The path is one relationship, or two joined by a point.
 */
#define INCLUDED(path_, relationships_)                                                                                \
	.path = path_, .identity = OF_EACH, .each = {.kind = EACH_TO_MANY, .relationship = relationships_}
#define LINKED(path_, relationships_)                                                                                  \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_TO_MANY, .relationship = relationships_}

/*
 * Lists that are attributes. ITEMS: the objects in the list; the id is OWNER:INDEX. ITEMS_OF: the list is an attribute of
 * what a relationship links to. TAG_ITEMS: tags, each once; the id is OWNER:HASH of CONTEXT:NAME. TEXT_ITEMS: texts, each
 * once; the id is OWNER:HASH of the text.
 */
#define ITEMS(path_, attribute_)                                                                                       \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_ITEM, .attribute = attribute_}
#define ITEMS_OF(path_, relationship_, attribute_)                                                                     \
	.path = path_, .identity = OF_BOTH,                                                                            \
	.each = {.kind = EACH_ITEM, .owners = relationship_, .attribute = attribute_}
#define TAG_ITEMS(path_, attribute_)                                                                                   \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_TAG_ITEM, .attribute = attribute_}
#define TEXT_ITEMS(path_, attribute_)                                                                                  \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_TEXT_ITEM, .attribute = attribute_}

/* Each attribute that ends like this and is not null; the id is OWNER:NAME, the name without the ending. */
#define ATTRIBUTES_ENDING(path_, ending_)                                                                              \
	.path = path_, .identity = OF_BOTH, .each = {.kind = EACH_ENDING, .attribute = ending_}

/* ---- columns whose name is that of an attribute ---- */

#define TEXT(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_))
#define NUMBER(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_NUMBER)
#define INTEGER(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_INTEGER)
#define FLAG(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_BOOLEAN)
#define TIME(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_TIMESTAMP)
#define DATE(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_DATE)
#define JSON(name_, marks_, meaning_) COL(name_, marks_, meaning_, OWN(name_), AS_JSON)
#define KEY(name_, table_, meaning_) COL(name_, NONE, meaning_, OWN(name_), AS_KEY(table_))

/* ---- columns of keys and places ---- */

/* LINK("stage", ...) is column stage_id, the id in the linkage of that relationship, which must be included. */
#define LINK(relationship_, table_, meaning_) LINK_AS(relationship_ "_id", relationship_, table_, meaning_)
#define LINK_AS(name_, relationship_, table_, meaning_)                                                                \
	COL(name_, NONE, meaning_, .from = {.kind = SOURCE_OWN_RELATED_ID, .relationship = relationship_},             \
	    AS_KEY(table_))

/* The ids of the record, of the owner, of the thing; and that of a thing for which there is no table. */
#define RECORD_KEY(name_, table_, meaning_) COL(name_, NONE, meaning_, RECORD_ID, AS_KEY(table_))
#define OWNER(name_, table_, meaning_) COL(name_, NONE, meaning_, .from = {.kind = SOURCE_OWNER_ID}, AS_KEY(table_))
#define EACH_KEY(name_, table_, meaning_) COL(name_, NONE, meaning_, EACH_ID, AS_KEY(table_))
#define EACH_IDENTIFIER(name_, meaning_) COL(name_, NONE, meaning_, EACH_ID)

/* The place among those of the owner, as sent, from 0. */
#define POSITION(name_, meaning_) COL(name_, NONE, meaning_, INDEX, NOT_COMPARED)

/* The last column: the attributes that no column takes. BUT: nor these. */
#define OTHER_ATTRIBUTES                                                                                               \
	COL("other_attributes", ALL_MARKS, "Attributes that no other column has, a JSON object", ALL_ATTRIBUTES)
#define OTHER_ATTRIBUTES_BUT(...)                                                                                      \
	COL("other_attributes", ALL_MARKS, "Attributes that no other column has, a JSON object",                       \
	    .from = {.kind = SOURCE_OTHER_ATTRIBUTES, .attributes = (const char *const[]){__VA_ARGS__, NULL}})

/* ---- where a value comes from ---- */

#define OWN(name_) .from = {.kind = SOURCE_OWN_ATTRIBUTE, .attribute = name_}

/* A member of an attribute that is an object. */
#define MEMBER(attribute_, member_) .from = {.kind = SOURCE_OWN_MEMBER, .attribute = attribute_, .constant = member_}

/* The id in the linkage of a to-one relationship, if it was sent. */
#define REL_ID(relationship_) .from = {.kind = SOURCE_OWN_RELATED_ID_IF_SENT, .relationship = relationship_}

/* The id of what `first_` of the record links to and whose relationship `second_` lists the thing. */
#define LISTED_BY(first_, second_) .from = {.kind = SOURCE_LISTER, .relationship = first_, .constant = second_}

#define ITEM_NAME .from = {.kind = SOURCE_ITEM_NAME}   /* of ATTRIBUTES_ENDING, without the ending */
#define ITEM_VALUE .from = {.kind = SOURCE_ITEM_VALUE} /* of TEXT_ITEMS and ATTRIBUTES_ENDING */
#define ALL_ATTRIBUTES .from = {.kind = SOURCE_OTHER_ATTRIBUTES}

/* ---- what the value becomes ---- */

#define AS_KEY(table_) .as = CONVERT_REFERENCE, .table = NATIVE_PREFIX table_ /* the id of a row of that table */

#endif
