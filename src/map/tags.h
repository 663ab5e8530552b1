/*
 * The tags in an attribute of a record. Private to map/.
 */
#ifndef MAP_TAGS_H
#define MAP_TAGS_H

#include "map/scope.h"

/* Each distinct tag once, in order; what is not a tag is counted as warning tags.invalid. */
enum rc tags_items(struct scope *scope, const struct value *value, struct item **items, size_t *count) MUST_USE;

#endif
