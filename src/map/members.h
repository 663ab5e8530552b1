/*
 * The members of JSON objects that are kept as compact JSON. Private to map/.
 */
#ifndef MAP_MEMBERS_H
#define MAP_MEMBERS_H

#include "base/arena.h"
#include "json/parser.h"
#include "jsonapi/composite.h"
#include "jsonapi/resource.h"

/* Reads one object. Zero-initialize but for the borrowed names and arena; release the composite's text. */
struct members {
	const struct names *names;
	struct arena *arena;
	struct value *values; /* by slot; members_begin() makes them */
	struct composite composite;
	int slot;       /* of the current member; -1 = it is not wanted */
	unsigned depth; /* of objects and arrays that are open within it */
};

void members_begin(struct members *members); /* after its opening brace */

/* True after its closing brace. */
bool members_event(struct members *members, enum json_event event, struct sv text);

/* The values of one object, which live as long as the arena. */
enum rc members_of(struct sv object, const struct names *names, struct arena *arena,
		   const struct value **values) MUST_USE;

#endif
