/*
 * A run on its way from nothing to published. It is written in DIR/.state/RUN and appears as DIR/RUN in one rename.
 *
 * The order, and why (contract, section 2). Each step is on disk before the next begins:
 *   (a) publish_prepare(): files, their names, the name of the run and of its marker (marker.h). Killed before (b): the
 *       run never was, the next one removes what lies there.
 *   (b) the state's COMMIT, which names the run: the commit point. Data and bookmark become true in one instant, so
 *       that no change can be told twice or never. From here there is only forward.
 *   (c), (d) publish_finish(): the rename, then `latest`. Killed in between: the next run finds a committed run in
 *       .state/, or a `latest` that lags behind, and does the rest (recovery.h) before it begins its own.
 * Without a state nothing is compared, and the rename itself is the commit point: publish_without_state().
 *
 * Life cycle: directory_open(), publish_begin(), files are written into `staging`, synced and closed, then the steps
 * above, or publish_abandon() on any failure; publish_release() at last. `directory` is borrowed. Errors: RC_OUTPUT.
 */
#ifndef PUBLISH_PUBLISH_H
#define PUBLISH_PUBLISH_H

#include "publish/recovery.h"
#include "base/timestamp.h"

#define PUBLISH_NAME_TRIES 100000
#define PUBLISH_COMMITTED "committed; the next run publishes it"
#define PUBLISH_PERHAPS_COMMITTED "perhaps committed; the next run publishes it or begins anew"

struct publish {
	struct directory *directory;
	int64_t run_ms; /* the run's one time: run_id, watermark and changed_at */
	char run_id[RUN_NAME_SIZE];
	char *staging, *published; /* DIR/.state/RUN, DIR/RUN */
	char *other_state;         /* as configured */
	bool committed;
};

struct publish_config {
	int64_t now_ms;
	const char *other_state; /* absolute path of the state if it is not the usual one of the directory; else NULL */
	struct memory memory;    /* of the runs that were committed */
};

/* Finishes or removes what killed runs left, chooses the run's time, makes its staging directory. */
enum rc publish_begin(struct publish *publish, struct directory *directory,
		      const struct publish_config *config) MUST_USE;

enum rc publish_prepare(struct publish *publish) MUST_USE;
void publish_committed(struct publish *publish); /* the state holds the run */
/* `latest` follows only where the run is complete. What fails here the next run does again. */
enum rc publish_finish(struct publish *publish, bool complete) MUST_USE;

/* All that counts is done: running out of memory (base/mem.h) from here on does not say otherwise. */
void publish_done(bool complete);

enum rc publish_without_state(struct publish *publish, bool complete) MUST_USE;

/* Removes the staging directory; does nothing after a commit. Never touches rc_text(). */
void publish_abandon(struct publish *publish);
void publish_release(struct publish *publish);

#endif
