/*
 * A sink that writes gzip (output/README.md, "gzip"; RFC 1952): one member, no name, time 0, OS byte 255. Each sink_write()
 * is one block. It is deflated from a fresh state and ends on a byte (full flush), so that the bytes depend only on the
 * blocks, the level and zlib. The caller decides where blocks end: after a row, at about GZIP_BLOCK bytes.
 *
 * The blocks of all sinks are deflated by one pool (sink/pool.h), possibly by several threads. They leave each sink in
 * the order in which they were written, but some blocks late: gzip_wait() waits for them. Errors: those of the next sink.
 */
#ifndef SINK_GZIP_H
#define SINK_GZIP_H

#include "sink/pool.h"
#include "sink/sink.h"

#define GZIP_BLOCK ((size_t)1 << 20)

/* `pool` is borrowed and must outlive the sink. */
struct sink *gzip_sink_new(struct pool *pool, struct sink *next);

/* An upper bound of the bytes that blocks already written will still give. */
size_t gzip_pending(const struct sink *sink);

/* Waits until all blocks already written have left the sink. */
enum rc gzip_wait(struct sink *sink) MUST_USE;

#endif
