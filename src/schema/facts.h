/*
 * What follows from a column of a mapping for those who read the table. Nothing fails.
 */
#ifndef SCHEMA_FACTS_H
#define SCHEMA_FACTS_H

#include "base/buf.h"
#include "map/mapping.h"
#include "warehouse/dialects.h"

/* What stands around the marks of a column. */
struct marks_form {
	const char *before, *between, *after;
};

/* Appends why the column deserves care, in the words of output/README.md, "Marks of columns"; nothing if it does not. */
void column_add_marks(const struct column *column, const struct marks_form *form, struct buf *out);

/* The type that the column has in a warehouse. */
enum sql_type column_sql_type(const struct column *column);

#endif
