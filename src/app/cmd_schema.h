/*
 * The forms of `schema`, between cmd_schema.c and its neighbours: each adds one table to what will be printed.
 * Constant data in, text out; nothing to free and nothing that can fail.
 */
#ifndef APP_CMD_SCHEMA_H
#define APP_CMD_SCHEMA_H

#include "app/catalogue.h"
#include "app/options.h"
#include "base/buf.h"

/* A CREATE TABLE statement in the words of that warehouse. */
void schema_add_sql(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out);

/* A definition below "$defs" of a JSON Schema, draft 2020-12, for one line of NDJSON. */
void schema_add_jsonschema(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out);

/* What a line may be: one of the tables that were added. */
void schema_end_jsonschema(const struct catalogue *catalogue, struct buf *out);

/* An id of ours, or one of another table. */
bool schema_is_id(const struct column *column);

#endif
