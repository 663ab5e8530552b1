/*
 * Makes valid UTF-8 of any bytes (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

/* Appends the text with U+FFFD in place of each byte that is not part of a character. */
void utf8_add_sanitized(struct buf *out, struct sv text);

/* Replaces control characters by spaces: text from outside must neither end a line nor control a terminal. */
void utf8_blank_controls(char *text, size_t n);

#endif
