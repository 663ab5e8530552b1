#include "schema/check.h"

#include <string.h>

#include "map/plan.h"
#include "schema/check_rules.h"

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

	if (!has_source(table, models[table->model].plain_ids ? SOURCE_PLAIN_ID : SOURCE_ID) ||
	    !has_source(table, SOURCE_CHANGED_AT) || !has_source(table, SOURCE_REMOTE_DELETED_AT))
		check_defect(check, "lacks id, changed_at or remote_deleted_at");
	if (table->model == MODEL_UNIFIED && has_source(table, SOURCE_REMOTE_ID) == link)
		check_defect(check, link ? "a link table has no remote_id" : "lacks remote_id");
	if ((table->each.kind == EACH_RECORD) != (table->identity == OF_RECORD))
		check_defect(check, "rows of records are OF_RECORD, rows of what they list OF_EACH or OF_BOTH");
}

/* Each relationship of a path must be included, and there are few of them. */
static void check_path(struct check *check, const char *path)
{
	size_t steps = 1;

	for (const char *at = path; (at = strchr(at, '.')); at++)
		steps++;
	if (!check_included(check, path))
		check_defect(check, "relationship %s is not included", path);
	if (steps > PLAN_STEPS_MAX)
		check_defect(check, "%s has more than %d relationships", path, PLAN_STEPS_MAX);
}

static void check_each_members(struct check *check)
{
	const struct each *each = &check->table->each;
	bool list = each->kind != EACH_RECORD && each->kind != EACH_TO_MANY && each->kind != EACH_ROLE;

	if ((each->kind == EACH_TO_MANY) != (each->relationship != NULL) || (each->by && each->kind != EACH_TO_MANY))
		check_defect(check,
			     "only TO_MANY has a to-many relationship and an order, and it needs the relationship");
	if (list != (each->attribute != NULL))
		check_defect(check, "only rows of lists have an attribute, and they need one");
	if ((each->kind == EACH_ROLE) != (each->roles != NULL))
		check_defect(check, "only ROLES has roles, and it needs them");
	if (each->owners && each->kind != EACH_ITEM)
		check_defect(check, "only ITEMS_OF has owners");
}

static void check_each(struct check *check)
{
	const struct each *each = &check->table->each;
	size_t roles = 0;

	check_each_members(check);
	if (each->relationship)
		check_path(check, each->relationship);
	if (each->owners)
		check_path(check, each->owners);
	if (each->kind == EACH_TAG && each->attribute && !check_requested(check, QUERY_EXTRA_FIELD, each->attribute))
		check_defect(check, "extra field %s is not requested", each->attribute);
	for (; each->roles && each->roles[roles].from; roles++)
		if (!check_included(check, each->roles[roles].from))
			check_defect(check, "relationship %s is not included", each->roles[roles].from);
	if (roles > PLAN_ROLES_MAX)
		check_defect(check, "more than %d roles", PLAN_ROLES_MAX);
}

/* Of each model, the first table of an endpoint, and no other, is that of the records. */
static void check_place(struct check *check, unsigned place)
{
	bool first = place == 0 || check->tables[place - 1]->model != check->table->model;

	if (first != (check->table->each.kind == EACH_RECORD))
		check_defect(check, "the first table of an endpoint, and no other, is the table of its records");
}

static void check_table(struct check *check, unsigned place)
{
	const struct table *table = check->table;
	size_t columns = 0;

	if (!table->columns) {
		check_defect(check, "has no columns");
		return;
	}
	check_place(check, place);
	check_each(check);
	check_identity(check);
	check_column_names(check, table->columns);
	for (; table->columns[columns].name; columns++) {
		check->column = &table->columns[columns];
		check_table_column(check, check->column);
	}
	check->column = NULL;
	if (columns > ROW_COLUMNS_MAX)
		check_defect(check, "more than %d columns", ROW_COLUMNS_MAX);
}

/* What can be seen of sound tables only, from a plan that wants all of them. */
static void check_plan(struct check *check)
{
	const struct query *query = &check->endpoint->query;
	struct plan *plan =
		plan_new(check->mappings, check->endpoint, SV("check"), &(struct plan_choice){plan_choose_all, NULL, NULL});
	unsigned count = query_count(query);

	for (unsigned i = 0; i < plan->type_count; i++)
		if (plan->types[i].attributes.count == NAMES_MAX || plan->types[i].relationships.count == NAMES_MAX)
			check_defect(check, "uses %d or more attributes or relationships of %s", NAMES_MAX,
				     plan->types[i].type);
	for (unsigned i = 0; i < count; i++)
		if (!(plan->parts >> i & 1) && query->parts[i].kind != QUERY_FIELD)
			check_defect(check, "%s is requested, but no column uses it", query->parts[i].name);
	plan_free(plan);
}

static void check_endpoint(struct check *check)
{
	check_query(check);
	for (const struct endpoint *other = check->mappings->endpoints; other != check->endpoint; other++)
		if (check->endpoint->query.path && strcmp(other->query.path, check->endpoint->query.path) == 0)
			check_defect(check, "is listed twice");
	check->table_count = mappings_tables_of(check->mappings, check->endpoint, check->tables);
	if (check->table_count == 0)
		check_defect(check, "has no table");
	if (check->table_count == MAP_TABLES_MAX)
		check_defect(check, "has %d tables or more", MAP_TABLES_MAX);
	for (unsigned i = 0; i < check->table_count; i++) {
		check->table = check->tables[i];
		check_table(check, i);
	}
	check->table = NULL;
	if (check->defects == 0)
		check_plan(check);
}

/* What concerns the list of all tables. */
static void check_listed(struct check *check, size_t place)
{
	const struct mappings *mappings = check->mappings;
	const struct table *table = check->table = mappings->tables[place];
	unsigned listed = 0;

	for (size_t i = 0; i < place; i++)
		if (strcmp(mappings->tables[i]->name, table->name) == 0)
			check_defect(check, "two tables have this name");
	if (!table->path || !mappings_find_endpoint(mappings, table->path))
		check_defect(check, "is of %s, which is no endpoint", table->path ? table->path : "nothing");
	for (size_t i = 0; mappings->unified_order && mappings->unified_order[i]; i++)
		listed += strcmp(mappings->unified_order[i], table->name) == 0;
	if (mappings->unified_order && listed != (table->model == MODEL_UNIFIED))
		check_defect(check, "must be in the order of the unified tables %s",
			     table->model == MODEL_UNIFIED ? "once" : "never");
	check->table = NULL;
}

static void check_order_of_tables(struct check *check)
{
	const char *const *order = check->mappings->unified_order;

	for (size_t i = 0; order && order[i]; i++)
		if (!mappings_find_table(check->mappings, order[i]))
			check_defect(check, "the order of the unified tables names %s, which does not exist", order[i]);
}

unsigned check_mappings(const struct mappings *mappings, void (*report)(void *context, const char *defect),
			void *context)
{
	struct check check = {.mappings = mappings, .report = report, .context = context};

	for (size_t i = 0; mappings->tables[i]; i++)
		check_listed(&check, i);
	check_order_of_tables(&check);
	for (check.endpoint = mappings->endpoints; check.endpoint->query.path; check.endpoint++)
		check_endpoint(&check);
	return check.defects;
}
