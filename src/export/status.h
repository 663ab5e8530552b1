/*
 * How complete a run is: for everything that reports on it. Needs the results of fetch/; nothing fails.
 */
#ifndef EXPORT_STATUS_H
#define EXPORT_STATUS_H

#include "export/context.h"

/* What fetch/ says of the resource; valid as long as the export. */
const struct fetch_result *status_fetched(const struct export *export, const struct export_resource *resource);
bool status_was_read(const struct export *export, const struct export_resource *resource);
size_t status_resources_read(const struct export *export);

/*
 * May a missing record of this resource count as deleted? Only if all of it was read, in the form and view of earlier
 * runs: output/README.md, "What counts as gone".
 */
bool status_may_delete(const struct export *export, const struct export_resource *resource);

/* complete, incomplete or not_readable, as in output/README.md, "manifest.json". */
const char *status_of_table(const struct export *export, const struct export_resource *resource, unsigned table);

/* Was every wanted table read, without drift, and without anything unconfirmed? */
bool status_is_complete(const struct export *export);

#endif
