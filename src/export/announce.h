/*
 * Logs what the tables of a resource lack, a line for each reason.
 */
#ifndef EXPORT_ANNOUNCE_H
#define EXPORT_ANNOUNCE_H

#include "export/context.h"

/* After everything was read and settled. */
void announce_resource(const struct export *export, const struct export_resource *resource);

#endif
