/*
 * One file of a run as a stream: hashed as it is, inflated, its rows checked. Memory stays flat whatever the file, since
 * a decompression bomb ends at the manifest's uncompressed_bytes. Errors: as in verify/verify.h.
 */
#ifndef VERIFY_FILE_H
#define VERIFY_FILE_H

#include "verify/open.h"

enum rc verify_file(struct verify *verify, const struct manifest_table *table,
		    const struct manifest_file *file) MUST_USE;

#endif
