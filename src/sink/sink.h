/*
 * A chain of sinks for bytes: each does its part and passes the bytes on to the next. The first failure sticks: later writes
 * do nothing and return it again, so that a caller may check at the end only.
 * Lifecycle: a constructor (sink/gzip.h, sink/tap.h, sink/file.h), which may get the next sink and then owns it;
 * sink_write()…; sink_close() finishes the whole chain; sink_free() frees the whole chain, and closes files without
 * finishing them.
 */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include "base/error.h"
#include "base/sv.h"

struct sink;

struct sink_type {
	enum rc (*write)(struct sink *sink, struct sv bytes);
	enum rc (*close)(struct sink *sink); /* finishes this sink only; sink_close() goes on to the next */
	void (*free)(struct sink *sink);     /* this sink only */
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
