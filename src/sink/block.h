/*
 * The bytes of one table that wait until they are a whole block (sink/table_file.h). They are in memory while all blocks of
 * a run together are small enough. Beyond that the largest one is parked in an unlinked temporary file until it is full:
 * with a hundred tables, most of them with a block that is never full, memory would grow with the tables.
 *
 * Lifecycle: block_init(), (append to block_bytes(), block_grown())…, block_gather() and block_clear() when it is full;
 * block_release(). `blocks` may be NULL: then the bytes are always in memory. Errors: RC_OUTPUT for the temporary file.
 */
#ifndef SINK_BLOCK_H
#define SINK_BLOCK_H

#include "base/spool.h"

#define BLOCKS_IN_MEMORY ((size_t)16 << 20) /* bytes over all blocks of a run */

struct block;

/* All blocks of a run. Set the first two; zero-initialize the rest. */
struct blocks {
	const char *directory; /* of the temporary files; borrowed */
	size_t most;           /* BLOCKS_IN_MEMORY, but in tests */
	size_t in_memory;
	struct block *first;
};

struct block {
	struct buf bytes; /* what is not parked */
	struct spool parked;
	struct spool_budget nothing; /* parked bytes are never in memory */
	size_t parked_size, counted; /* counted: bytes of this block in blocks->in_memory */
	struct blocks *blocks;
	struct block *next;
};

void block_init(struct block *block, struct blocks *blocks);
void block_release(struct block *block);

/* The buffer to append to; then block_grown(). */
struct buf *block_bytes(struct block *block);
enum rc block_grown(struct block *block) MUST_USE;
size_t block_size(const struct block *block);

/* Makes all bytes lie in `bytes` again. */
enum rc block_gather(struct block *block) MUST_USE;

/* Forgets the bytes; `keep`: but not the memory. */
void block_clear(struct block *block, bool keep);

#endif
