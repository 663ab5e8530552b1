/*
 * A pool of threads that deflate blocks. The result depends only on a block's bytes and the level, so the number of threads
 * does not change a byte. Blocks come back in the order in which they were passed in, no matter who owns them. The oldest is
 * always finished first, so there is no deadlock.
 *
 * Lifecycle: pool_new(), pool_deflate()…, pool_free() when none of its owners is left. All calls come from one thread; the
 * workers touch only blocks in flight. Memory: POOL_SPARE more blocks than threads, about 2.5 MiB each, allocated when they
 * are first needed. With one thread there are no workers: a block is done when pool_deflate() returns.
 * Errors: RC_INTERNAL for a defect of ours. Limits: below.
 */
#ifndef SINK_POOL_H
#define SINK_POOL_H

#include <stdint.h>

#include "base/buf.h"

#define POOL_THREADS_MAX 8
#define POOL_SPARE 2
#define POOL_BLOCK_MAX ((size_t)128 << 20)
#define POOL_KEEP ((size_t)4 << 20) /* bytes; a larger buffer is not kept for the next block */
#define POOL_STACK ((size_t)256 << 10)

/* A finished block: its deflated bytes, and what the trailer of a gzip member needs. */
struct pool_block {
	struct sv deflated;
	uint32_t crc;
	size_t length; /* before deflating */
};

struct pool;

/* `level` 1 to 9, `threads` 1 to POOL_THREADS_MAX. If the system refuses some threads, fewer are used. */
struct pool *pool_new(int level, unsigned threads);
void pool_free(struct pool *pool); /* NULL is fine */
int pool_level(const struct pool *pool);

/*
 * Copies the bytes and deflates them. `done` is called with `owner` and the block, from within this or a later call of
 * pool_deflate() or pool_wait(), never by a worker.
 */
typedef void pool_done(void *owner, const struct pool_block *block);
enum rc pool_deflate(struct pool *pool, struct sv bytes, pool_done *done, void *owner) MUST_USE;

/* Waits until no block of that owner is in flight. */
enum rc pool_wait(struct pool *pool, const void *owner) MUST_USE;

/* Drops the blocks of an owner that is about to be freed: `done` is not called for them. */
void pool_forget(struct pool *pool, const void *owner);

/* An upper bound of the deflated size of the owner's blocks in flight. */
size_t pool_in_flight(const struct pool *pool, const void *owner);

#endif
