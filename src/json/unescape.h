/*
 * Reading the text of a JSON string (RFC 8259, section 7) that the guard has let pass: its escapes are known to be whole
 * and of the known kinds, and its surrogates to come in pairs.
 */
#ifndef JSON_UNESCAPE_H
#define JSON_UNESCAPE_H

#include "base/buf.h"

/* Whether JSON knows an escape of a backslash and that character. */
bool json_is_escape(char c);

/* The decoded text: the slice itself where nothing is escaped, else in `room`, until that changes. */
struct sv json_unescape(struct buf *room, struct sv string);

#endif
