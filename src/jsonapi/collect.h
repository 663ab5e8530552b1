/*
 * Adds attributes to the JSON objects that a resource collects (jsonapi/type_names.h). For jsonapi/assemble.c only.
 */
#ifndef JSONAPI_COLLECT_H
#define JSONAPI_COLLECT_H

#include "base/buf.h"
#include "jsonapi/resource.h"
#include "jsonapi/type_names.h"

/* A name and its value; null is left out. `slot`: of the attribute, or -1. The objects lack their closing braces. */
enum rc collect_attribute(const struct type_names *names, int slot, struct sv name, const struct value *value,
			  struct buf collected[COLLECTIONS]) MUST_USE;

/* The object so far, now with its closing brace; empty if nothing was added. */
struct sv collect_end(struct buf *collected);

#endif
