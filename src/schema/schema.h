/*
 * schema: the columns of every table, or of those named, with their types and where they come from; or as JSON Schema
 * (schema/json_schema.h), or as statements for a warehouse (schema/sql.h).
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/error.h"
#include "cli/app.h"

enum rc cmd_schema(const struct app *app) MUST_USE;

/* What --as takes, counted from 0; NULL after the last one. */
const char *schema_form_name(size_t number);

#endif
