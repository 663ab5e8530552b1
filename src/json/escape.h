/*
 * Writes JSON strings (output/README.md, "JSON columns"): non-ASCII characters as they are; only the quotation mark, the
 * backslash and U+0000 to U+001F are escaped, in their short forms if they have one.
 */
#ifndef JSON_ESCAPE_H
#define JSON_ESCAPE_H

#include "base/buf.h"

/* Appends the text as a JSON string, with its quotation marks. */
void json_escape(struct buf *out, struct sv text);

/* The same for text that may not be UTF-8, such as a path: each byte that is not part of a character becomes U+FFFD. */
void json_escape_sanitized(struct buf *out, struct sv text);

#endif
