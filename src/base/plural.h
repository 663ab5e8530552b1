/*
 * The ending of a noun after a count: "1 row", "2 rows", "0 rows".
 */
#ifndef BASE_PLURAL_H
#define BASE_PLURAL_H

#include <stdint.h>

static inline const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

#endif
