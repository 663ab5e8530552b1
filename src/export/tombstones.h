/*
 * The rows of what is gone (contract, section 3): id, remote_id (not that of tags) and the ids of links stay, the rest
 * is NULL, so that nothing personal of the deleted is kept. Written after the live rows of a table.
 */
#ifndef EXPORT_TOMBSTONES_H
#define EXPORT_TOMBSTONES_H

#include "export/context.h"

#define TOMBSTONES_SHOWN_MS ((int64_t)14 * 24 * 60 * 60 * 1000) /* so long do snapshots carry them */

/* Writes and counts those of every wanted table that was read. */
enum rc tombstones_write(struct export *export) MUST_USE;

#endif
