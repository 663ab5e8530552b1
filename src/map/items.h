/*
 * The items of lists that are attributes, and the attributes whose names have the same ending. Private to map/.
 */
#ifndef MAP_ITEMS_H
#define MAP_ITEMS_H

#include "map/scope.h"

/* The first digits of the SHA-256 of a text, for ids that must not reveal the text: output/README.md, "Ids". */
#define ITEMS_HASH_DIGITS 16

struct sv items_hash(struct scope *scope, struct sv text);

/* The elements of the table's kind: objects or texts. Others are counted as warning ATTRIBUTE.invalid. */
enum rc items_of_list(struct scope *scope, const struct value *list, struct item **items, size_t *count) MUST_USE;

/* The attributes of the record that end like the table says. */
enum rc items_of_endings(struct scope *scope, struct item **items, size_t *count) MUST_USE;

#endif
