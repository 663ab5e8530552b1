/*
 * Tables as JSON Schema, draft 2020-12: what a line of NDJSON may hold. Constant data in, text out: nothing to free and
 * nothing that can fail.
 */
#ifndef SCHEMA_JSON_SCHEMA_H
#define SCHEMA_JSON_SCHEMA_H

#include "base/buf.h"
#include "schema/catalogue.h"

/* Appends the definition of one table. */
void json_schema_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			   struct buf *out);

/* Appends the end of the schema: a line matches one of the tables that were added. */
void json_schema_end(const struct catalogue *catalogue, struct buf *out);

#endif
