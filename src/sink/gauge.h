/*
 * The form of the metrics file, which is that of Prometheus (sink/metrics_file.h).
 */
#ifndef SINK_GAUGE_H
#define SINK_GAUGE_H

#include "base/buf.h"

#define GAUGE_BEGIN "# HELP pinpoint_export_" /* of every metrics file */

/* Appends the lines that come before the values of a gauge. */
static inline void gauge_add_head(struct buf *out, const char *name, const char *help)
{
	buf_addf(out, GAUGE_BEGIN "%s %s\n# TYPE pinpoint_export_%s gauge\n", name, help, name);
}

#endif
