/*
 * Re-reads a published run against its manifest (contract, section 1): the manifest itself, that the run's directory holds
 * the files it lists and nothing else, then each file as a stream: bytes, SHA-256, gzip, rows and what stands in them.
 *
 * Life cycle: verify_open(), verify_run(), then what was counted and found stands in the struct; verify_close() at any
 * time after verify_open(). `app` is borrowed. Memory: the manifest, one piece of a file, one cell.
 * Errors: RC_USAGE where there is no run to verify, RC_DIFFERENCE for the first difference (in `difference`), RC_OUTPUT
 * for what cannot be read. Nothing is followed out of the directory, and nothing is written.
 */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "app/commands.h"
#include "app/difference.h"
#include "app/manifest_read.h"

#define VERIFY_PIECE ((size_t)256 << 10) /* bytes of a file read at once */

struct verify {
	const struct app *app;
	const char *path; /* as it was given */
	int directory;    /* descriptor; -1: not open */
	struct manifest_reader *reader;
	const struct manifest *manifest;     /* NULL until it was read */
	uint64_t tables, files, rows, bytes; /* checked, so far */
	struct difference difference;
};

enum rc verify_open(struct verify *verify, const struct app *app, const char *path) MUST_USE;
enum rc verify_run(struct verify *verify) MUST_USE;
void verify_close(struct verify *verify);

/* --- Between its files only */

/* Opens a file of the run that must be there, as a file; its size. */
enum rc verify_open_file(struct verify *verify, const char *name, int *fd, uint64_t *size) MUST_USE;

/* Reads some; n is 0 at the end. Also where a signal that asks to end is heard. */
enum rc verify_read(struct verify *verify, const char *name, int fd, struct sv *piece) MUST_USE;

/* One file of a table (app/verify_file.c). */
enum rc verify_file(struct verify *verify, const struct manifest_table *table,
		    const struct manifest_file *file) MUST_USE;

#endif
