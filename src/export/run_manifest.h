/*
 * The manifest of an export that is complete but for its publication (manifest/manifest.h). Borrows the export.
 * Errors: RC_OUTPUT if the state cannot be read.
 */
#ifndef EXPORT_RUN_MANIFEST_H
#define EXPORT_RUN_MANIFEST_H

#include "export/context.h"

/* For a run without a manifest: one line for each warning that it would have. */
void run_manifest_report(const struct export *export);

/* Appends the text of manifest.json. */
enum rc run_manifest_write(const struct export *export, struct buf *out) MUST_USE;

#endif
