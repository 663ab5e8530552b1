/*
 * The name of an output file, in one place for those who write files and those who check them: "jobs.csv.gz" for the only
 * file of a table, "jobs.00002.csv.gz" for the second of several (output/README.md, "Files of a run").
 */
#ifndef SINK_PART_NAME_H
#define SINK_PART_NAME_H

#include "base/buf.h"

#define PART_NUMBER_MAX 99999
#define PART_SUFFIX ".gz" /* of every name */

/* Appends the name. `extension` is the format's (".csv"); `number` is 0 for the only file, else 1 to PART_NUMBER_MAX. */
void part_name_add(struct buf *out, const char *table, const char *extension, size_t number);

#endif
