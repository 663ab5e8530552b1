#include "schema/catalogue.h"

#include "base/plural.h"
#include "schema/check.h"

/* Unified tables first: output/README.md, "manifest.json". */
static enum rc catalogue_add_tables(struct catalogue *catalogue, enum model_kind model)
{
	for (size_t e = 0; e < catalogue->endpoint_count; e++) {
		const struct endpoint *endpoint = &catalogue->endpoints[e];
		const struct table *tables[MAP_TABLES_MAX];
		unsigned count = mappings_tables_of(catalogue->mappings, endpoint, tables);

		for (unsigned i = 0; i < count; i++) {
			if (tables[i]->model != model)
				continue;
			if (catalogue->table_count == CATALOGUE_TABLES_MAX)
				return rc_fail(RC_INTERNAL, "more than %d tables in mappings/", CATALOGUE_TABLES_MAX);
			catalogue->tables[catalogue->table_count++] = (struct catalogue_table){.endpoint = endpoint,
											       .table = tables[i],
											       .wanted = true,
											       .required = true};
		}
	}
	return RC_OK;
}

/* The place in the list of unified tables, which names them across endpoints; the native ones follow. */
static size_t catalogue_place(const struct catalogue *catalogue, const struct table *table)
{
	const char *const *order = catalogue->mappings->unified_order;
	size_t place = 0;

	while (order[place] && strcmp(order[place], table->name) != 0)
		place++;
	return place;
}

/* Tables of the same place keep their order. */
static void catalogue_sort(struct catalogue *catalogue)
{
	for (size_t i = 1; i < catalogue->table_count; i++) {
		struct catalogue_table table = catalogue->tables[i];
		size_t to = i, place = catalogue_place(catalogue, table.table);

		for (; to && catalogue_place(catalogue, catalogue->tables[to - 1].table) > place; to--)
			catalogue->tables[to] = catalogue->tables[to - 1];
		catalogue->tables[to] = table;
	}
}

static void catalogue_log_defect(void *context, const char *defect)
{
	log_line(context, LEVEL_ERROR, "%s", defect);
}

enum rc catalogue_check(struct log *log)
{
	unsigned defects = check_mappings(&shipped_mappings, catalogue_log_defect, log);

	if (defects)
		return rc_fail(RC_INTERNAL, "%u defect%s in mappings/", defects, plural(defects));
	return RC_OK;
}

enum rc catalogue_init(struct catalogue *catalogue)
{
	*catalogue = (struct catalogue){.mappings = &shipped_mappings,
					.endpoints = shipped_mappings.endpoints,
					.endpoint_count = mappings_endpoint_count(&shipped_mappings)};
	for (unsigned model = 0; model < MODELS; model++)
		TRY(catalogue_add_tables(catalogue, model));
	catalogue_sort(catalogue);
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

bool catalogue_hashed(void *context, const struct table *table, const struct column *column)
{
	const struct catalogue_table *found = catalogue_find(context, sv_of(table->name));

	return found && column_mask_has(&found->hashed, (unsigned)(column - table->columns));
}

bool catalogue_wants_endpoint(const struct catalogue *catalogue, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (catalogue->tables[i].endpoint == endpoint && catalogue->tables[i].wanted)
			return true;
	return false;
}
