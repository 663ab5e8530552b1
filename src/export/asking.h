/*
 * What a resource is asked for: the request of a plan, as an export makes it and `check` tries it.
 */
#ifndef EXPORT_ASKING_H
#define EXPORT_ASKING_H

#include "fetch/types.h"
#include "map/plan.h"

/* Borrows the plan. Without a handler, and whole. */
struct fetch_request asking_request(const struct plan *plan);

#endif
