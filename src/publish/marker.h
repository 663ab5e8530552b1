/*
 * Which state a run is committed to that lies in .state/, where that is not the usual one of the directory: the next run
 * may have another state, or none, and could not tell whether the run was committed. A file beside the run,
 *
 *   DIR/.state/RUN.state   0600: the absolute path of the state, and a line feed
 *
 * written before the run's directory is made, removed after the rename. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_MARKER_H
#define PUBLISH_MARKER_H

#include "publish/directory.h"
#include "base/timestamp.h"

#define MARKER_SUFFIX ".state"
#define MARKER_PATH_MAX 8192

enum rc marker_write(const struct directory *directory, const char *run, const char *state) MUST_USE;

/* NULL: there is none. "": it is not whole, so the run was killed before its commit. mem_free() the state. */
enum rc marker_read(const struct directory *directory, const char *run, char **state) MUST_USE;

/* One that stays is removed by the next run. Never touches rc_text(). */
void marker_remove(const struct directory *directory, const char *run);

/* Is this entry of .state/ a marker? Then of which run. */
bool marker_is(struct sv entry, char run[RUN_NAME_SIZE]);

#endif
