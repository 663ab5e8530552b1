/*
 * An append-only store for bytes that must wait for the end of a page: in memory while the budget lasts, then in an
 * unlinked temporary file (0600), which nobody else can read (base/cipher.h). All spools of a run share one budget.
 * Lifecycle: spool_init(), any number of append and read, spool_clear() after each page and at the end.
 * `directory` and `budget` are borrowed and must outlive the spool. Errors: RC_OUTPUT for the temporary file.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/cipher.h"

#define SPOOL_BUDGET ((size_t)5 << 20) /* bytes in memory over the run */

struct spool_budget {
	size_t left;
};

struct spool {
	const char *directory;
	struct spool_budget *budget;
	struct buf memory;
	size_t taken; /* bytes taken from the budget */
	int fd;       /* -1 while there is no file */
	uint64_t file_size;
	struct cipher cipher; /* of the file */
};

void spool_init(struct spool *spool, const char *directory, struct spool_budget *budget);

/* Stores the bytes; *where is the handle for reading them. */
enum rc spool_append(struct spool *spool, struct sv bytes, uint64_t *where) MUST_USE;

/* Reads `n` bytes that were appended together. *out borrows from the spool or from `scratch`, until either changes. */
enum rc spool_read(struct spool *spool, uint64_t where, size_t n, struct buf *scratch, struct sv *out) MUST_USE;

void spool_clear(struct spool *spool); /* forgets all bytes and releases memory and file; also the end of its life */

#endif
