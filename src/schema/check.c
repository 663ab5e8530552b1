#include "schema/check.h"

#include <string.h>

#include "schema/check_rules.h"
#include "map/plan.h"

static bool has_source(const struct table *table, enum source_kind kind)
{
	for (size_t i = 0; table->columns[i].name; i++)
		if (table->columns[i].from.kind == kind)
			return true;
	return false;
}

static void check_identity(struct check *check)
{
	const struct table *table = check->table;
	bool link = table->identity == OF_BOTH;

	if (!has_source(table, SOURCE_ID) || !has_source(table, SOURCE_CHANGED_AT) ||
	    !has_source(table, SOURCE_REMOTE_DELETED_AT))
		check_defect(check, "lacks id, changed_at or remote_deleted_at");
	if (has_source(table, SOURCE_REMOTE_ID) == link)
		check_defect(check, link ? "a link table has no remote_id" : "lacks remote_id");
	if ((table->each.kind == EACH_RECORD) != (table->identity == OF_RECORD))
		check_defect(check, "rows of records are OF_RECORD, rows of what they list OF_EACH or OF_BOTH");
	if (table->included_type && (table->identity != OF_EACH || table->each.kind != EACH_TO_MANY))
		check_defect(check, "only a table OF_EACH of TO_MANY has an included type");
	if (table->identity == OF_EACH && table->each.kind == EACH_TO_MANY && !table->included_type)
		check_defect(check, "does not name the included type of its rows");
}

static void check_each(struct check *check)
{
	const struct each *each = &check->table->each;
	size_t roles = 0;

	if ((each->kind == EACH_TO_MANY) != (each->relationship != NULL) || (each->by && each->kind != EACH_TO_MANY))
		check_defect(check,
			     "only TO_MANY has a to-many relationship and an order, and it needs the relationship");
	if ((each->kind == EACH_TAG) != (each->attribute != NULL))
		check_defect(check, "only TAGS has an attribute of tags, and it needs one");
	if ((each->kind == EACH_ROLE) != (each->roles != NULL))
		check_defect(check, "only ROLES has roles, and it needs them");
	if (each->relationship && !check_included(check, each->relationship))
		check_defect(check, "relationship %s is not included", each->relationship);
	if (each->attribute && !check_requested(check, QUERY_EXTRA_FIELD, each->attribute))
		check_defect(check, "extra field %s is not requested", each->attribute);
	for (; each->roles && each->roles[roles].from; roles++)
		if (!check_included(check, each->roles[roles].from))
			check_defect(check, "relationship %s is not included", each->roles[roles].from);
	if (roles > PLAN_ROLES_MAX)
		check_defect(check, "more than %d roles", PLAN_ROLES_MAX);
}

static void check_table(struct check *check, size_t place)
{
	const struct table *table = check->table;
	size_t columns = 0;

	if (!table->columns) {
		check_defect(check, "has no columns");
		return;
	}
	if ((place == 0) != (table->each.kind == EACH_RECORD))
		check_defect(check, "the first table of an entity, and no other, is the table of its records");
	check_each(check);
	check_identity(check);
	check_column_names(check, table->columns);
	for (; table->columns[columns].name; columns++) {
		check->column = &table->columns[columns];
		check_column(check, check->column);
	}
	check->column = NULL;
	if (columns > ROW_COLUMNS_MAX)
		check_defect(check, "more than %d columns", ROW_COLUMNS_MAX);
}

static void check_unique(struct check *check, const struct table *table)
{
	for (size_t i = 0; i < check->entity_count; i++) {
		for (size_t t = 0; t < MAP_TABLES_MAX && check->entities[i]->tables[t].name; t++) {
			const struct table *other = &check->entities[i]->tables[t];

			if (other == table)
				return; /* the second of two reports them */
			if (strcmp(other->name, table->name) == 0)
				check_defect(check, "two tables have this name");
			if (other->order == table->order)
				check_defect(check, "has the same order as table %s", other->name);
		}
	}
}

static void check_reading_order(struct check *check)
{
	for (size_t i = 0; i < check->entity_count && check->entities[i] != check->entity; i++) {
		const struct entity *other = check->entities[i];

		if (other->order == check->entity->order)
			check_defect(check, "has the same order as %s", other->query.path ? other->query.path : "?");
	}
}

static bool names_fit(const struct entity *entity)
{
	struct plan *plan = plan_new(entity, SV("check"), &(struct plan_choice){plan_choose_all, NULL});
	bool fit = plan->attributes.count < NAMES_MAX && plan->relationships.count < NAMES_MAX;

	plan_free(plan);
	return fit;
}

static void check_entity(struct check *check)
{
	unsigned before = check->defects;

	check->table = NULL;
	check->column = NULL;
	check_query(check);
	check_reading_order(check);
	if (!check->entity->tables[0].name)
		check_defect(check, "has no table");
	for (size_t i = 0; i < MAP_TABLES_MAX && check->entity->tables[i].name; i++) {
		check->table = &check->entity->tables[i];
		check_unique(check, check->table);
		check_table(check, i);
	}
	check->table = NULL;
	check_unused_includes(check);
	if (check->defects == before && !names_fit(check->entity))
		check_defect(check, "uses %d or more attributes or relationships", NAMES_MAX);
}

unsigned check_mappings(const struct entity *const *entities, size_t count,
			void (*report)(void *context, const char *defect), void *context)
{
	struct check check = {.entities = entities, .entity_count = count, .report = report, .context = context};

	for (size_t i = 0; i < count; i++) {
		check.entity = entities[i];
		check_entity(&check);
	}
	return check.defects;
}
