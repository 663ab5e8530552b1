/*
 * From what an export did to what its manifest says.
 */
#ifndef EXPORT_RUN_MANIFEST_H
#define EXPORT_RUN_MANIFEST_H

#include "export/context.h"

/* Appends the manifest. */
enum rc export_manifest(const struct export *export, struct buf *out) MUST_USE;

#endif
