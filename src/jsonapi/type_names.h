/*
 * What is kept of the resources of one type: the slots of their attributes and relationships, and whether the attributes
 * that have none are collected. Everything is borrowed. Zero-initialize, then add.
 */
#ifndef JSONAPI_TYPE_NAMES_H
#define JSONAPI_TYPE_NAMES_H

#include "jsonapi/names.h"

struct type_names {
	const char *type;
	bool looked_up; /* of included ones: somebody reads more than the linkage to them */
	struct names attributes, relationships;
	struct slot_mask kept; /* attributes whose value is kept; the others are only known by name */

	/* ---- what is collected; nothing unless `collects` ---- */
	bool collects;
	const char *ending;     /* attributes that end with it are collected apart; NULL: none */
	struct slot_mask taken; /* attributes that are not collected */
	/* Of objects in these attributes, the members in the set are not collected. By slot; NULL: not such an attribute. */
	struct names *members[NAMES_MAX];
};

/* The slot of the attribute, whose value is to be kept; -1 if there is no room. */
int type_names_keep(struct type_names *names, const char *attribute);

/* Among `count` types that are looked up, not counting the first one, which is for the records; NULL if there is none. */
const struct type_names *type_names_find(const struct type_names *types, unsigned count, struct sv type);

#endif
