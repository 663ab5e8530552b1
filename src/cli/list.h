/*
 * Comma-separated lists, as --tables and --exclude-columns take them. White space around an item does not count, and
 * neither does an empty item. Constant data in, slices of it out.
 */
#ifndef CLI_LIST_H
#define CLI_LIST_H

#include "base/sv.h"

/* Takes the next item off the front of `list`; false at its end. */
bool list_next(struct sv *list, struct sv *item);

/* `text` may be NULL, which is the empty list. */
size_t list_count(const char *text);

/* Is the item that text, or a pattern that it matches? `*` stands for any characters, also for none. */
bool list_item_matches(struct sv item, struct sv text);

#endif
