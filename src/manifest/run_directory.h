/*
 * The directory of a published run: its manifest, and its files, opened without following links and read piece by piece.
 * Nothing outside the directory is opened, and nothing is written.
 *
 * Lifecycle: run_directory_open(), run_directory_manifest(), then `manifest` holds what it says; run_directory_close() at any
 * time after run_directory_open(). `path` and `stop` are borrowed.
 * Errors: RC_USAGE where there is no run, RC_DIFFERENCE (in `difference`) for what is missing, not a regular file or not a
 * manifest, RC_OUTPUT for what cannot be read.
 */
#ifndef MANIFEST_RUN_DIRECTORY_H
#define MANIFEST_RUN_DIRECTORY_H

#include "manifest/difference.h"
#include "manifest/read.h"

#define RUN_DIRECTORY_PIECE ((size_t)256 << 10) /* bytes of a file read at once */

struct run_directory {
	const char *path;         /* as given */
	volatile const int *stop; /* the number of the signal that ends the program, else 0 */
	int directory;            /* descriptor; -1: not open */
	struct manifest_reader *reader;
	const struct manifest *manifest; /* NULL until it is read */
	struct difference difference;
};

enum rc run_directory_open(struct run_directory *run, volatile const int *stop, const char *path) MUST_USE;
enum rc run_directory_manifest(struct run_directory *run) MUST_USE;
void run_directory_close(struct run_directory *run);

/* Opens a file of the run, which must be there and a regular file, and gives its size. */
enum rc run_directory_open_file(struct run_directory *run, const char *name, int *fd, uint64_t *size) MUST_USE;

/* Reads a piece; empty at the end. Ends with RC_OUTPUT where a signal asks the program to end. */
enum rc run_directory_read(struct run_directory *run, const char *name, int fd, struct sv *piece) MUST_USE;

/* Calls `each` with every name in the directory but "." and "..". */
enum rc run_directory_each(struct run_directory *run, enum rc (*each)(void *context, const char *name),
			   void *context) MUST_USE;

#endif
