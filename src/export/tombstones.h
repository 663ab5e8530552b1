/*
 * The rows of what is gone (output/README.md, "Tombstones"): id, remote_id (not that of tags) and the ids of links stay, in
 * native tables id alone; the rest is NULL, so that no personal data of a deleted record is kept. Written after the live
 * rows of a table.
 */
#ifndef EXPORT_TOMBSTONES_H
#define EXPORT_TOMBSTONES_H

#include "base/timestamp.h"
#include "export/context.h"

#define TOMBSTONES_KEPT_MS (14 * MS_PER_DAY) /* how long snapshots keep them */

/* Writes and counts those of every wanted table that was read; none without a state. Errors: of state and outlets. */
enum rc tombstones_write(struct export *export) MUST_USE;

#endif
