/*
 * Deletes published runs that are old enough (scripts/OPERATING.md, "Deleting old runs"). What is never deleted, however old:
 *
 *   - the newest complete snapshot, from which a reader can start
 *   - what `latest` points to
 *   - a run that is still to be pushed
 *   - a directory that is not a run of this account exactly as it was published: without a readable manifest, of another
 *     account, or with anything that its manifest does not list
 *
 * Prints one line for each run that is deleted, or that is old enough and kept. Stopped at any point, it has deleted some of
 * the runs, each of them whole. Errors: RC_OUTPUT, RC_LOCKED, RC_USAGE (another account, no state, no destination), RC_PIPE.
 */
#ifndef PRUNE_PRUNE_H
#define PRUNE_PRUNE_H

#include "cli/app.h"

/* `state`: path of the state that says what is still to be pushed; NULL: runs are kept without one. Both are borrowed. */
enum rc prune(const struct app *app, const char *state, const char *account) MUST_USE;

#endif
