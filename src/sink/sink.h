/*
 * Where bytes go, as a chain: a sink does its part and pushes to the next. The first failure sticks: later writes
 * do nothing and return it again, so a caller may check at the end only.
 * Life cycle: a constructor (sink/gzip.h, sink/tap.h, sink/file.h) that may be given the next sink, which the new one
 * then owns; sink_write()…; sink_close() finishes the whole chain; sink_free() gives the memory of the whole chain
 * back (and closes what is still open, without finishing it).
 */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include "base/error.h"
#include "base/sv.h"

struct sink;

struct sink_type {
	const char *name;
	enum rc (*write)(struct sink *sink, struct sv bytes);
	enum rc (*close)(struct sink *sink); /* finish the own part only; sink_close() goes on to the next */
	void (*free)(struct sink *sink);     /* the own part, not the next */
};

struct sink {
	const struct sink_type *type;
	struct sink *next; /* owned; NULL at the end of the chain */
	enum rc sticky;
};

enum rc sink_write(struct sink *sink, struct sv bytes) MUST_USE;
enum rc sink_close(struct sink *sink) MUST_USE;
void sink_free(struct sink *sink); /* NULL is fine */

#endif
