/*
 * A run on its way to being published: it is written in DIR/.state/RUN and appears as DIR/RUN in one rename.
 *
 * The steps and their order (output/README.md, "How a run appears"). Each step is on disk before the next begins:
 *   (a) publish_prepare(): the files, their names, the names of the run and of its marker (publish/marker.h). If the
 *       process is killed before (b), the run was never committed, and the next run removes it.
 *   (b) the state's COMMIT, which names the run: the commit point. Data and state change in the same instant, so no
 *       change can be exported twice or never. From here on there is only forward.
 *   (c), (d) publish_finish(): the rename, then `latest`. If the process is killed in between, the next run finds a
 *       committed run in .state/, or a `latest` that lags behind, and does the rest (publish/recovery.h) first.
 * Without a state nothing is compared, and the rename itself is the commit point: publish_without_state().
 *
 * Lifecycle: directory_open(), publish_begin(); files are written into `staging`, synced and closed; then the steps
 * above, or publish_abandon() on any failure; finally publish_release(). `directory` is borrowed. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_PUBLISH_H
#define PUBLISH_PUBLISH_H

#include "base/timestamp.h"
#include "publish/recovery.h"

#define PUBLISH_NAME_TRIES 100000
#define PUBLISH_COMMITTED "committed; the next run publishes it"
#define PUBLISH_PERHAPS_COMMITTED "perhaps committed; the next run publishes it or removes it"

struct publish {
	struct directory *directory;
	int64_t run_ms; /* the run's one time: run_id, watermark and changed_at */
	char run_id[RUN_NAME_SIZE];
	char *staging, *published; /* DIR/.state/RUN, DIR/RUN */
	bool marked;               /* there is a marker */
	bool committed;
};

struct publish_config {
	int64_t now_ms;
	const char
		*named_state; /* absolute path of the state if --state names one, for the marker; NULL: the usual one */
	struct commit_history history;
};

/* Publishes or removes what killed runs left, chooses the run's time, makes its staging directory. */
enum rc publish_begin(struct publish *publish, struct directory *directory,
		      const struct publish_config *config) MUST_USE;

enum rc publish_prepare(struct publish *publish) MUST_USE;
void publish_committed(struct publish *publish); /* the state holds the run */
/* `latest` follows only if the run is complete. If this fails, the next run does it again. */
enum rc publish_finish(struct publish *publish, bool complete) MUST_USE;

/* The run is published: if memory runs out after this (base/mem.h), the exit status still says so. */
void publish_done(bool complete);

enum rc publish_without_state(struct publish *publish, bool complete) MUST_USE;

/* Removes the staging directory; does nothing after a commit. Never changes rc_text(). */
void publish_abandon(struct publish *publish);
void publish_release(struct publish *publish);

#endif
