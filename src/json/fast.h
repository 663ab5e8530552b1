/*
 * The fast path of the guard: it passes runs of bytes on without following each of them through the guard's states. The
 * result is the same as that of guard.c byte by byte. For json/guard.c only.
 */
#ifndef JSON_FAST_H
#define JSON_FAST_H

#include "json/guard_state.h"

enum { FAST_SPARE = 16 }; /* bytes after the end of `out` that may be written to */

size_t fast_string_max(const struct guard *guard);

/* Notes a string of `n` bytes that ends before the offset `end` of what the guard passes on. */
void fast_note_string(struct guard *guard, size_t end, size_t n);

/*
 * Both return how many of the bytes they passed on; 0 if the guard must examine the first one. `bytes` is not empty, and
 * `out` has room for all of them and FAST_SPARE more. fast_string(): as much of a string as needs no state, up to and
 * including its end, and of the strings after it. The guard is in a string, without a surrogate that waits.
 */
size_t fast_string(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole);

/* In blocks of 64 bytes, which is much faster if none of them must be examined. */
size_t fast_blocks(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole);

#endif
