/*
 * The rows of one file against the columns of the manifest: the header line, each row's width, and whether each cell is what
 * its column's type promises (NULL or not, quoted or bare, a time, a number, UTF-8).
 * Life cycle: verify_rows_new(), verify_rows_feed()…, verify_rows_finish(), verify_rows_free() at any time. Errors:
 * RC_DIFFERENCE, described. Everything given is borrowed.
 */
#ifndef VERIFY_ROWS_H
#define VERIFY_ROWS_H

#include "manifest/difference.h"
#include "manifest/manifest.h"

struct verify_rows;

struct verify_rows *verify_rows_new(const char *format, const struct manifest_table *table,
				    const struct manifest_file *file, struct difference *difference);
enum rc verify_rows_feed(struct verify_rows *rows, struct sv bytes) MUST_USE;
enum rc verify_rows_finish(struct verify_rows *rows) MUST_USE;
void verify_rows_free(struct verify_rows *rows); /* NULL is fine */

#endif
