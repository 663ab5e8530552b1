/*
 * A temporary directory for a test, which is removed with everything in it: scratch_make is the setup, scratch_remove the
 * teardown; *state is its path.
 */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sink/file.h"

#define SCRATCH_PATH_MAX 512

static inline int scratch_make(void **state)
{
	const char *parent = getenv("TMPDIR");
	char *path = mem_alloc(SCRATCH_PATH_MAX);

	snprintf(path, SCRATCH_PATH_MAX, "%s/pinpoint-test-XXXXXX", parent && *parent ? parent : "/tmp");
	*state = path;
	return mkdtemp(path) ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
	enum rc rc = file_remove_tree(*state);

	mem_free(*state);
	return rc == RC_OK ? 0 : -1;
}

/* "DIR/NAME", in one of a few slots that are used in turn. */
static inline const char *scratch_path(void *const *state, const char *name)
{
	static char slots[8][SCRATCH_PATH_MAX];
	static unsigned next;
	char *slot = slots[next++ % 8];

	snprintf(slot, SCRATCH_PATH_MAX, "%s/%s", (const char *)*state, name);
	return slot;
}

static inline void scratch_write(void *const *state, const char *name, struct sv bytes)
{
	assert_int_equal(file_write_whole(scratch_path(state, name), 0600, bytes), RC_OK);
}

static inline bool scratch_has(void *const *state, const char *name)
{
	struct stat facts;

	return lstat(scratch_path(state, name), &facts) == 0;
}

static inline unsigned scratch_mode(void *const *state, const char *name)
{
	struct stat facts;

	assert_int_equal(lstat(scratch_path(state, name), &facts), 0);
	return (unsigned)facts.st_mode & 0777u;
}

/* Checks that the error text contains `part`. */
static inline void assert_error_names(const char *part)
{
	if (!strstr(rc_text(), part))
		fail_msg("\"%s\" is not in: %s", part, rc_text());
}

#endif
