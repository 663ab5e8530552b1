/*
 * Finds the defects in mappings/ that the compiler cannot see. Runs before `schema` prints them and in the tests, and
 * reports every defect in a line of its own, not only the first.
 */
#ifndef SCHEMA_CHECK_H
#define SCHEMA_CHECK_H

#include "map/mapping.h"

#define CHECK_DEFECT_MAX 256 /* characters of one report */

/* Returns the number of defects; `report` may be NULL. */
unsigned check_mappings(const struct mappings *mappings, void (*report)(void *context, const char *defect),
			void *context);

#endif
