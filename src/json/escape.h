/*
 * Writing JSON text (contract, section 6): non-ASCII literally; escaped are only the quotation mark, the backslash
 * and U+0000 to U+001F, in the short forms where there are any.
 */
#ifndef JSON_ESCAPE_H
#define JSON_ESCAPE_H

#include "base/buf.h"

/* Appends the text as a JSON string, with its quotation marks. */
void json_escape(struct buf *out, struct sv text);

/* The same of what need not be UTF-8, such as a path: U+FFFD in place of each byte that no character is made of. */
void json_escape_sanitized(struct buf *out, struct sv text);

#endif
