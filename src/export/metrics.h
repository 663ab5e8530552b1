/*
 * The end of a run as a Prometheus textfile (--metrics-file), for node_exporter's textfile collector: written aside and
 * renamed, so that the collector never sees half of it. It is written whatever the run came to; what a failed run did not
 * get to is left out. No personal data.
 */
#ifndef EXPORT_METRICS_H
#define EXPORT_METRICS_H

#include "export/context.h"

/* `status` is what the program will end with. Errors: RC_OUTPUT. */
enum rc metrics_write(const char *path, const struct export *export, enum rc status) MUST_USE;

#endif
