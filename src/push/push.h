/*
 * Sends published runs to object storage (--publish-to), and keeps note of it in the state. It works on what is published on
 * disk, and knows nothing of how it came there.
 *
 * Lifecycle: push_open() checks everything that can be checked without a request, push_published() or push_named(), then the
 * struct holds what was done; push_close() at any time, also after a failed push_open(). `app` is borrowed.
 * Errors: those of push/run.h for the first run that could not be pushed. A damaged run does not hold up the others.
 */
#ifndef PUSH_PUSH_H
#define PUSH_PUSH_H

#include "push/types.h"
#include "state/state.h"

struct push {
	const struct app *app;
	struct s3_bucket bucket;
	struct push_session session;
	struct push_latest latest;
	struct push_figures figures;
	uint64_t runs; /* pushed, or found to be there */
	int64_t ms;    /* that it took */
};

/* Where the runs are. All borrowed. */
struct push_place {
	const char *output;
	const char *state;   /* path; NULL, or no such file: nothing is noted */
	const char *account; /* whose runs they have to be; NULL: anybody's */
};

/* The destination that the options name; s3_bucket_release() it. */
enum rc push_read_bucket(const struct app *app, struct s3_bucket *bucket) MUST_USE;

enum rc push_open(struct push *push, const struct app *app) MUST_USE;
void push_close(struct push *push);

/* Every run in the output directory that was not pushed yet, oldest first. */
enum rc push_published(struct push *push, const struct push_place *place) MUST_USE;

/* These runs, whatever the state says. */
enum rc push_named(struct push *push, const struct push_place *place, char *const *paths, size_t count) MUST_USE;

/* From now on no run is meant for the destination of the options: its notes are deleted. No request. */
enum rc push_forget(const struct app *app, const struct push_place *place) MUST_USE;

/* Runs that were not pushed to where they were meant for. */
struct push_waiting {
	uint64_t waiting; /* on disk: the next push sends them */
	uint64_t
		lost; /* gone from the disk, and no later complete snapshot was pushed: their changes are missing there */
};

/* By what the state says of this destination. Without a state both are 0. */
enum rc push_count_waiting(const struct push *push, const struct push_place *place,
			   struct push_waiting *waiting) MUST_USE;

/* Is the run of that time still on disk, in the output directory or where it was published? */
bool push_is_there(const char *output, const struct state_unpushed *run);

#endif
