/*
 * The source QUESTION_FORMAT: the format of a question, with its options, as JSON. Private to map/.
 */
#ifndef MAP_QUESTION_FORMAT_H
#define MAP_QUESTION_FORMAT_H

#include "map/scope.h"

enum rc question_format(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

#endif
