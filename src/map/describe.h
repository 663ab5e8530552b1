/*
 * A mapping in words again, as mappings/ writes them: for `schema`, and for the snapshots that make an edit of a table readable.
 */
#ifndef MAP_DESCRIBE_H
#define MAP_DESCRIBE_H

#include "base/buf.h"
#include "map/words.h"

/* Appends where a column comes from and what becomes of it: "FIRST(ATTR(closed_at), ATTR(filled_at)) AS_TIMESTAMP". */
void describe_column(struct buf *out, const struct column *column);

/* The word of a kind of source; NULL if it has none. */
const char *describe_word(enum source_kind kind);

/* Appends which rows a table has: "one a record", "TO_MANY(stages by position), own rows"… */
void describe_rows(struct buf *out, const struct table *table);

#endif
