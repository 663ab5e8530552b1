/*
 * Decodes a JSON string (RFC 8259, section 7) that the guard has checked: its escapes are whole and valid, and surrogates
 * come in pairs.
 */
#ifndef JSON_UNESCAPE_H
#define JSON_UNESCAPE_H

#include "base/buf.h"

enum { JSON_ESCAPE_LENGTH = 6 }; /* of \uHHHH */

/* Whether a backslash and this character begin an escape. */
bool json_is_escape(char c);

/* The decoded text: the slice itself if nothing is escaped; else it is in `room`, and valid until that changes. */
struct sv json_unescape(struct buf *room, struct sv string);

#endif
