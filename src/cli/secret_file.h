/*
 * Files that hold a secret: the API key, and the key of --hash-columns.
 */
#ifndef CLI_SECRET_FILE_H
#define CLI_SECRET_FILE_H

#include "base/buf.h"

/*
 * Appends the file to `out`, which the caller wipes: AUTO_SECRET. `what`: "the API key file", for messages. A file of more
 * than `most` bytes gives one byte more than that. RC_USAGE if it cannot be read.
 */
enum rc secret_file_read(const char *what, const char *path, size_t most, struct buf *out) MUST_USE;

#endif
