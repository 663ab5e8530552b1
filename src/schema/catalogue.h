/*
 * All endpoints and tables of mappings/, in their order, and which of them a run wants (schema/choice.h).
 * Pointers to constant data: nothing to free.
 */
#ifndef SCHEMA_CATALOGUE_H
#define SCHEMA_CATALOGUE_H

#include "base/error.h"
#include "cli/log.h"
#include "map/mapping.h"
#include "row/column_mask.h"

#define CATALOGUE_ENDPOINTS_MAX 64
#define CATALOGUE_TABLES_MAX 128

struct catalogue_table {
	const struct endpoint *endpoint;
	const struct table *table;
	struct column_mask excluded, hashed;
	bool wanted;
	bool required; /* a run that cannot read the wanted table is not complete (schema/choice.h) */
};

struct catalogue {
	const struct mappings *mappings;
	const struct endpoint *endpoints; /* in the order in which they are read */
	size_t endpoint_count;
	struct catalogue_table tables[CATALOGUE_TABLES_MAX]; /* in the order of the manifest */
	size_t table_count;
};

/*
 * Checks the mappings (schema/check.h). A defect is RC_INTERNAL; each has a line in the log. Not done at each start: it
 * takes as long as all else that a small command does.
 */
enum rc catalogue_check(struct log *log) MUST_USE;

/* Lists the mappings. All tables are wanted, nothing is excluded. */
enum rc catalogue_init(struct catalogue *catalogue) MUST_USE;

/* NULL if there is none. */
struct catalogue_table *catalogue_find(struct catalogue *catalogue, struct sv name);

/* For plan_new(): `context` is the catalogue. */
bool catalogue_wanted(void *context, const struct table *table, const struct column *column);

bool catalogue_hashed(void *context, const struct table *table, const struct column *column);

bool catalogue_wants_endpoint(const struct catalogue *catalogue, const struct endpoint *endpoint);

#endif
