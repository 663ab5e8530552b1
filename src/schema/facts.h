/*
 * What is known of a column besides its source. Constant texts; NULL: not known, or there is none.
 */
#ifndef SCHEMA_FACTS_H
#define SCHEMA_FACTS_H

#include "base/buf.h"
#include "map/mapping.h"
#include "warehouse/dialects.h"

/* One sentence that says what the column means. */
const char *column_meaning(const struct column *column);

/* Appends why the column deserves care, in the words of output/README.md, "Marks of columns"; nothing if it does not. */
void column_add_marks(const struct column *column, const char *separator, struct buf *out);

/* The table whose id the column holds. */
const char *column_references(const struct column *column);

/* The type that the column has in a warehouse. */
enum sql_type column_sql_type(const struct column *column);

#endif
