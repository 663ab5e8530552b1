/*
 * Decimal numbers as text (contract, section 3): plain, no exponent, no trailing zeros after the point, never
 * through a double.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdint.h>

#include "base/sv.h"

#define DECIMAL_DIGITS_MAX 38
#define DECIMAL_SIZE (DECIMAL_DIGITS_MAX + 3) /* sign, point, NUL */

/*
 * Reads what is spelled like a JSON number, writes its plain form, NUL-terminated. False if it is not spelled so,
 * or has more than DECIMAL_DIGITS_MAX digits when written out. Takes time in the length of `text` only, whatever
 * the exponent says.
 */
bool decimal_plain(struct sv text, char out[DECIMAL_SIZE]);

/* Digits and nothing else, below 2^64. */
bool decimal_whole(struct sv text, uint64_t *number);

/* Compares two plain forms by value: < 0, 0, > 0. */
int decimal_compare(const char *a, const char *b);

#endif
