/*
 * The resources that the relationships of a record link to. Private to map/.
 */
#ifndef MAP_LINKS_H
#define MAP_LINKS_H

#include "map/scope.h"

/* The resources linked by a relationship of the record. */
enum rc links_load(struct scope *scope, int relationship, struct links **out) MUST_USE;

/* The included ones, oldest first by the attribute in slot `created_at`; unreadable times last; then by id. */
enum rc links_oldest(struct scope *scope, int relationship, int created_at, struct links **out) MUST_USE;

/* Reads the included resource of a to-one relationship into scope->found; *found = false if there is none. */
enum rc links_to_one(struct scope *scope, int relationship, bool *found) MUST_USE;

/* Warns, once for each record, that some of them were not included. */
void links_report_missing(struct scope *scope, struct links *links);

/* The same of any resource, for what the relationship links to (NULL: nothing that is kept), and not remembered. */
enum rc links_of(struct scope *scope, const struct relationship *relationship, const struct type_names *to,
		 struct links *links) MUST_USE;

/* A number for a resource of any type. */
uint64_t links_number(struct sv type, struct sv id);

/* To be called before the next record. */
void links_forget(struct scope *scope);

#endif
