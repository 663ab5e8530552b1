/*
 * Which state a run was written for, if --state named one: after a kill, the next run may keep another state, or none,
 * and has to ask the right one whether the run was committed. A file next to the run,
 *
 *   DIR/.state/RUN.state   0600: the absolute path of the state, and a line feed
 *
 * written before the run's directory is made, removed after the rename. A run without a marker was written for the usual
 * state of its directory, or for none. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_MARKER_H
#define PUBLISH_MARKER_H

#include "base/timestamp.h"
#include "publish/directory.h"

#define MARKER_SUFFIX ".state"
#define MARKER_PATH_MAX 8192 /* bytes */

enum rc marker_write(const struct directory *directory, const char *run, const char *state) MUST_USE;

/* NULL: there is none. "": it is not whole, so the run was killed before its commit. mem_free() the state. */
enum rc marker_read(const struct directory *directory, const char *run, char **state) MUST_USE;

/* If this fails, the next run removes it. Never changes rc_text(). */
void marker_remove(const struct directory *directory, const char *run);

/* Is this entry of .state/ a marker? If so, `run` is the name of its run. */
bool marker_is(struct sv entry, char run[RUN_NAME_SIZE]);

#endif
