/*
 * Reads NDJSON back, fed in pieces of any size, held to the contract's form (section 2): every line is one object that has
 * exactly the columns, in order, without white space outside strings; JSON as the JSON door knows it, so UTF-8 too.
 * Cells: CELL_NULL, CELL_TEXT for a string (decoded), CELL_BARE for a number, true or false (as spelled), CELL_JSON
 * without its text for an object or array; which of them a column may hold the caller judges.
 *
 * Life cycle: ndjson_reader_new(), ndjson_reader_feed()…, ndjson_reader_finish(), ndjson_reader_free() at any time.
 * Errors: RC_FORMAT, as a clause that tells what was found, without a byte of it; after it only free. Ceilings: below.
 */
#ifndef ROW_NDJSON_READ_H
#define ROW_NDJSON_READ_H

#include "row/row_events.h"

#define NDJSON_DEPTH_MAX 72                  /* a document's, and what a row and its remote_data wrap around it */
#define NDJSON_STRING_MAX ((size_t)96 << 20) /* bytes of a string as it is written: a row's most, escaped */

struct ndjson_reader;

/* `names` of the columns are borrowed, `events` is copied; its context is borrowed. */
struct ndjson_reader *ndjson_reader_new(const char *const *names, size_t count, const struct row_events *events);
enum rc ndjson_reader_feed(struct ndjson_reader *reader, struct sv bytes) MUST_USE;

/* The last line must have ended. */
enum rc ndjson_reader_finish(struct ndjson_reader *reader) MUST_USE;
void ndjson_reader_free(struct ndjson_reader *reader); /* NULL is fine */

#endif
