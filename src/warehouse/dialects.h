/*
 * The warehouses, in the order in which help and errors list them, and what is looked up in their rows. Constant data.
 */
#ifndef WAREHOUSE_DIALECTS_H
#define WAREHOUSE_DIALECTS_H

#include "base/buf.h"
#include "warehouse/dialect.h"

/* Each in a file of its own. */
extern const struct dialect dialect_postgres, dialect_duckdb, dialect_clickhouse, dialect_snowflake, dialect_bigquery,
	dialect_redshift, dialect_databricks, dialect_sqlite, dialect_mysql;

extern const struct dialect *const dialects[];
extern const size_t dialect_count;

/* The name of warehouse `number`, counted from 0; NULL after the last one. */
const char *dialect_name(size_t number);

/*
 * The warehouse of that number, and whether `schema` (NULL: none) can be written before its tables. RC_USAGE if not.
 */
enum rc dialect_choose(int number, const char *schema, const struct dialect **dialect) MUST_USE;
enum rc dialect_check_schema(const struct dialect *dialect, const char *schema) MUST_USE;

/* The type that a manifest calls so; false if there is none. Never SQL_KEY. */
bool sql_type_find(struct sv name, enum sql_type *type);

/* As the manifest calls it; SQL_KEY is text. */
const char *sql_type_name(enum sql_type type);

/* Appends the formats that the warehouse loads. */
void dialect_add_formats(const struct dialect *dialect, const char *separator, struct buf *out);

/* NULL if the warehouse cannot load the format, or reads nothing at that place. */
const struct sql_source *dialect_source(const struct dialect *dialect, struct sv format);
const struct sql_location *dialect_location(const struct dialect *dialect, struct sv url);

#endif
