/*
 * From the text of a value to a member of struct options, with one small reader per kind, and what the values of a kind
 * may be. Errors: RC_USAGE with what is possible.
 */
#ifndef CLI_OPTION_VALUE_H
#define CLI_OPTION_VALUE_H

#include "base/buf.h"
#include "base/error.h"
#include "cli/option_table.h"

#define SUBDOMAIN_MAX 63
#define ACCOUNT_MAX 128

/* Reads `text` as the row's kind wants it into its member of `options`. */
enum rc option_read(const struct option_row *row, const char *text, struct options *options) MUST_USE;

/* Appends which values the row takes, such as "1 to 16" or "csv or ndjson"; nothing where that needs a sentence. */
void option_add_values(struct buf *out, const struct option_row *row, const struct options *options);

#endif
