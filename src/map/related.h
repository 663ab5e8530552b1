/*
 * Sources that read what a relationship of the record links to. Private to map/. Each is named after its word in
 * map/words.h.
 */
#ifndef MAP_RELATED_H
#define MAP_RELATED_H

#include "map/scope.h"

enum rc related_attribute(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_id(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_oldest(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_country(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_profiles(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

#endif
