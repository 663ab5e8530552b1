/*
 * The forms that rows are written in, one row of a table each (contract, section 2). Adding a form is adding a row.
 */
#ifndef ROW_FORMAT_H
#define ROW_FORMAT_H

#include "base/buf.h"
#include "row/cell.h"

#define ROW_COLUMNS_MAX 32

struct row_format {
	const char *name, *extension; /* "csv", ".csv" */
	void (*header)(struct buf *out, const char *const *names, size_t count);
	void (*row)(struct buf *out, const char *const *names, const struct cell *cells, size_t count);
};

enum row_format_id { ROW_CSV, ROW_NDJSON, ROW_FORMATS };
extern const struct row_format row_formats[ROW_FORMATS];

/* The format of that name, or NULL. */
const struct row_format *row_format_find(const char *name);

#endif
