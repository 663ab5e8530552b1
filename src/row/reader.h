/*
 * Reads a file of rows back, whatever its format, and counts: the header (if the format has one) must be the one that the
 * program writes, and each row must have the expected number of columns. Fed in pieces of any size.
 *
 * Lifecycle: row_reader_new(), row_reader_feed()…, row_reader_finish(); row_reader_free() at any time. Memory: the cell
 * being read. Errors: RC_FORMAT with a clause that says what was found, without a byte of it; then only row_reader_row()
 * and row_reader_free() are allowed.
 */
#ifndef ROW_READER_H
#define ROW_READER_H

#include <stdint.h>

#include "row/format.h"

#define ROW_CELL_MAX                                                                                                   \
	((size_t)96 << 20) /* bytes of a cell as written: the largest row, all of it escaped or doubled quotes */
#define ROW_DEPTH_MAX 72   /* JSON in a row: as deep as a document, and what the row wraps around it */

struct row_reader;

/* `names` are those of the columns, borrowed. */
struct row_reader *row_reader_new(const struct row_format *format, const char *const *names, size_t count);
enum rc row_reader_feed(struct row_reader *reader, struct sv bytes) MUST_USE;

/* Checks that the file did not end early. */
enum rc row_reader_finish(struct row_reader *reader) MUST_USE;
void row_reader_free(struct row_reader *reader); /* NULL is fine */

/* Rows read so far, without the header. */
uint64_t row_reader_rows(const struct row_reader *reader);

/* The row being read, from 1; 0: the header. */
uint64_t row_reader_row(const struct row_reader *reader);

#endif
