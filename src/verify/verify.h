/*
 * Compares a published run with its manifest: the directory holds the files that the manifest lists and no others, and
 * each file has its size, its SHA-256, one whole gzip member, its number of rows, and the table's columns in each row.
 *
 * Lifecycle: verify_open(), verify_run(), then the struct holds what was counted and found; verify_close() at any time
 * after verify_open(). `app` is borrowed. Memory: the manifest, one piece of a file, one cell.
 * Errors: RC_USAGE where there is no run to verify, RC_DIFFERENCE for the first difference (in `run.difference`), RC_OUTPUT
 * for what cannot be read.
 */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "verify/context.h"

enum rc verify_open(struct verify *verify, const struct app *app, const char *path) MUST_USE;
enum rc verify_run(struct verify *verify) MUST_USE;
void verify_close(struct verify *verify);

#endif
