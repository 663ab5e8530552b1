/*
 * The things that a record lists, for tables with a row for each of them. Private to map/.
 */
#ifndef MAP_EACH_H
#define MAP_EACH_H

#include "map/scope.h"

/* The things of the record for the scope's table. */
enum rc each_items(struct scope *scope, struct item **items, size_t *count) MUST_USE;

/* Did the service say what the record lists? */
bool each_known(const struct scope *scope);

#endif
