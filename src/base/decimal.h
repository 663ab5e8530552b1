/*
 * Decimal numbers as text (output/README.md, "Numbers"): plain, without an exponent, without trailing zeros after the
 * point. They are never converted to a double, which would round them.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdint.h>

#include "base/sv.h"

#define DECIMAL_DIGITS_MAX 38
#define DECIMAL_SIZE (DECIMAL_DIGITS_MAX + 3) /* sign, point, NUL */

/*
 * Reads a number that is spelled as in JSON and writes its plain form, NUL-terminated. Returns false if it is not spelled so,
 * or has more than DECIMAL_DIGITS_MAX digits when written out. The time depends on the length of `text` only, not on the
 * exponent.
 */
bool decimal_plain(struct sv text, char out[DECIMAL_SIZE]);

/* Reads a whole number below 2^64: digits and nothing else. */
bool decimal_whole(struct sv text, uint64_t *number);

/* Compares two plain forms by value: < 0, 0, > 0. */
int decimal_compare(const char *a, const char *b);

#endif
