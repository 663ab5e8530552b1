/*
 * What the table of formats is made of; for row/format.c only. Others go through row_formats (row/format.h).
 */
#ifndef ROW_FORMATS_H
#define ROW_FORMATS_H

#include "base/buf.h"
#include "row/cell.h"

void row_csv_header(struct buf *out, const char *const *names, size_t count);
void row_csv_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count);

void row_ndjson_header(struct buf *out, const char *const *names, size_t count);
void row_ndjson_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count);

#endif
