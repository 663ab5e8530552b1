/*
 * Does the destination answer, and take the credentials? One signed GET of PREFIX/latest; nothing is written.
 */
#ifndef PUSH_PROBE_H
#define PUSH_PROBE_H

#include "push/push.h"

struct push_probe {
	bool readable;  /* else the credentials may not read, or nothing is there and they may not list */
	bool there;     /* there is one; known if readable */
	int64_t run_ms; /* that it names; TIMESTAMP_NONE: none */
};

/* Errors: those of push/session.h. `push` is open. */
enum rc push_probe(struct push *push, struct push_probe *probe) MUST_USE;

#endif
