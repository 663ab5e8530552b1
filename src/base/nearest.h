/*
 * "Did you mean": finds the known name that is closest to a misspelled one. Names are borrowed.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/sv.h"

#define NEAREST_NAME_MAX 64 /* longer names are never close to anything */
#define NEAREST_EDITS_MAX 2

/* How many characters must be added, removed or replaced to make `b` of `a`, in any letter case. */
unsigned nearest_edits(struct sv a, struct sv b);

/* The closest of `names` (the first of several), or NULL if none is within NEAREST_EDITS_MAX edits. */
const char *nearest_name(struct sv name, const char *const *names, size_t count);

#endif
