/*
 * Turns a resource into bytes, so that it can wait in a spool, and back. What pack_read() rebuilds borrows its slices from
 * `packed` and its lists from `arena`.
 */
#ifndef JSONAPI_PACK_H
#define JSONAPI_PACK_H

#include "base/arena.h"
#include "base/buf.h"
#include "jsonapi/resource.h"

void pack_write(struct buf *out, const struct resource *resource);
void pack_read(struct sv packed, struct arena *arena, struct resource *resource);

#endif
