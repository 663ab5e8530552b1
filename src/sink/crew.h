/*
 * Deflates blocks side by side. Each block is a pure function of its bytes and the level, so the number of threads changes
 * no byte. Blocks are handed back in the order they were given, whoever gave them: the oldest is always the next to be
 * done, so nobody waits for somebody who waits.
 *
 * Life cycle: crew_new(), crew_give()…, crew_free() when no sink of it is left. All calls come from one thread; the
 * workers touch nothing but blocks in flight. Memory: CREW_SPARE more blocks than threads, about 2.5 MiB each, made as
 * they are needed. One thread means none beside the caller's: a block is done when crew_give() returns.
 */
#ifndef SINK_CREW_H
#define SINK_CREW_H

#include <stdint.h>

#include "base/buf.h"

#define CREW_THREADS_MAX 8
#define CREW_SPARE 2
#define CREW_BLOCK_MAX ((size_t)128 << 20)
#define CREW_KEEP ((size_t)4 << 20) /* bytes of a buffer worth keeping for the next block */
#define CREW_STACK ((size_t)256 << 10)
#define CREW_LEVEL_DEFAULT 6

/* A block that is done: its bytes deflated, and what the trailer of its member needs. */
struct crew_block {
	struct sv deflated;
	uint32_t crc;
	size_t length; /* before deflating */
};

struct crew;

/* `level` 1 to 9, `threads` 1 to CREW_THREADS_MAX; fewer are used where the system gives no more. */
struct crew *crew_new(int level, unsigned threads);
void crew_free(struct crew *crew); /* NULL is fine */
int crew_level(const struct crew *crew);

/*
 * Takes a copy of the bytes. `done` is called with `owner` and the block, from within this or a later call to crew_give()
 * or crew_settle(), never from a worker.
 */
typedef void crew_done(void *owner, const struct crew_block *block);
enum rc crew_give(struct crew *crew, struct sv bytes, crew_done *done, void *owner) MUST_USE;

/* Hands back blocks until none of that owner is in flight. */
enum rc crew_settle(struct crew *crew, const void *owner) MUST_USE;

/* Drops the blocks of an owner that goes away: `done` will not be called for them. */
void crew_forget(struct crew *crew, const void *owner);

/* An upper bound of what the blocks of that owner in flight become. */
size_t crew_in_flight(const struct crew *crew, const void *owner);

#endif
