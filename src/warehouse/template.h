/*
 * Text with names in braces, such as "ALTER TABLE {table} ADD {name}". Braces around anything but lower case letters and
 * underscores are text like any other.
 */
#ifndef WAREHOUSE_TEMPLATE_H
#define WAREHOUSE_TEMPLATE_H

#include "base/buf.h"

/* Appends what `name` stands for; false if there is no such name. Then the text keeps it, braces included. */
typedef bool template_lookup(void *context, struct sv name, struct buf *out);

void template_expand(struct buf *out, const char *text, template_lookup *lookup, void *context);

#endif
