/*
 * What manifest.json says of a run (output/README.md, "manifest.json"). The order of its keys is fixed, so equal runs give
 * equal bytes. Everything in here is borrowed. Times are written as given; NULL becomes null.
 */
#ifndef MANIFEST_MANIFEST_H
#define MANIFEST_MANIFEST_H

#include <stdint.h>

#include "base/buf.h"

#define MANIFEST_VERSION 1
#define MANIFEST_REPLACED_CHARACTERS "replaced_characters"

struct manifest_warning {
	const char *name; /* "email.invalid" */
	uint64_t count;
};

struct manifest_column {
	const char *name, *type;
	bool nullable;
	bool not_compared; /* a difference there alone does not make a row changed */
	bool hashed;       /* its texts are tokens */
};

struct manifest_file {
	const char *path;
	uint64_t rows, bytes, uncompressed_bytes;
	const char *sha256;
};

struct manifest_rows {
	uint64_t written, created, changed, deleted, unchanged, unconfirmed;
};

struct manifest_table {
	const char *name;
	const char *status;                         /* complete, incomplete, not_readable, not_requested */
	const char *changed_at, *remote_updated_at; /* the latest ones */
	struct manifest_rows rows;
	const struct manifest_warning *warnings; /* in any order; they are written sorted by name */
	size_t warning_count;
	uint64_t replaced_characters;
	const struct manifest_column *columns;
	size_t column_count;
	const struct manifest_file *files;
	size_t file_count;
};

struct manifest_resource {
	const char *name; /* "jobs" */
	const char *const *given_up;
	size_t given_up_count;
	int64_t announced; /* how many records the service says there are; -1: it never said, written as null */
	uint64_t received, pages, passes, requests, retried, bytes;
	const char *read_at;
};

struct manifest {
	const char *tool_version;
	const char *run_id, *account, *mode, *format;
	bool complete;
	const char *started_at, *finished_at;
	const char *previous_run_id;
	const char *watermark;
	const struct manifest_table *tables;
	size_t table_count;
	const struct manifest_resource *resources;
	size_t resource_count;
};

/* Appends the JSON text, which ends with a newline. */
void manifest_write(const struct manifest *manifest, struct buf *out);

#endif
