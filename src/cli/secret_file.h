/*
 * Files that hold a secret: the API key, and the key of --hash-columns.
 */
#ifndef CLI_SECRET_FILE_H
#define CLI_SECRET_FILE_H

#include "base/error.h"
#include "cli/log.h"

struct secret_file {
	const char *what; /* "the API key file", for messages */
	const char *path;
	char *bytes; /* where the content goes; the caller wipes it, also after an error */
	size_t size; /* a longer file fills it */
};

/* *n: how many bytes there are. Warns about a file that other users can read. RC_USAGE if it cannot be read. */
enum rc secret_file_read(const struct secret_file *file, struct log *log, size_t *n) MUST_USE;

#endif
