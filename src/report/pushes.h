/*
 * What the state says of runs that are not at their destination (scripts/OPERATING.md, "Object storage"). Private to report/.
 */
#ifndef REPORT_PUSHES_H
#define REPORT_PUSHES_H

#include "base/arena.h"
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct push_missing {
	const char *destination;
	int64_t run_ms;
	bool lost; /* deleted before it was pushed */
};

struct pushes {
	bool known;      /* there is a state */
	struct buf list; /* of struct push_missing, by destination and time */
	size_t waiting, lost;
	struct arena arena;
};

/* Zero-initialize, then pushes_release(). `state` NULL: nothing is known. Errors: those of state/state.h. */
enum rc pushes_read(const char *output, const char *state, struct pushes *pushes) MUST_USE;
void pushes_release(struct pushes *pushes);

size_t pushes_count(const struct pushes *pushes);
const struct push_missing *pushes_at(const struct pushes *pushes, size_t i);

#endif
