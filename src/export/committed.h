/*
 * The state file of an export: opened for the run, asked which runs were committed, closed.
 */
#ifndef EXPORT_COMMITTED_H
#define EXPORT_COMMITTED_H

#include "export/context.h"

/* Opens the state of this run, if it keeps one. `temporary`: a directory for what does not fit into memory. */
enum rc export_open_state(struct export *export, const char *temporary) MUST_USE;
enum rc export_name_other_state(struct export *export) MUST_USE; /* once the directory is open */
void export_close_state(struct export *export);
struct memory export_memory(struct export *export); /* of the runs that were committed */

/* After a commit that failed: what the state file says of it. */
enum commit_fate { COMMIT_UNDONE, COMMIT_DONE, COMMIT_UNKNOWN };
enum commit_fate export_commit_fate(struct export *export);
char *export_place(const struct export *export); /* absolute path of the run once published; mem_free() it */

#endif
