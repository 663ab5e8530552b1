/*
 * Pushes one published run: its data files, several at a time, then its manifest, which makes it visible, then PREFIX/latest.
 * What is there already with the same bytes is not sent again, so a push can be interrupted anywhere and repeated
 * (scripts/OPERATING.md, "Object storage").
 *
 * Errors: those of push/session.h; RC_OUTPUT if the run is damaged or another run of that name is there; RC_USAGE if it is
 * not a run, or cannot be stored.
 */
#ifndef PUSH_RUN_H
#define PUSH_RUN_H

#include "push/types.h"

enum rc push_run(struct push_run *run) MUST_USE;

#endif
