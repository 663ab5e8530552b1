/*
 * Member names that somebody asks for, each with a small number (its slot), so that a resource is an array and not
 * a search. At most NAMES_MAX of them: presence fits one 64-bit mask. Names are borrowed, normally from constant
 * tables. Zero-initialise.
 */
#ifndef JSONAPI_NAMES_H
#define JSONAPI_NAMES_H

#include <stdint.h>

#include "base/sv.h"

#define NAMES_MAX 64
#define NAMES_TABLE 256

struct names {
	struct sv name[NAMES_MAX];
	unsigned count;
	uint8_t table[NAMES_TABLE]; /* slot + 1 by hash, open addressing */
};

/* The slot of the name, new or old; -1 if there is no room. */
int names_add(struct names *names, struct sv name);

/* The slot of the name; -1 if nobody asked for it. */
int names_find(const struct names *names, struct sv name);

#endif
