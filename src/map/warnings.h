/*
 * What a table had to tolerate, counted by name ("email.invalid"). The names are borrowed constants.
 */
#ifndef MAP_WARNINGS_H
#define MAP_WARNINGS_H

#include <stdint.h>

#define WARNINGS_MAX 64 /* names of one table; later names are not counted */

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
