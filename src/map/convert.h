/*
 * From the value of a source to the cell of a column, by the column's AS_ word. Private to map/.
 */
#ifndef MAP_CONVERT_H
#define MAP_CONVERT_H

#include "map/scope.h"
#include "row/cell.h"

/* A value that cannot be converted becomes NULL, with a warning. */
void convert_value(struct scope *scope, const struct op *op, const struct value *value, struct cell *out);

#endif
