/*
 * Would the output directory do for a run? Tried without taking its lock, so a run may go on or begin meanwhile.
 */
#ifndef PUBLISH_TRIAL_H
#define PUBLISH_TRIAL_H

#include "publish/directory.h"

struct trial {
	char *at;    /* the directory, or the closest one above it that is there; mem_free() it */
	bool exists; /* the directory itself is there */
	bool syncs;  /* its file system can sync directories; known if it exists */
};

/*
 * Does there what a run does: create, write, sync, lock, rename, link, remove, in a directory of its own. Nothing is created
 * where there is no such directory yet. RC_LOCKED: all is well, but another run holds it. Other errors: as directory_open().
 * `trial` is filled in as far as it is known, whatever is returned.
 */
enum rc trial_run(const struct directory_config *config, struct trial *trial) MUST_USE;

#endif
