/*
 * One pass over the bytes of a document before yajl sees them. It does what yajl does not:
 * - it checks UTF-8 strictly (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF;
 * - it replaces escapes of U+0000 and of lone surrogates by \ufffd (of the same length) and counts them;
 * - it limits the length of strings, numbers and white space (json/limits.h);
 * - it drops white space outside strings, so that the bytes passed on are the compact form for `remote_data`. One space
 *   stays between two bare words, which yajl then refuses;
 * - it refuses escapes that JSON does not define;
 * - it knows where tokens end, so that yajl gets whole tokens only, and where long strings are, so that yajl need not read
 *   them.
 * It does not check the grammar outside strings; yajl does.
 * Errors: RC_FORMAT, without a byte of the document in the text.
 */
#ifndef JSON_GUARD_H
#define JSON_GUARD_H

#include "json/guard_state.h"

/*
 * Appends the cleaned bytes to `out`. *whole becomes the length of the part of `out` that ends outside any token (and is
 * unchanged if there is none). The bytes of `out` after *whole must stay for the next call. The caller may move them to the
 * front; then it calls guard_moved(), which also forgets the strings.
 */
enum rc guard_pass(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole) MUST_USE;
size_t guard_open_string(const struct guard *guard); /* bytes at the end of `out` that belong to an unfinished string */
void guard_moved(struct guard *guard, size_t by);
void guard_release(struct guard *guard);

#endif
