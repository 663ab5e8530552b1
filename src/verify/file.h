/*
 * Checks one file of a run as a stream: hashed as it is, inflated, its rows and columns counted. Memory stays flat whatever
 * the file holds: a gzip bomb is stopped at the manifest's uncompressed_bytes. Errors: as in verify/verify.h.
 */
#ifndef VERIFY_FILE_H
#define VERIFY_FILE_H

#include "verify/context.h"

enum rc verify_file(struct verify *verify, const struct manifest_table *table,
		    const struct manifest_file *file) MUST_USE;

#endif
