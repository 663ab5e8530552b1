#include "schema/catalogue.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/plural.h"
#include "schema/check.h"

static int catalogue_by_reading_order(const void *a, const void *b)
{
	const struct entity *const *x = a, *const *y = b;

	return ((*x)->order > (*y)->order) - ((*x)->order < (*y)->order);
}

static int catalogue_by_table_order(const void *a, const void *b)
{
	const struct catalogue_table *x = a, *y = b;

	return (x->table->order > y->table->order) - (x->table->order < y->table->order);
}

static enum rc catalogue_add_tables(struct catalogue *catalogue, const struct entity *entity)
{
	for (size_t i = 0; i < MAP_TABLES_MAX && entity->tables[i].name; i++) {
		if (catalogue->table_count == CATALOGUE_TABLES_MAX)
			return rc_fail(RC_INTERNAL, "more than %d tables in mappings/", CATALOGUE_TABLES_MAX);
		catalogue->tables[catalogue->table_count++] = (struct catalogue_table){.entity = entity,
										       .table = &entity->tables[i],
										       .wanted = true,
										       .required = true};
	}
	return RC_OK;
}

static void catalogue_keep_first(void *context, const char *defect)
{
	struct buf *text = context;

	if (text->n == 0)
		buf_adds(text, defect);
}

enum rc catalogue_init(struct catalogue *catalogue)
{
	AUTO_BUF defect = {0};
	unsigned defects;

	*catalogue = (struct catalogue){0};
	if (mappings_count > CATALOGUE_ENTITIES_MAX)
		return rc_fail(RC_INTERNAL, "more than %d entities in mappings/", CATALOGUE_ENTITIES_MAX);
	defects = check_mappings(mappings, mappings_count, catalogue_keep_first, &defect);
	if (defects)
		return rc_fail(RC_INTERNAL, "%u defect%s in mappings/, the first: %s", defects, plural(defects),
			       buf_text(&defect));
	for (size_t i = 0; i < mappings_count; i++) {
		catalogue->entities[catalogue->entity_count++] = mappings[i];
		TRY(catalogue_add_tables(catalogue, mappings[i]));
	}
	qsort(catalogue->entities, catalogue->entity_count, sizeof(*catalogue->entities), catalogue_by_reading_order);
	qsort(catalogue->tables, catalogue->table_count, sizeof(*catalogue->tables), catalogue_by_table_order);
	return RC_OK;
}

struct catalogue_table *catalogue_find(struct catalogue *catalogue, struct sv name)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (sv_is(name, catalogue->tables[i].table->name))
			return &catalogue->tables[i];
	return NULL;
}

bool catalogue_wanted(void *context, const struct table *table, const struct column *column)
{
	const struct catalogue_table *found = catalogue_find(context, sv_of(table->name));

	if (!found)
		return false;
	return column ? !column_mask_has(&found->excluded, (unsigned)(column - table->columns)) : found->wanted;
}

bool catalogue_wants_entity(const struct catalogue *catalogue, const struct entity *entity)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (catalogue->tables[i].entity == entity && catalogue->tables[i].wanted)
			return true;
	return false;
}
