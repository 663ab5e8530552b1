/*
 * "Did you mean": the known name that a misspelt one is closest to.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/sv.h"

#define NEAREST_NAME_MAX 64 /* longer names are never close to anything */
#define NEAREST_EDITS_MAX 2

/* How many characters must be added, removed or replaced; more than NEAREST_EDITS_MAX: not close. */
unsigned nearest_edits(struct sv a, struct sv b);

/* The closest of `names` (the first of equals), or NULL where none is close. */
const char *nearest_name(struct sv name, const char *const *names, size_t count);

#endif
