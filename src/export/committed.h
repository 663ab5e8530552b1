/*
 * The output directory and the state file of an export: chosen, opened, asked which runs were committed, closed.
 */
#ifndef EXPORT_COMMITTED_H
#define EXPORT_COMMITTED_H

#include "export/context.h"

/*
 * Opens the output directory, and the state that this run keeps, if any: sets state_path, named_state, directory and state.
 * RC_OUTPUT if the working directory has no path, or what directory_open() and state_open() say.
 */
enum rc committed_open(struct export *export) MUST_USE;
void committed_close_state(struct export *export);

/* For publish/recovery.h: which runs were committed, to whatever state they were written for. */
struct commit_history committed_history(struct export *export);

/* After a commit that failed: what the state file says about it. Closes the state; rc_text() stays. */
enum commit_fate { COMMIT_UNDONE, COMMIT_DONE, COMMIT_UNKNOWN };
enum commit_fate committed_fate(struct export *export);

char *committed_place(const struct export *export); /* absolute path of the run once it is published; mem_free() it */

#endif
