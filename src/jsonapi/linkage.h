/*
 * The relationships of a resource while it is built. For jsonapi/assemble.c only.
 */
#ifndef JSONAPI_LINKAGE_H
#define JSONAPI_LINKAGE_H

#include "jsonapi/assembly.h"

/* A relationship begins. If it occurs again, the last one wins. */
void linkage_on_relationship(struct assembly *assembly, struct sv name);

/* An event in a relationship, in its list, and in an identifier; the end of an identifier and of a list. */
enum rc linkage_in_relationship(struct assembly *assembly, enum json_event event, struct sv text) MUST_USE;
enum rc linkage_in_linkage(struct assembly *assembly, enum json_event event, struct sv text) MUST_USE;
enum rc linkage_in_identifier(struct assembly *assembly, enum json_event event, struct sv text) MUST_USE;
enum rc linkage_end_identifier(struct assembly *assembly) MUST_USE;
void linkage_end(struct assembly *assembly);

#endif
