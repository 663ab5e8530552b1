/*
 * Deletes a published run whole: it leaves the output directory in one rename, to DIR/.state/RUN.gone, and is removed there.
 * So nobody ever sees half a run, and what a killed process left is known by its name. The lock is held. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_REMOVAL_H
#define PUBLISH_REMOVAL_H

#include "publish/directory.h"

enum rc removal_run(const struct directory *directory, const char *run) MUST_USE;

/* Removes an entry of .state/ if it is a run that removal_run() had renamed. */
enum rc removal_finish(const struct directory *directory, const char *entry) MUST_USE;

/* Does that for all of them. */
enum rc removal_finish_all(const struct directory *directory) MUST_USE;

#endif
