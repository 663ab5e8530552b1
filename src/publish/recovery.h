/*
 * What killed runs left in an output directory, and the steps that a committed run still needs (publish/publish.h):
 * always forward, and each step is harmless when it is done again. The lock is held, so nobody else writes here.
 * A run in .state/ that was committed is published; one that was not is removed. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_RECOVERY_H
#define PUBLISH_RECOVERY_H

#include <stdint.h>

#include "publish/directory.h"

/*
 * Which runs were committed, as the state says. `was_committed` NULL: no state is kept, so no run was. `state`: what the
 * run's marker says (publish/marker.h), NULL without one.
 */
struct commit_history {
	enum rc (*was_committed)(void *context, int64_t run_ms, const char *state, bool *committed, bool *complete);
	void *context;
	int64_t last_run_ms; /* the last run of this run's state; TIMESTAMP_NONE: none */
	bool last_complete;
};

enum rc recovery_run(const struct directory *directory, const struct commit_history *history) MUST_USE;

/* Moves a committed run to its place, and points `latest` to it if it is complete. */
enum rc recovery_move(const struct directory *directory, const char *run, bool complete) MUST_USE;

#endif
