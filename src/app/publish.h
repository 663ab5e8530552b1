/*
 * A run on its way from nothing to published: it is written in DIR/.state/RUN and appears as DIR/RUN in one rename,
 * which is the commit point (contract, section 2; without state).
 *
 * Life cycle: directory_open() first; publish_begin(), files are written into `staging`, synced and closed, then
 * publish_commit(), or publish_abandon() on any failure (also after a failed commit); publish_release() at last.
 * `directory` is borrowed. Errors: RC_OUTPUT.
 */
#ifndef APP_PUBLISH_H
#define APP_PUBLISH_H

#include "app/directory.h"
#include "base/timestamp.h"

#define PUBLISH_LATEST "latest"
#define PUBLISH_NAME_TRIES 100000

struct publish {
	struct directory *directory;
	int64_t run_ms; /* the run's one time: run_id, watermark and changed_at */
	char run_id[RUN_NAME_SIZE];
	char *staging, *published; /* DIR/.state/RUN, DIR/RUN */
	bool committed;
};

/* Removes what killed runs left, chooses the run's time, makes its staging directory. */
enum rc publish_begin(struct publish *publish, struct directory *directory, int64_t now_ms) MUST_USE;

/* Publishes; `latest` follows only where the run is complete. */
enum rc publish_commit(struct publish *publish, bool complete) MUST_USE;

/* Removes the staging directory; does nothing after a commit. Never touches rc_text(). */
void publish_abandon(struct publish *publish);
void publish_release(struct publish *publish);

#endif
