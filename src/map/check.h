/*
 * What a compiler cannot see in the mapping tables. Runs at every start and in the tests; reports every defect, one line
 * each, and not just the first.
 */
#ifndef MAP_CHECK_H
#define MAP_CHECK_H

#include "map/words.h"

#define CHECK_DEFECT_MAX 256 /* characters of one report */

/* Checks the entities together; `report` may be NULL. Gives the number of defects. */
unsigned check_mappings(const struct entity *const *entities, size_t count,
			void (*report)(void *context, const char *defect), void *context);

#endif
