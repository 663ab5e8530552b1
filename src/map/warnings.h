/*
 * What was tolerated while a table was written, counted by name ("email.invalid"). Names are borrowed constants.
 */
#ifndef MAP_WARNINGS_H
#define MAP_WARNINGS_H

#include <stdint.h>

#define WARNINGS_MAX 64 /* names a table; more are not kept apart */

struct warning {
	const char *of, *what; /* "email", "invalid" */
	uint64_t count;
};

struct warnings {
	struct warning list[WARNINGS_MAX];
	unsigned count;
};

void warnings_add(struct warnings *warnings, const char *of, const char *what);

#endif
