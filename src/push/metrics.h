/*
 * What a push adds to the metrics file: what still waits, and what was sent.
 */
#ifndef PUSH_METRICS_H
#define PUSH_METRICS_H

#include "push/push.h"

/* After push_open(), also a failed one. The account of `place` has to be known. Keeps the failure that is recorded. */
void push_add_metrics(const struct push *push, const struct push_place *place, struct buf *out);

#endif
