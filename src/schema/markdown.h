/*
 * The tables as Markdown, for people: each column with its type and what it means, then what the warehouses make of them.
 */
#ifndef SCHEMA_MARKDOWN_H
#define SCHEMA_MARKDOWN_H

#include "base/buf.h"
#include "schema/catalogue.h"

void markdown_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			struct buf *out);
void markdown_end(const struct catalogue *catalogue, struct buf *out);

#endif
