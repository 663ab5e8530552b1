/*
 * Where the warehouse finds the files of a run: the run's own directory, or what --from says.
 * Errors: RC_USAGE, for a place that this warehouse cannot read, and for characters that a client or a shell would interpret.
 */
#ifndef LOAD_LOCATION_H
#define LOAD_LOCATION_H

#include "base/buf.h"
#include "warehouse/dialects.h"

/* Appends the place, absolute and with a slash at its end. `from` may be NULL. */
enum rc location_find(const struct dialect *dialect, const char *run_directory, const char *from,
		      struct buf *out) MUST_USE;

/*
 * Appends a directory that a script can make for what it unpacks: in `temporary`, or in /tmp where that one's name cannot
 * be written into a script.
 */
void location_temporary(const char *temporary, const char *run_id, struct buf *out);

#endif
