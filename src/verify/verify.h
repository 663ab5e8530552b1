/*
 * Re-reads a published run against its manifest (contract, section 1): the manifest itself, that the run's directory holds
 * the files it lists and nothing else, then each file as a stream: bytes, SHA-256, gzip, rows and what stands in them.
 *
 * Life cycle: verify_open(), verify_run(), then what was counted and found stands in the struct; verify_close() at any
 * time after verify_open(). `app` is borrowed. Memory: the manifest, one piece of a file, one cell.
 * Errors: RC_USAGE where there is no run to verify, RC_DIFFERENCE for the first difference (in `difference`), RC_OUTPUT
 * for what cannot be read. Nothing is followed out of the directory, and nothing is written.
 */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "verify/open.h"

enum rc verify_open(struct verify *verify, const struct app *app, const char *path) MUST_USE;
enum rc verify_run(struct verify *verify) MUST_USE;
void verify_close(struct verify *verify);

#endif
