/*
 * What the guard lets pass without following it byte by byte: runs in which its state changes in no way that matters.
 * All of it is what guard.c would do with each byte. For json/guard.c only.
 */
#ifndef JSON_FAST_H
#define JSON_FAST_H

#include "json/guard_state.h"

enum { FAST_SPARE = 16 }; /* bytes behind what `out` gets that may be written to */

enum class {
	CLASS_WRONG, /* nothing that JSON allows outside strings */
	CLASS_SPACE,
	CLASS_BARE, /* of numbers and literals; yajl judges their spelling */
	CLASS_QUOTE,
	CLASS_STRUCTURE,
};

extern const unsigned char fast_classes[256];

size_t fast_string_max(const struct guard *guard);

/* A string of `n` bytes lies before the offset `end` of what the guard hands on. */
void fast_note_string(struct guard *guard, size_t end, size_t n);

/*
 * Each gives how many of the bytes it took, 0 where the first must be looked at. `bytes` is not empty, and `out` has room
 * for all of them and FAST_SPARE more.
 */
size_t fast_run(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole);

/* The same in blocks of 64 bytes, many times as fast where all of them are easy. */
size_t fast_blocks(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole);

#endif
