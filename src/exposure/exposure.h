/*
 * Which files others can get at: the key files, the output directory, the state and the published runs.
 *
 * A file is exposed if its mode lets the group or others do what --umask takes away (a key file: read or change it), or if
 * it belongs to neither the user who runs this nor root. An output directory often has a mode that its administrator
 * chose, so it is exposed only if others can change it. Links, and what cannot be looked at, are passed over: this is a
 * warning and never fails a command. It never changes rc_text().
 *
 * Lifecycle: zero-initialize; the exposure_find functions add to it; exposure_warn() or
 * exposure_release().
 */
#ifndef EXPOSURE_EXPOSURE_H
#define EXPOSURE_EXPOSURE_H

#include <stddef.h>

#include "base/buf.h"
#include "cli/log.h"
#include "cli/options.h"

struct exposure {
	size_t count;      /* of exposed files and directories */
	struct buf first;  /* which one was found first, and what is wrong */
	struct buf remedy; /* what to do about that one */
};

/* The key files that the options name. */
void exposure_find_keys(const struct options *options, struct exposure *found);

/* The output directory, .state/ and the state, but not the runs. */
void exposure_find_directory(const struct options *options, struct exposure *found);

/* A published run with its files. */
void exposure_find_run(const struct options *options, const char *run, struct exposure *found);

/* All of these, with every published run. */
void exposure_find_all(const struct options *options, struct exposure *found);

/* Appends one line without its end; nothing if nothing is exposed. */
void exposure_add_line(const struct exposure *found, struct buf *out);

/* Warns with that line, and releases it all. */
void exposure_warn(struct exposure *found, struct log *log);

void exposure_release(struct exposure *found);

#endif
