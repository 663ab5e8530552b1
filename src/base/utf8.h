/*
 * Whether a text is UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

bool utf8_valid(struct sv text);

/* Appends the text with U+FFFD in place of each byte that no character is made of. */
void utf8_add_sanitized(struct buf *out, struct sv text);

/* Control characters become spaces: what comes from outside must neither end a line nor reach a terminal as such. */
void utf8_blank_controls(char *text, size_t n);

#endif
