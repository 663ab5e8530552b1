/*
 * Writes the files of one table row by row. Rows are collected into blocks, and each block is one sink_write() to gzip, which
 * makes it independent of the others. When a part has reached max_file_size compressed bytes, the next row begins the next
 * part (sink/part_name.h); the first part gets its number then. Or writes to a descriptor (standard output), with or without
 * gzip, never in parts.
 *
 * Lifecycle: table_file_new(), (table_file_row_begin(), append, table_file_row_end())…, table_file_close(), which syncs and
 * closes the last part, then table_file_parts(); table_file_free() at any time. Everything in the configuration is borrowed.
 * Memory: one block, or what sink/block.h leaves of it; a block that was enlarged by a huge row is not kept. Errors:
 * RC_OUTPUT, RC_PIPE; the first one sticks. Limit: PART_NUMBER_MAX parts.
 */
#ifndef SINK_TABLE_FILE_H
#define SINK_TABLE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/digest.h"
#include "sink/block.h"
#include "sink/part_name.h"

#define TABLE_BLOCK_KEEP ((size_t)4 << 20) /* bytes; a larger buffer is not kept for the next block */

struct pool;

struct table_file_config {
	const char *table;     /* "jobs" */
	const char *extension; /* ".csv" */
	struct sv header;      /* the first bytes of each part; empty if the format has no header */
	const char *directory; /* of the parts; NULL: write to `fd` */
	mode_t mode;           /* of the parts */
	int fd;
	const char *fd_name;   /* for messages */
	struct blocks *blocks; /* of all files; NULL: this one alone */
	struct pool *pool;     /* NULL: no compression, which is for descriptors only */
	uint64_t max_file_size;
};

struct table_part {
	char *path; /* within the directory; NULL for a descriptor */
	uint64_t rows, bytes, uncompressed_bytes;
	char sha256[SHA256_HEX_SIZE]; /* empty for a descriptor */
};

struct table_file;

struct table_file *table_file_new(const struct table_file_config *config);

/* The buffer to append the row to. A failure here is returned by table_file_row_end(). */
struct buf *table_file_row_begin(struct table_file *file);
enum rc table_file_row_end(struct table_file *file) MUST_USE;

/* Writes the rest and finishes the last part. A table without rows gets one part. */
enum rc table_file_close(struct table_file *file) MUST_USE;

/* After the close. */
size_t table_file_parts(const struct table_file *file, const struct table_part **parts);

void table_file_free(struct table_file *file); /* NULL is fine */

#endif
