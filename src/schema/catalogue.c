#include "schema/catalogue.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/nearest.h"
#include "base/plural.h"
#include "cli/list.h"
#include "schema/check.h"
#include "map/plan.h"

enum { NAME_SHOWN_MAX = 64 }; /* bytes of an unknown name in a message */

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
		catalogue->tables[catalogue->table_count++] =
			(struct catalogue_table){.entity = entity, .table = &entity->tables[i], .wanted = true};
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

static enum rc catalogue_unknown(const char *what, struct sv name, const char *const *names, size_t count)
{
	const char *near = nearest_name(name, names, count);

	if (name.n > NAME_SHOWN_MAX)
		name.n = NAME_SHOWN_MAX;
	if (near)
		return rc_fail(RC_USAGE, "unknown %s '%.*s', did you mean '%s'?", what, SV_ARG(name), near);
	return rc_fail(RC_USAGE, "unknown %s '%.*s'; `pinpoint-export schema` lists all %ss", what, SV_ARG(name), what);
}

static enum rc catalogue_unknown_table(const struct catalogue *catalogue, struct sv name)
{
	const char *names[CATALOGUE_TABLES_MAX];

	for (size_t i = 0; i < catalogue->table_count; i++)
		names[i] = catalogue->tables[i].table->name;
	return catalogue_unknown("table", name, names, catalogue->table_count);
}

void catalogue_want_none(struct catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		catalogue->tables[i].wanted = false;
}

enum rc catalogue_want(struct catalogue *catalogue, struct sv name)
{
	struct catalogue_table *table = catalogue_find(catalogue, name);

	if (!table)
		return catalogue_unknown_table(catalogue, name);
	table->wanted = true;
	return RC_OK;
}

static enum rc catalogue_want_listed(struct catalogue *catalogue, const char *tables)
{
	struct sv list = sv_of(tables), name;

	if (list_count(tables) == 0)
		return rc_fail(RC_USAGE, "--tables names no table; `pinpoint-export schema` lists all tables");
	catalogue_want_none(catalogue);
	while (list_next(&list, &name))
		TRY(catalogue_want(catalogue, name));
	return RC_OK;
}

/* Without its id, its version or the mark of a deletion, no row can be loaded. */
static bool catalogue_must_keep(const struct column *column)
{
	return !plan_column_nullable(column) || column->from.kind == SOURCE_REMOTE_DELETED_AT;
}

/* False if the table has no such column. */
static bool catalogue_exclude_column(struct catalogue_table *table, struct sv name)
{
	const struct column *columns = table->table->columns;

	for (unsigned i = 0; columns[i].name; i++) {
		if (!sv_is(name, columns[i].name))
			continue;
		if (!catalogue_must_keep(&columns[i]))
			column_mask_add(&table->excluded, i);
		return true;
	}
	return false;
}

static enum rc catalogue_unknown_column(const struct catalogue_table *table, struct sv name)
{
	const char *names[ROW_COLUMNS_MAX];
	size_t count = 0;

	for (; table && table->table->columns[count].name; count++)
		names[count] = table->table->columns[count].name;
	return catalogue_unknown("column", name, names, count);
}

static enum rc catalogue_exclude(struct catalogue *catalogue, struct sv what)
{
	const char *dot = what.n ? memchr(what.p, '.', what.n) : NULL;
	struct sv name = {what.p, dot ? (size_t)(dot - what.p) : 0}, column = sv_from(what, name.n + 1);
	struct catalogue_table *table = catalogue_find(catalogue, name);
	bool found = false;

	if (!dot || column.n == 0)
		return rc_fail(RC_USAGE, "--exclude-columns takes TABLE.COLUMN or *.COLUMN, separated by commas");
	if (!table && !sv_is(name, "*"))
		return catalogue_unknown_table(catalogue, name);
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (!table || table == &catalogue->tables[i])
			found |= catalogue_exclude_column(&catalogue->tables[i], column);
	return found ? RC_OK : catalogue_unknown_column(table, column);
}

enum rc catalogue_choose(struct catalogue *catalogue, const char *tables, const char *excluded)
{
	struct sv list = sv_of(excluded), what;

	if (tables)
		TRY(catalogue_want_listed(catalogue, tables));
	while (list_next(&list, &what))
		TRY(catalogue_exclude(catalogue, what));
	return RC_OK;
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
