/*
 * Tables as JSON Schema, draft 2020-12: what a line of NDJSON may hold. Constant data in, text out: nothing to free and
 * nothing that can fail.
 */
#ifndef SCHEMA_JSON_SCHEMA_H
#define SCHEMA_JSON_SCHEMA_H

#include "base/buf.h"
#include "cli/options.h"
#include "schema/catalogue.h"

/* Appends a definition below "$defs". */
void schema_add_jsonschema(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out);

/* Appends what a line may be: one of the tables that were added. */
void schema_end_jsonschema(const struct catalogue *catalogue, struct buf *out);

#endif
