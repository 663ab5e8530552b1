/*
 * The sources that have a file of their own: related.c reads what a relationship of the record links to, custom.c its custom
 * attributes, question_format.c the format of a question. Each is named after its word in map/words.h. Private to map/.
 */
#ifndef MAP_SOURCES_H
#define MAP_SOURCES_H

#include "map/scope.h"

typedef enum rc source_function(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

source_function related_attribute, related_id, related_oldest, related_country, related_profiles;
source_function custom_keyed, custom_integration; /* CUSTOM_FIELDS, INTEGRATION_FIELDS */
source_function question_format;

#endif
