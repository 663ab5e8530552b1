/*
 * schema: the columns of every table, or of those named, with their types and where they come from; or in the words of
 * a warehouse (schema/sql.h) or of JSON Schema (schema/json_schema.h).
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/error.h"
#include "cli/app.h"

enum rc cmd_schema(const struct app *app) MUST_USE;

#endif
