/*
 * The parts of a request that were given up, for people.
 */
#ifndef EXPORT_GIVEN_UP_H
#define EXPORT_GIVEN_UP_H

#include "jsonapi/query.h"

/* Appends ", without A and B" for the wanted parts that were given up; nothing if there are none. */
void given_up_add(const struct query *query, uint64_t wanted, uint64_t given_up, struct buf *out);

#endif
