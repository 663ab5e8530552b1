/*
 * How complete a run is: for everything that reports on it. Needs the results of fetch/; nothing fails.
 */
#ifndef EXPORT_STATUS_H
#define EXPORT_STATUS_H

#include "export/context.h"

/* What fetch/ says of the resource; valid as long as the export. */
const struct fetch_result *status_fetched(const struct export *export, const struct export_resource *resource);
bool status_was_read(const struct export *export, const struct export_resource *resource);
/* False also if the service refused the part of the request that brings its rows. */
bool status_was_table_read(const struct export *export, const struct export_resource *resource, unsigned table);
size_t status_resources_read(const struct export *export);

/*
 * May a missing record of this resource count as deleted? Only if all of it was read, in the form and view of earlier
 * runs: output/README.md, "What counts as gone".
 */
bool status_may_delete(const struct export *export, const struct export_resource *resource);

/* complete, incomplete or not_readable, as in output/README.md, "manifest.json". */
const char *status_of_table(const struct export *export, const struct export_resource *resource, unsigned table);

/*
 * Does a table that could not be read make the run incomplete? Only if it was asked for by name, or was readable before:
 * the others may be something that the account never had (output/README.md, "Exit status").
 */
bool status_makes_incomplete(const struct export *export, const struct export_resource *resource, unsigned table);

/* Was every wanted table read, but for those that the account may never have had, and is nothing in doubt? */
bool status_is_complete(const struct export *export);

#endif
