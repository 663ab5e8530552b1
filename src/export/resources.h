/*
 * The middle of an export: records come from fetch/, go through map/, leave as rows of the tables.
 */
#ifndef EXPORT_RESOURCES_H
#define EXPORT_RESOURCES_H

#include "export/context.h"

/* Opens plans, outlets and ledgers for all wanted tables; `files` is what all their files have in common. */
enum rc export_open_resources(struct export *export, const struct table_file_config *files,
			      const char *spool_directory) MUST_USE;
void export_close_resources(struct export *export);

/* Reads everything. RC_CREDENTIALS if nothing was readable. */
enum rc export_read(struct export *export) MUST_USE;

/* Finishes the files of what was readable, and says what the run lacks. */
enum rc export_finish_files(struct export *export) MUST_USE;

#endif
