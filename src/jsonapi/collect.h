/*
 * Adds attributes to the JSON objects that a resource collects (jsonapi/type_names.h). For jsonapi/assemble.c only.
 */
#ifndef JSONAPI_COLLECT_H
#define JSONAPI_COLLECT_H

#include "base/buf.h"
#include "base/idset.h"
#include "jsonapi/resource.h"
#include "jsonapi/type_names.h"

/* An object that grows. Of equal names the last one counts. Zero-initialize, then release. */
struct collected {
	struct buf text;    /* without its braces, and with a comma before each member */
	struct buf members; /* where each one begins */
	struct idset names;
	size_t repeated; /* members whose name had come before */
};

/* A name and its value; null is left out. `slot`: of the attribute, or -1. */
enum rc collect_attribute(const struct type_names *names, int slot, struct sv name, const struct value *value,
			  struct collected collected[COLLECTIONS]) MUST_USE;

/* The object, whole; empty if nothing was added. The next call must be collect_clear(). */
struct sv collect_end(struct collected *collected);

void collect_clear(struct collected *collected);
void collect_release(struct collected *collected);

#endif
