/*
 * Files that hold a secret: the API key, and the key of --hash-columns.
 */
#ifndef CLI_SECRET_FILE_H
#define CLI_SECRET_FILE_H

#include "base/error.h"

struct secret_file {
	const char *what; /* "the API key file", for messages */
	const char *path;
	char *bytes; /* where the content goes; the caller wipes it, also after an error */
	size_t size; /* a longer file fills it */
};

/* *n: how many bytes there are. RC_USAGE if it cannot be read. */
enum rc secret_file_read(const struct secret_file *file, size_t *n) MUST_USE;

#endif
