/*
 * Sources that read the custom attributes of a record. Private to map/.
 */
#ifndef MAP_CUSTOM_H
#define MAP_CUSTOM_H

#include "map/scope.h"

enum rc custom_keyed(struct scope *scope, const struct op *op, struct value *out) MUST_USE; /* CUSTOM_FIELDS */
enum rc custom_integration(struct scope *scope, const struct op *op,
			   struct value *out) MUST_USE; /* INTEGRATION_FIELDS */

#endif
