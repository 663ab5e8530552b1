/*
 * The functions that the table of formats is made of, for row/format.c and row/reader.c only. Others use row_formats
 * (row/format.h) and row/reader.h.
 */
#ifndef ROW_FORMATS_H
#define ROW_FORMATS_H

#include "base/buf.h"
#include "row/cell.h"

void row_csv_header(struct buf *out, const char *const *names, size_t count);
void row_csv_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count);

void row_ndjson_header(struct buf *out, const char *const *names, size_t count);
void row_ndjson_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count);

/* Called at the end of each row. Anything but RC_OK ends the reading with that result. */
typedef enum rc row_handler(void *context, size_t columns);

/* Reads the rows that follow the header. `names` and `context` are borrowed. After an error only `free` is allowed. */
struct row_reader_type {
	void *(*create)(const char *const *names, size_t count, row_handler *handler, void *context);
	enum rc (*feed)(void *reader, struct sv bytes);
	enum rc (*finish)(void *reader); /* checks that the last row is whole */
	void (*free)(void *reader);
};

extern const struct row_reader_type csv_reader_type, ndjson_reader_type;

#endif
