/*
 * Builds one resource object from its events: private to jsonapi/.
 * The resource and all it points to live until the next assembly_begin(). `names` are borrowed.
 */
#ifndef JSONAPI_ASSEMBLE_H
#define JSONAPI_ASSEMBLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "jsonapi/composite.h"
#include "jsonapi/resource.h"

enum assembly_place {
	IN_RESOURCE,
	IN_ATTRIBUTES,
	IN_RELATIONSHIPS,
	IN_RELATIONSHIP,
	IN_LINKAGE,
	IN_IDENTIFIER,
	IN_NOTHING, /* a value that is of no use here */
	IN_COMPOSITE,
};

#define ASSEMBLY_DEPTH 8

struct assembly {
	struct json *json; /* whose events they are */
	const struct names *attributes, *relationships;
	struct resource resource;
	struct arena arena;
	enum assembly_place places[ASSEMBLY_DEPTH];
	unsigned depth;
	unsigned nested; /* objects and arrays open in IN_NOTHING */
	unsigned seen;   /* members of the resource that are used, a bit each */
	uint64_t linked; /* slots of the relationships that were named */
	int member;      /* of a resource, relationship or identifier object */
	int slot;        /* of the attribute or relationship being read, -1 = nobody asked */
	struct identifier identifier;
	struct buf identifiers;     /* of the relationship being read */
	struct composite composite; /* the attribute being read */
	uint64_t duplicates;
};

/* RC_FORMAT: "the answer is not a JSON:API document: WHAT". */
enum rc form_error(const char *what) MUST_USE;

void assembly_init(struct assembly *assembly, struct json *json, const struct names *attributes,
		   const struct names *relationships);
void assembly_release(struct assembly *assembly);
void assembly_begin(struct assembly *assembly); /* its opening brace has passed */

/* *over: this was its closing brace. */
enum rc assembly_event(struct assembly *assembly, enum json_event event, struct sv text, bool *over) MUST_USE;

/* Has it what it must have? `digits`: its id must be made of digits. */
enum rc assembly_check(const struct assembly *assembly, bool digits) MUST_USE;

#endif
