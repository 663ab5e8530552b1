/*
 * How complete a run is: asked by everything that reports on it.
 */
#ifndef EXPORT_STATUS_H
#define EXPORT_STATUS_H

#include "export/context.h"

const struct fetch_result *export_result(const struct export *export, const struct export_resource *resource);
bool export_was_read(const struct export *export, const struct export_resource *resource);

/* As the manifest spells it. */
const char *export_table_status(const struct export *export, const struct export_resource *resource, unsigned table);

/* Was every wanted table readable, without drift, and without anything unconfirmed? */
bool export_complete(const struct export *export);

#endif
