/*
 * gzip (RFC 1952): one member, no name, time 0, OS byte 255. Each sink_write() is one block: it is deflated from a fresh
 * state and ends on a byte (full flush), so the bytes depend on nothing but the blocks, the level and zlib,
 * and a member may end after any block. The caller decides on blocks (about 1 MiB that end with a row).
 * zlib is used at levels 1 to 9 only.
 *
 * Blocks of all sinks are deflated by one pool (sink/pool.h), possibly by several threads; they come out of each sink in
 * the order they went in. So bytes arrive at the next sink some blocks late: gzip_wait() waits for them.
 */
#ifndef SINK_GZIP_H
#define SINK_GZIP_H

#include "sink/pool.h"
#include "sink/sink.h"

#define GZIP_BLOCK ((size_t)1 << 20)

/* `pool` is borrowed and must outlive the sink. */
struct sink *gzip_sink_new(struct pool *pool, struct sink *next);

/* At most so many bytes are still to come out of blocks already written. */
size_t gzip_pending(const struct sink *sink);

/* Waits until all blocks written have come out. */
enum rc gzip_wait(struct sink *sink) MUST_USE;

#endif
