/*
 * The resources of an export: records come from fetch/, pass through map/, and leave as rows of the tables.
 *
 * Lifecycle: resources_open(), resources_read(), deletions.h and tombstones.h where there is a state,
 * resources_finish(); resources_close() at any time. What they need is in the export, which owns them.
 * Errors: those of fetch/, of the state and of the output files.
 */
#ifndef EXPORT_RESOURCES_H
#define EXPORT_RESOURCES_H

#include "export/context.h"

/* Opens plans, outlets and ledgers of all wanted tables. `files`: what all output files have in common. */
enum rc resources_open(struct export *export, const struct table_file_config *files,
		       const char *spool_directory) MUST_USE;
void resources_close(struct export *export);

/* Reads all of them. RC_CREDENTIALS if none was readable. */
enum rc resources_read(struct export *export) MUST_USE;

/* Closes the files of the readable ones, and logs what the run lacks. */
enum rc resources_finish(struct export *export) MUST_USE;

#endif
