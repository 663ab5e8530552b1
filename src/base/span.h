/*
 * A length of time, for people.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdint.h>

#include "base/buf.h"

/* Appends "1 h 12 min 0 s"; units that would be 0 in front are left out. */
void span_add(uint64_t seconds, struct buf *out);

#endif
