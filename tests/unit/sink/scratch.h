/*
 * A directory of the test's own, and whole files read back. Included by the test programs of this folder only.
 */
#ifndef TESTS_SINK_SCRATCH_H
#define TESTS_SINK_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "sink/file.h"

static char scratch_directory[64];
static char scratch_path_text[128];

static inline int scratch_begin(void **state)
{
	(void)state;
	snprintf(scratch_directory, sizeof(scratch_directory), "/tmp/sink-test-XXXXXX");
	return mkdtemp(scratch_directory) ? 0 : -1;
}

static inline int scratch_end(void **state)
{
	(void)state;
	return file_remove_tree(scratch_directory) == RC_OK ? 0 : -1;
}

/* Valid until the next call. */
static inline const char *scratch_path(const char *name)
{
	snprintf(scratch_path_text, sizeof(scratch_path_text), "%s/%s", scratch_directory, name);
	return scratch_path_text;
}

static inline void read_stream(FILE *file, struct buf *out)
{
	size_t n;

	do {
		buf_reserve(out, 4096);
		n = fread(out->p + out->n, 1, 4096, file);
		out->n += n;
	} while (n > 0);
}

static inline bool read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");

	buf_clear(out);
	if (!file)
		return false;
	read_stream(file, out);
	fclose(file);
	return true;
}

#endif
