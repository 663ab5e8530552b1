/*
 * What must wait for the end of a page: an append-only store of bytes, in memory while the budget lasts, past it in
 * an unlinked temporary file (0600). Several spools share one budget, so that the ceiling is the run's.
 * Life cycle: spool_init(), any number of append/read, spool_clear() after each page, spool_release().
 * `directory` and `budget` are borrowed and must outlive the spool. Bytes written before the budget ran out stay
 * in memory; a read never spans both.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdint.h>

#include "base/buf.h"

#define SPOOL_BUDGET ((size_t)8 << 20) /* bytes in memory over the run */

struct spool_budget {
	size_t left;
};

struct spool {
	const char *directory;
	struct spool_budget *budget;
	struct buf memory;
	size_t taken; /* of the budget */
	int fd;       /* -1 while nothing went to a file */
	uint64_t file_size;
	struct buf pending; /* written to the file in larger pieces */
};

void spool_init(struct spool *spool, const char *directory, struct spool_budget *budget);

/* Stores the bytes; *where is the handle to read them by. */
enum rc spool_append(struct spool *spool, struct sv bytes, uint64_t *where) MUST_USE;

/* Reads `n` bytes back. *out borrows from the spool's memory, or from `scratch`, until either changes. */
enum rc spool_read(struct spool *spool, uint64_t where, size_t n, struct buf *scratch, struct sv *out) MUST_USE;

void spool_clear(struct spool *spool); /* forgets all; gives memory and disk back */
void spool_release(struct spool *spool);

#endif
