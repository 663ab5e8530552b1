/*
 * Deflates blocks side by side. Each block is a pure function of its bytes and the level, so the number of threads changes
 * no byte. Blocks are handed back in the order they were given, whoever gave them: the oldest is always the next to be
 * done, so nobody waits for somebody who waits.
 *
 * Life cycle: pool_new(), pool_deflate()…, pool_free() when no sink of it is left. All calls come from one thread; the
 * workers touch nothing but blocks in flight. Memory: POOL_SPARE more blocks than threads, about 2.5 MiB each, made as
 * they are needed. One thread means none beside the caller's: a block is done when pool_deflate() returns.
 */
#ifndef SINK_POOL_H
#define SINK_POOL_H

#include <stdint.h>

#include "base/buf.h"

#define POOL_THREADS_MAX 8
#define POOL_SPARE 2
#define POOL_BLOCK_MAX ((size_t)128 << 20)
#define POOL_KEEP ((size_t)4 << 20) /* bytes of a buffer worth keeping for the next block */
#define POOL_STACK ((size_t)256 << 10)

/* A block that is done: its bytes deflated, and what the trailer of its member needs. */
struct pool_block {
	struct sv deflated;
	uint32_t crc;
	size_t length; /* before deflating */
};

struct pool;

/* `level` 1 to 9, `threads` 1 to POOL_THREADS_MAX; fewer are used where the system gives no more. */
struct pool *pool_new(int level, unsigned threads);
void pool_free(struct pool *pool); /* NULL is fine */
int pool_level(const struct pool *pool);

/*
 * Takes a copy of the bytes. `done` is called with `owner` and the block, from within this or a later call to pool_deflate()
 * or pool_wait(), never from a worker.
 */
typedef void pool_done(void *owner, const struct pool_block *block);
enum rc pool_deflate(struct pool *pool, struct sv bytes, pool_done *done, void *owner) MUST_USE;

/* Hands back blocks until none of that owner is in flight. */
enum rc pool_wait(struct pool *pool, const void *owner) MUST_USE;

/* Drops the blocks of an owner that goes away: `done` will not be called for them. */
void pool_forget(struct pool *pool, const void *owner);

/* An upper bound of what the blocks of that owner in flight become. */
size_t pool_in_flight(const struct pool *pool, const void *owner);

#endif
