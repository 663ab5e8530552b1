/*
 * Turns any bytes into valid UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdint.h>

#include "base/buf.h"

#define UTF8_CHARACTER_MAX 4 /* bytes */

/* Appends a character, U+10FFFF at most. */
void utf8_add(struct buf *out, uint32_t character);

/* Appends the text with U+FFFD in place of each byte that is not part of a character. */
void utf8_add_sanitized(struct buf *out, struct sv text);

/*
 * Writes text from outside so that it neither ends a line nor controls a terminal: control characters, and bytes that are
 * not part of a character, become escapes such as \n or \x1b. Writes at most `size` bytes including the NUL, and whole
 * characters and escapes only. Writing the result again changes nothing. Returns the length.
 */
size_t utf8_write_printable(struct sv text, char *out, size_t size);

#endif
