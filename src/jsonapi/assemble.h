/*
 * Builds one resource object from its events. For jsonapi/document.c only.
 * Lifecycle: assembly_init(), then for each resource assembly_begin() and assembly_event() until it is over;
 * assembly_release(). The resource and everything that it points to live until the next assembly_begin(). Names and the
 * parser are borrowed. Errors: RC_FORMAT. Limits: those of jsonapi/resource.h.
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
	IN_NOTHING, /* in a value that is not used */
	IN_COMPOSITE,
};

#define ASSEMBLY_DEPTH 8 /* places inside each other; five occur */

struct assembly {
	struct json *json; /* the parser that sends the events */
	const struct names *attributes, *relationships;
	struct resource resource;
	struct arena arena;
	enum assembly_place places[ASSEMBLY_DEPTH];
	unsigned depth;
	unsigned nested; /* objects and arrays open in IN_NOTHING */
	unsigned seen;   /* members of the resource so far that are in use, a bit each */
	uint64_t linked; /* slots of the relationships so far */
	int member;      /* the current one, of a resource, relationship or identifier */
	int slot;        /* of the current attribute or relationship; -1 = not wanted */
	struct identifier identifier;
	struct buf identifiers;     /* of the current relationship */
	struct composite composite; /* the current attribute */
	uint64_t duplicates;
};

/* Fails with RC_FORMAT: "the answer is not a JSON:API document: WHAT". */
enum rc jsonapi_error(const char *what) MUST_USE;

void assembly_init(struct assembly *assembly, struct json *json, const struct names *attributes,
		   const struct names *relationships);
void assembly_release(struct assembly *assembly);
void assembly_begin(struct assembly *assembly); /* to be called after its opening brace */

/* *over: this was its closing brace. */
enum rc assembly_event(struct assembly *assembly, enum json_event event, struct sv text, bool *over) MUST_USE;

/* Checks that it has what a resource must have. `digits`: its id must consist of digits. */
enum rc assembly_check(const struct assembly *assembly, bool digits) MUST_USE;

#endif
