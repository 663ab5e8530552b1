/*
 * How a run ended, for --metrics-file (sink/metrics_file.h). A failed run writes it too, without rows and requests. No
 * personal data. Borrows the export.
 */
#ifndef EXPORT_METRICS_H
#define EXPORT_METRICS_H

#include "export/context.h"

/* `status`: the exit status of the program. Errors: RC_OUTPUT. */
enum rc metrics_write(const char *path, const struct export *export, enum rc status) MUST_USE;

#endif
