/*
 * A resource while it is built, and what jsonapi/assemble.c and jsonapi/linkage.c share of it. For these only.
 */
#ifndef JSONAPI_ASSEMBLY_H
#define JSONAPI_ASSEMBLY_H

#include "base/arena.h"
#include "base/buf.h"
#include "jsonapi/collect.h"
#include "jsonapi/composite.h"
#include "jsonapi/resource.h"
#include "jsonapi/type_names.h"

enum assembly_place {
	IN_RESOURCE,
	IN_ATTRIBUTES,
	IN_RELATIONSHIPS,
	IN_RELATIONSHIP,
	IN_LINKAGE,
	IN_IDENTIFIER,
	IN_NOTHING, /* in a value that is not used */
	IN_COMPOSITE,
	IN_LATE, /* attributes or relationships that came before the type: kept as JSON until it is known */
};

/* Members in use; those of resources, relationships and identifiers together. */
enum assembly_member { MEMBER_OTHER, MEMBER_TYPE, MEMBER_ID, MEMBER_ATTRIBUTES, MEMBER_RELATIONSHIPS, MEMBER_DATA };

#define ASSEMBLY_DEPTH 8 /* places inside each other; five occur */

struct assembly {
	struct json *json; /* the parser that sends the events */
	const struct type_names *types;
	unsigned type_count;
	const struct type_names *names; /* of this resource's type; NULL: not known yet, or nothing is kept of it */
	struct resource resource;
	struct arena arena;
	enum assembly_place places[ASSEMBLY_DEPTH];
	unsigned depth;
	unsigned nested;         /* objects and arrays open in IN_NOTHING */
	unsigned seen;           /* members of the resource so far that are in use, a bit each */
	struct slot_mask linked; /* slots of the relationships so far */
	int member;              /* the current one, of a resource, relationship or identifier */
	int slot;                /* of the current attribute or relationship; -1 = it has none */
	bool collecting;         /* the current attribute is collected */
	bool included, replaying, skip_next;
	struct identifier identifier;
	struct buf identifiers;     /* of the current relationship */
	struct composite composite; /* the current attribute */
	struct buf name;            /* of the current attribute, if it is collected */
	struct collected collected[COLLECTIONS];
	struct composite late[2]; /* attributes and relationships before the type */
	bool has_late[2];
	uint64_t duplicates;
};

/* Fails with RC_FORMAT: "the answer is not a JSON:API document: WHAT". */
enum rc jsonapi_error(const char *what) MUST_USE;

enum rc assembly_enter(struct assembly *assembly, enum assembly_place place) MUST_USE;
void assembly_skip_value(struct assembly *assembly); /* the value that follows is not used */
enum rc assembly_keep_id(struct assembly *assembly, enum json_event event, struct sv text, struct sv *id) MUST_USE;
enum rc assembly_keep_type(struct assembly *assembly, enum json_event event, struct sv text, struct sv *type) MUST_USE;

#endif
