/*
 * Reads CSV back, fed in pieces of any size: libcsv's own parser in strict mode, held to the contract's form (section 2).
 * Rows end with LF only, spaces and CR are data, a blank line is a row without cells. The header line is a row like others.
 * Cells: CELL_NULL for an empty field without quotation marks, CELL_TEXT for a quoted one, CELL_BARE for any other; which
 * of them a column may hold, and UTF-8, the caller judges.
 *
 * Life cycle: csv_reader_new(), csv_reader_feed()…, csv_reader_finish(), csv_reader_free() at any time. Memory: the
 * cell under way. Errors: RC_FORMAT, as a clause that tells what was found, without a byte of it; after it only free.
 * Ceilings: below.
 */
#ifndef ROW_CSV_READ_H
#define ROW_CSV_READ_H

#include "row/row_events.h"

#define CSV_CELL_MAX ((size_t)96 << 20) /* bytes of a cell as it is written: a row's most, all of it doubled quotes */
#define CSV_COLUMNS_MAX 1024

struct csv_reader;

/* `events` is copied; its context is borrowed. */
struct csv_reader *csv_reader_new(const struct row_events *events);
enum rc csv_reader_feed(struct csv_reader *reader, struct sv bytes) MUST_USE;

/* The last row must have ended. */
enum rc csv_reader_finish(struct csv_reader *reader) MUST_USE;
void csv_reader_free(struct csv_reader *reader); /* NULL is fine */

#endif
