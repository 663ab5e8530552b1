/*
 * The list of runs, and how each resource was last read.
 */
#ifndef STATE_RUNS_H
#define STATE_RUNS_H

#include "state/store.h"

enum rc runs_add(struct state *state, const struct state_run *run) MUST_USE;

#endif
