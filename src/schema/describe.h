/*
 * A mapping as text, in the words of mappings/: for `schema`, and for tests/golden, where an edit of a table is a diff.
 * export/ledger.c makes the fingerprint of a table from this text, so another wording counts as another mapping.
 */
#ifndef SCHEMA_DESCRIBE_H
#define SCHEMA_DESCRIBE_H

#include "base/buf.h"
#include "map/mapping.h"

/* Appends the source of a column and what its value becomes: "FIRST(ATTR(closed_at), ATTR(filled_at)) AS_TIMESTAMP". */
void describe_column(struct buf *out, const struct column *column);

/* Appends which rows a table has: "one row per record", "TO_MANY(stages by position), each once". */
void describe_rows(struct buf *out, const struct table *table);

#endif
