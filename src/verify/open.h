/*
 * The directory of the run that is verified, and its files: opened without following links, read piece by piece. Nothing
 * outside the directory is opened, and nothing is written.
 * Errors: RC_DIFFERENCE (in `difference`) for what is missing or not a regular file, RC_OUTPUT for what cannot be read.
 */
#ifndef VERIFY_OPEN_H
#define VERIFY_OPEN_H

#include "cli/app.h"
#include "manifest/difference.h"
#include "manifest/read.h"

#define VERIFY_PIECE ((size_t)256 << 10) /* bytes of a file read at once */

struct verify {
	const struct app *app;
	const char *path; /* as given */
	int directory;    /* descriptor; -1: not open */
	struct manifest_reader *reader;
	const struct manifest *manifest;     /* NULL until it is read */
	uint64_t tables, files, rows, bytes; /* checked so far */
	struct difference difference;
};

/* Opens a file of the run, which must be there and a regular file, and gives its size. */
enum rc verify_open_file(struct verify *verify, const char *name, int *fd, uint64_t *size) MUST_USE;

/* Reads a piece; empty at the end. Ends with RC_OUTPUT where a signal asks the program to end. */
enum rc verify_read(struct verify *verify, const char *name, int fd, struct sv *piece) MUST_USE;

/* Records a failure: of a call that set errno, or that there is `found` instead of a regular file. */
enum rc verify_unreadable(const struct verify *verify, const char *name) MUST_USE;
enum rc verify_differ_in_kind(struct verify *verify, const char *name, const char *found) MUST_USE;

#endif
