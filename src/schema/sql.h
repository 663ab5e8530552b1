/*
 * Tables in the words of five warehouses. Constant data in, text out: nothing to free and nothing that can fail.
 */
#ifndef SCHEMA_SQL_H
#define SCHEMA_SQL_H

#include "base/buf.h"
#include "cli/options.h"
#include "schema/catalogue.h"

/* Appends a CREATE TABLE statement in the words of that warehouse. */
void schema_add_sql(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out);

#endif
