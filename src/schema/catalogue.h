/*
 * All entities and tables of mappings/, in their order, and which of them a run wants (--tables, --exclude-columns).
 * Pointers to constant data: nothing to free.
 */
#ifndef SCHEMA_CATALOGUE_H
#define SCHEMA_CATALOGUE_H

#include "base/error.h"
#include "map/words.h"
#include "row/column_mask.h"

#define CATALOGUE_ENTITIES_MAX 64
#define CATALOGUE_TABLES_MAX 128

struct catalogue_table {
	const struct entity *entity;
	const struct table *table;
	struct column_mask excluded;
	bool wanted;
};

struct catalogue {
	const struct entity *entities[CATALOGUE_ENTITIES_MAX]; /* in the order in which they are read */
	size_t entity_count;
	struct catalogue_table tables[CATALOGUE_TABLES_MAX]; /* in the order of the manifest */
	size_t table_count;
};

/* Checks the mappings (schema/check.h) and lists them. A defect is RC_INTERNAL. All tables are wanted, nothing is excluded. */
enum rc catalogue_init(struct catalogue *catalogue) MUST_USE;

/*
 * The lists as the user wrote them, comma-separated; NULL: all tables, no column. RC_USAGE for an unknown name, and for
 * a list of tables that names none. The columns id, changed_at and remote_deleted_at are never excluded.
 */
enum rc catalogue_choose(struct catalogue *catalogue, const char *tables, const char *excluded) MUST_USE;

/* One table at a time: none, then those that are named. RC_USAGE for an unknown name. */
void catalogue_want_none(struct catalogue *catalogue);
enum rc catalogue_want(struct catalogue *catalogue, struct sv name) MUST_USE;

/* NULL if there is none. */
struct catalogue_table *catalogue_find(struct catalogue *catalogue, struct sv name);

/* For plan_new(): `context` is the catalogue. */
bool catalogue_wanted(void *context, const struct table *table, const struct column *column);

bool catalogue_wants_entity(const struct catalogue *catalogue, const struct entity *entity);

#endif
