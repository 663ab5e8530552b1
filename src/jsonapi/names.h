/*
 * The names of the members that a mapping uses. Each has a small number, its slot, which is its place in the arrays of a
 * resource. Names are borrowed, usually from constant tables. Zero-initialize; nothing needs to be released.
 * Limit: NAMES_MAX names, so that a 64-bit mask can say which are present.
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

/* Adds the name if it is new. Returns its slot; -1 if there is no room. */
int names_add(struct names *names, struct sv name);

/* The slot of the name; -1 if it is not used. */
int names_find(const struct names *names, struct sv name);

#endif
