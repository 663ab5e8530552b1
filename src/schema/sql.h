/*
 * Tables as CREATE TABLE statements of a warehouse (warehouse/dialect.h). Constant data in, text out: nothing to free and
 * nothing that can fail.
 */
#ifndef SCHEMA_SQL_H
#define SCHEMA_SQL_H

#include "schema/catalogue.h"
#include "warehouse/script.h"

/* Appends the statements of one table. */
void sql_add_table(const struct sql_target *target, const struct catalogue_table *table, struct buf *out);

#endif
