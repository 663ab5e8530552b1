/*
 * What killed runs left in an output directory, and the steps that a committed run still needs (publish.h): always
 * forward, each of them harmless when done again. The lock is held, so nobody else is writing here.
 * A run that lies in .state/ and was committed is published; one that was not is removed. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_RECOVERY_H
#define PUBLISH_RECOVERY_H

#include "publish/directory.h"

/*
 * Who remembers which runs were committed: the state. `knows` NULL: there is none, no run was. `state`: what the run's
 * marker says (marker.h), NULL without one.
 */
struct memory {
	enum rc (*knows)(void *context, int64_t run_ms, const char *state, bool *committed, bool *complete);
	void *context;
	int64_t last_run_ms; /* of tonight's state; TIMESTAMP_NONE: none */
	bool last_complete;  /* that one, if it is to stand somewhere */
};

enum rc recovery_run(const struct directory *directory, const struct memory *memory) MUST_USE;

/* Moves a run that is written and committed to its place, and lets `latest` follow if it is complete. */
enum rc recovery_move(const struct directory *directory, const char *run, bool complete) MUST_USE;

/* Lets `latest` point to a run, unless it already points to a later one. The caller syncs the directory. */
enum rc recovery_point_latest(const struct directory *directory, const char *run) MUST_USE;

#endif
