/*
 * The file of --metrics-file: a Prometheus textfile for node_exporter's textfile collector. It is written under another
 * name and renamed, so that the collector never sees half of it. A symbolic link stays one; what is not such a file is
 * never replaced.
 * Errors: RC_OUTPUT.
 */
#ifndef SINK_METRICS_FILE_H
#define SINK_METRICS_FILE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

#define METRICS_BYTES_MAX ((size_t)1 << 20) /* of a file whose gauges are kept */

/* `mask`: --umask. Collectors run as another user, and nothing here is secret, so anybody may read it whatever that says. */
enum rc metrics_file_write(const char *path, mode_t mask, const struct buf *text) MUST_USE;

/* Writes only the gauges that `text` has; all others keep what the file says. */
enum rc metrics_file_update(const char *path, mode_t mask, struct buf *text) MUST_USE;

#endif
