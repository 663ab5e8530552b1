/*
 * The state file of an export: chosen, opened for the run, asked which runs were committed, closed.
 */
#ifndef EXPORT_COMMITTED_H
#define EXPORT_COMMITTED_H

#include "export/context.h"

/* Which state this run keeps: sets state_path and named_state. RC_OUTPUT if the working directory has no path. */
enum rc committed_choose_state(struct export *export) MUST_USE;

/* Opens it, if there is one. `temporary`: a directory for what does not fit into memory. */
enum rc committed_open_state(struct export *export, const char *temporary) MUST_USE;
void committed_close_state(struct export *export);

/* For publish/recovery.h: which runs were committed, to whatever state they were written for. */
struct commit_history committed_history(struct export *export);

/* After a commit that failed: what the state file says about it. Closes the state; rc_text() stays. */
enum commit_fate { COMMIT_UNDONE, COMMIT_DONE, COMMIT_UNKNOWN };
enum commit_fate committed_fate(struct export *export);

char *committed_place(const struct export *export); /* absolute path of the run once it is published; mem_free() it */

#endif
