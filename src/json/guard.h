/*
 * One pass over the bytes of a document before yajl sees them, which does what yajl does not:
 * - UTF-8 strictly (RFC 3629): no overlong forms, no surrogates, nothing past U+10FFFF;
 * - escapes of U+0000 and of lone surrogates become \ufffd (same length), counted;
 * - the length of strings, numbers and white space is bounded (ceilings in json/parser.h);
 * - white space outside strings is dropped (but for one space where it parts two bare words, which yajl then
 *   refuses), so that the bytes handed on are the compact form that the contract's remote_data wants;
 * - escapes are of the kinds that JSON knows;
 * - it knows where a token is open, so that yajl is fed whole tokens, and where long strings lie, so that yajl need not
 *   read them.
 * It does not judge the grammar outside strings; that stays with yajl.
 */
#ifndef JSON_GUARD_H
#define JSON_GUARD_H

#include "json/guard_state.h"

/*
 * Appends the cleaned bytes to `out`. *whole is the length of the part of `out` that ends outside of any token
 * (unchanged where none does). The bytes of `out` past *whole must be left in place for the next call, moved
 * to the front at most: then guard_moved() tells by how much, and forgets the strings.
 */
enum rc guard_pass(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole) MUST_USE;
size_t guard_open_string(const struct guard *guard); /* bytes of `out` that a string without an end has so far */
void guard_moved(struct guard *guard, size_t by);
void guard_release(struct guard *guard);

#endif
