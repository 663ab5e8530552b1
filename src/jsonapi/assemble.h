/*
 * Builds one resource object from its events. For jsonapi/document.c only.
 * Lifecycle: assembly_init(), then for each resource assembly_begin() and assembly_event() until it is over;
 * assembly_release(). The resource and everything that it points to live until the next assembly_begin(). Names and the
 * parser are borrowed. Errors: RC_FORMAT. Limits: those of jsonapi/resource.h.
 */
#ifndef JSONAPI_ASSEMBLE_H
#define JSONAPI_ASSEMBLE_H

#include "jsonapi/assembly.h"

void assembly_init(struct assembly *assembly, struct json *json, const struct type_names *types, unsigned type_count);
void assembly_release(struct assembly *assembly);
/* To be called after its opening brace. Of a record, the first type is kept, whatever it says. */
void assembly_begin(struct assembly *assembly, bool included);

/* *over: this was its closing brace. */
enum rc assembly_event(struct assembly *assembly, enum json_event event, struct sv text, bool *over) MUST_USE;

/* Checks that it has what a resource must have. `digits`: its id must consist of digits. */
enum rc assembly_check(const struct assembly *assembly, bool digits) MUST_USE;

#endif
