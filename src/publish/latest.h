/*
 * The link DIR/latest to the last complete run (output/README.md, "Files of a run"). It is made in .state/ and renamed to
 * its place. Only a link is ever replaced, and only what this program made is ever removed. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_LATEST_H
#define PUBLISH_LATEST_H

#include <stdint.h>

#include "publish/directory.h"

/* Fails if anything but a link has that name. *run_ms: the run that it points to; TIMESTAMP_NONE if there is none. */
enum rc latest_check(const struct directory *directory, int64_t *run_ms) MUST_USE;

/* Points it to a run, unless it already points to a later one. The caller syncs the directory. */
enum rc latest_point(const struct directory *directory, const char *run) MUST_USE;

/* Before anything is fetched: can a link be created in .state/ and renamed into the directory above it? */
enum rc latest_try(const struct directory *directory) MUST_USE;

/* Removes links that a killed run left on their way. */
void latest_clean(const struct directory *directory);

#endif
