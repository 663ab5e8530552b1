/*
 * The tables as one sources.yml of dbt 1.10.5 or later, which spells `data_tests`, `arguments` and `config` this way.
 */
#ifndef SCHEMA_DBT_H
#define SCHEMA_DBT_H

#include "base/buf.h"
#include "schema/catalogue.h"

/* `schema`: the default of the variable for the schema; NULL: that of the target. */
void dbt_begin(const char *schema, struct buf *out);
void dbt_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first, struct buf *out);

#endif
