/*
 * Tables as CREATE TABLE statements. A warehouse is one row of sql_dialects: `schema --as` takes its name, and help and
 * error lines list it. Constant data in, text out: nothing to free and nothing that can fail.
 */
#ifndef SCHEMA_SQL_H
#define SCHEMA_SQL_H

#include "base/buf.h"
#include "map/word.h"
#include "schema/catalogue.h"

struct sql_dialect {
	const char *name;                /* as --as takes it */
	const char *quote;               /* around names */
	const char *id;                  /* the type of ids */
	const char *types[COLUMN_TYPES]; /* of the other columns */
	const char *after_key;           /* what follows the primary key, or NULL */
};

extern const struct sql_dialect sql_dialects[];
extern const size_t sql_dialect_count;

/* Appends one statement. */
void sql_add_table(const struct sql_dialect *dialect, const struct catalogue_table *table, struct buf *out);

#endif
