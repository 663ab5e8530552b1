/* The rules for the query of an entity, and for includes that no column uses. */
#include "schema/check_rules.h"

#include <string.h>

static void check_part(struct check *check, const struct query_part *part)
{
	const struct query *query = &check->entity->query;

	if (part->without == WITHOUT_NOTHING)
		check_defect(check, "optional part %s must leave out something", part->name);
	if ((part->without == WITHOUT_INCLUDE && !check_listed(query->include, part->name)) ||
	    (part->without == WITHOUT_FILTER_VALUE && !check_listed(query->filter_values, part->name)) ||
	    (part->without == WITHOUT_EXTRA_FIELDS && !query->extra_fields))
		check_defect(check, "optional part %s leaves out something that is not requested", part->name);
}

void check_query(struct check *check)
{
	const struct query *query = &check->entity->query;

	if (!query->path || query->path[0] != '/' || !query->path[1])
		check_defect(check, "the path does not begin with /");
	if (!query->type || !query->type[0])
		check_defect(check, "the type of its records is missing");
	if ((query->filter == NULL) != (query->filter_values[0] == NULL))
		check_defect(check, "a filter needs values, and values need a filter");
	for (size_t i = 0; i < QUERY_OPTIONAL_MAX && query->optional[i].name; i++)
		check_part(check, &query->optional[i]);
}

static bool source_uses(const struct source *source, const char *path)
{
	if (source->relationship && strcmp(source->relationship, path) == 0)
		return true;
	if (source->kind == SOURCE_INTEGRATION_FIELDS && strcmp(path, "custom_attributes.custom_field") == 0)
		return true;
	for (size_t i = 0; source->alternatives && source->alternatives[i].from.kind; i++)
		if (source_uses(&source->alternatives[i].from, path))
			return true;
	for (size_t i = 0; source->members && source->members[i].name; i++)
		if (source_uses(&source->members[i].from, path))
			return true;
	return false;
}

static bool table_uses(const struct table *table, const char *path)
{
	if (table->each.relationship && strcmp(table->each.relationship, path) == 0)
		return true;
	for (size_t i = 0; table->each.roles && table->each.roles[i].from; i++)
		if (strcmp(table->each.roles[i].from, path) == 0)
			return true;
	for (size_t i = 0; table->columns && table->columns[i].name; i++)
		if (source_uses(&table->columns[i].from, path))
			return true;
	return false;
}

void check_unused_includes(struct check *check)
{
	const struct query *query = &check->entity->query;

	for (size_t i = 0; i < QUERY_LIST_MAX && query->include[i]; i++) {
		bool used = false;

		for (size_t t = 0; t < MAP_TABLES_MAX && check->entity->tables[t].name; t++)
			used = used || table_uses(&check->entity->tables[t], query->include[i]);
		if (!used)
			check_defect(check, "%s is included, but no column uses it", query->include[i]);
	}
}
