/*
 * What the guard (json/guard.h) knows between two bytes of a document; for guard.c, fast.c and the parser, which owns it.
 * Zero-initialize; guard_release() releases it.
 */
#ifndef JSON_GUARD_STATE_H
#define JSON_GUARD_STATE_H

#include <stdint.h>

#include "base/buf.h"

enum { GUARD_LONG = 64 }; /* bytes; a string of this length or more is a long one */

enum guard_state {
	GUARD_OUTSIDE,  /* between tokens */
	GUARD_BARE,     /* in a number or a literal */
	GUARD_STRING,   /* in a string */
	GUARD_ESCAPE,   /* after a backslash */
	GUARD_UNICODE,  /* in the four digits of \u */
	GUARD_SEQUENCE, /* inside a character of several bytes */
};

/* A string in `out`: the offsets of its first byte and of its closing quotation mark. */
struct guard_string {
	size_t from, to;
};

struct guard {
	enum guard_state state;
	size_t string_max; /* instead of JSON_STRING_MAX, unless 0 */
	size_t token;      /* bytes of the open token so far */
	size_t space;      /* consecutive white space outside strings */
	bool space_pending;
	unsigned digits, unit; /* of the \u escape being read */
	size_t high; /* offset in `out`, plus 1, of the escape of a high surrogate that waits for its low half; 0 = none */
	unsigned char lead_low, lead_high, wanted; /* allowed range of the next byte, bytes still wanted */
	uint64_t replaced;
	struct buf strings; /* struct guard_string: the long strings of the whole part; owned */
};

#endif
