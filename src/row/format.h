/*
 * The output formats, one row of a table each (output/README.md, "CSV" and "NDJSON"): everything else that needs to know
 * about a format asks this table. A new format is a new row, with the functions that it names.
 * Limits: ROW_COLUMNS_MAX columns in a table.
 */
#ifndef ROW_FORMAT_H
#define ROW_FORMAT_H

#include "base/buf.h"
#include "row/cell.h"

#define ROW_COLUMNS_MAX 128

struct row_reader_type;

struct row_format {
	const char *name;      /* "csv": the value of --format, and of "format" in the manifest */
	const char *extension; /* ".csv", in the name of a file before ".gz" */
	void (*header)(struct buf *out, const char *const *names, size_t count); /* appends nothing if there is none */
	void (*row)(struct buf *out, const char *const *names, const struct cell *cells, size_t count);
	const struct row_reader_type *reader; /* for row/reader.c */
};

enum row_format_id { ROW_CSV, ROW_NDJSON, ROW_FORMATS };
extern const struct row_format row_formats[ROW_FORMATS];

/* The format of that name, or NULL. */
const struct row_format *row_format_find(const char *name);

#endif
