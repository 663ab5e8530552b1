/*
 * The files of one table, written row by row: gathers blocks that end with a row and pushes each as one sink_write()
 * through gzip, which makes every block independent. Once a part has reached max_file_size compressed bytes, the
 * next row begins the next part: TABLE.csv.gz alone, or TABLE.00001.csv.gz, TABLE.00002.csv.gz… (the first is
 * renamed then). Or to a descriptor (standard output), with or without gzip, never in parts.
 *
 * Life cycle: table_file_new(), (table_file_row_begin(), append, table_file_row_end())…, table_file_close() which
 * syncs and closes the last part, then the accessors; table_file_free() at any time. Everything in the configuration
 * is borrowed. Memory: what is gathered of one block; what one huge row blew up is given back.
 */
#ifndef SINK_TABLE_FILE_H
#define SINK_TABLE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/digest.h"
#include "sink/part_name.h"

#define TABLE_PARTS_MAX PART_NUMBER_MAX
#define TABLE_BLOCK_KEEP ((size_t)4 << 20)

struct pool;

struct table_file_config {
	const char *table;     /* "jobs" */
	const char *extension; /* ".csv" */
	struct sv header;      /* bytes that begin every part; empty where the form has none */
	const char *directory; /* where the parts are made; NULL: write to `fd` */
	mode_t mode;           /* of the parts */
	int fd;
	const char *fd_name; /* for messages */
	struct pool *pool;   /* deflates; NULL: not compressed, only to a descriptor */
	uint64_t max_file_size;
};

struct table_part {
	char *path; /* within the directory; NULL for a descriptor */
	uint64_t rows, bytes, uncompressed_bytes;
	char sha256[SHA256_HEX_SIZE]; /* empty for a descriptor */
};

struct table_file;

struct table_file *table_file_new(const struct table_file_config *config);

/* Where the row's bytes are to be appended. What fails here is reported by table_file_row_end(). */
struct buf *table_file_row_begin(struct table_file *file);
enum rc table_file_row_end(struct table_file *file) MUST_USE;

/* Writes what is gathered and finishes the last part; a table without rows gets its one part. */
enum rc table_file_close(struct table_file *file) MUST_USE;

/* After the close. */
size_t table_file_parts(const struct table_file *file, const struct table_part **parts);

void table_file_free(struct table_file *file); /* NULL is fine */

#endif
