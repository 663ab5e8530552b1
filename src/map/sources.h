/*
 * The functions of the words that say where a value comes from, named after their files: source.c reads the record and the
 * thing themselves, related.c what a relationship of the record links to, lister.c which of that lists the thing, custom.c
 * the record's custom attributes, question_format.c the format of a question, evaluate.c the sources within a source.
 * Private to map/.
 */
#ifndef MAP_SOURCES_H
#define MAP_SOURCES_H

#include "map/scope.h"

typedef enum rc source_function(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

source_function source_nothing, source_id, source_owner_id, source_own_attribute, source_own_member;
source_function source_own_related_id, source_other_attributes, source_item_value, lister_id;
source_function source_remote_id, source_changed_at, source_record_id, source_each_id;
source_function source_attribute, source_each_attribute, source_each_name, source_each_roles, source_index;
source_function source_constant, source_cases, source_raw;
source_function evaluate_first, evaluate_object, evaluate_list, evaluate_when_linked;
source_function related_attribute, related_id, related_oldest, related_country, related_profiles;
source_function custom_keyed, custom_integration; /* CUSTOM_FIELDS, INTEGRATION_FIELDS */
source_function question_format;

#endif
