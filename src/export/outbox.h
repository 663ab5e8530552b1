/*
 * What an export does for --publish-to: it checks the destination before the first request, and once its run is published,
 * pushes every run that is not there yet. Without the option nothing here does anything.
 */
#ifndef EXPORT_OUTBOX_H
#define EXPORT_OUTBOX_H

#include "export/context.h"

/* Errors: those of push_open(). */
enum rc outbox_open(struct export *export) MUST_USE;

/*
 * `rc`: the result of the export so far. If a run was published: that result again, or RC_UNPUSHED where it was not pushed.
 * The state is closed then.
 */
enum rc outbox_send(struct export *export, enum rc rc) MUST_USE;

void outbox_add_metrics(const struct export *export, struct buf *out);
void outbox_close(struct export *export);

#endif
