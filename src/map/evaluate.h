/*
 * From a record to a cell: evaluates the source of a column, and the sources within it. Private to map/.
 */
#ifndef MAP_EVALUATE_H
#define MAP_EVALUATE_H

#include "map/scope.h"
#include "row/cell.h"

enum rc evaluate_cell(struct scope *scope, const struct op *op, struct cell *out) MUST_USE;

#endif
