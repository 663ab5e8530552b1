#include "map/plan.h"

#include "base/mem.h"
#include "map/plan_compile.h"

/* The prefix of the ids of the things that a table lists, and the column that holds these ids. */
static void plan_find_things(struct plan *plan, struct table_plan *out)
{
	const struct column *columns = out->table->columns;
	enum source_kind kind = out->table->identity == OF_BOTH ? SOURCE_EACH_ID : SOURCE_ID;
	const char *table = out->table->name;

	out->thing_column = -1;
	for (unsigned i = 0; columns[i].name && kind == SOURCE_EACH_ID; i++)
		if (columns[i].from.kind == kind)
			table = columns[i].table;
	out->thing_prefix = plan_key_prefix(plan, table);
	for (unsigned i = 0; i < out->count; i++)
		if (out->columns[i].source->kind == kind)
			out->thing_column = (int)i;
}

static unsigned plan_count_columns(const struct table *table)
{
	unsigned count = 0;

	while (count < ROW_COLUMNS_MAX && table->columns[count].name)
		count++;
	return count;
}

/* Keeps what a native table or column needs, so that it can be told what a part that is given up takes away. */
static uint64_t plan_parts_of(struct compiling *c)
{
	uint64_t parts = c->parts;

	c->plan->parts |= parts;
	if (c->table->table->model == MODEL_UNIFIED)
		c->plan->unified_parts |= parts;
	c->parts = 0;
	return c->table->table->model == MODEL_NATIVE ? parts : 0;
}

static void plan_compile_table(struct plan *plan, struct table_plan *out, const struct plan_choice *choice)
{
	const struct column *columns = out->table->columns;
	unsigned count = plan_count_columns(out->table);
	struct op *ops = arena_take(&plan->arena, count * sizeof(*ops));
	struct compiling c = {plan, out, 0};

	out->columns = ops;
	out->names = arena_take(&plan->arena, count * sizeof(*out->names));
	out->wanted = choice->wanted(choice->context, out->table, NULL);
	out->key_prefix = plan_key_prefix(plan, out->table->name);
	if (out->wanted) {
		plan_compile_each(&c);
		out->parts = plan_parts_of(&c);
	}
	for (unsigned i = 0; i < count; i++) {
		if (!choice->wanted(choice->context, out->table, &columns[i]))
			continue;
		out->names[out->count] = columns[i].name;
		if (out->wanted) {
			plan_compile_source(&c, &ops[out->count], &columns[i].from, &columns[i]);
			ops[out->count].parts = plan_parts_of(&c);
			ops[out->count].hashed =
				choice->hashed && choice->hashed(choice->context, out->table, &columns[i]);
		}
		out->count++;
	}
	if (out->wanted)
		plan_find_things(plan, out);
}

bool plan_choose_all(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)table;
	(void)column;
	return true;
}

struct plan *plan_new(const struct mappings *mappings, const struct endpoint *endpoint, struct sv account,
		      const struct plan_choice *choice)
{
	const struct table *tables[MAP_TABLES_MAX];
	struct plan *plan = mem_zero(1, sizeof(*plan));

	plan->endpoint = endpoint;
	plan->account = arena_copy(&plan->arena, account);
	plan->parts = plan->unified_parts = plan_common_parts(&endpoint->query);
	plan_init_types(plan);
	plan->count = mappings_tables_of(mappings, endpoint, tables);
	for (unsigned i = 0; i < plan->count; i++) {
		plan->tables[i].table = tables[i];
		plan_compile_table(plan, &plan->tables[i], choice);
	}
	plan->parts |= plan_surer_parts(plan);
	plan->parts |= plan_field_parts(plan);
	plan->raw_edit = plan->needs_raw ? plan_raw_edit(plan) : NULL;
	for (unsigned i = 0; i < plan->count && plan_collects(plan); i++)
		if (tables[i]->model == MODEL_NATIVE)
			plan_take_table(plan, tables[i]);
	return plan;
}

unsigned plan_table(const struct plan *plan, const struct table *table)
{
	unsigned i = 0;

	while (i + 1 < plan->count && plan->tables[i].table != table)
		i++;
	return i;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	arena_release(&plan->arena);
	mem_free(plan);
}

enum column_type plan_column_type(const struct column *column)
{
	/* INDEX is the one word that has its AS_ word in it. */
	if (column->as == CONVERT_NONE || column->from.kind == SOURCE_INDEX)
		return word_table[column->from.kind].type;
	return convert_table[column->as].type;
}

bool plan_column_nullable(const struct column *column)
{
	enum source_kind kind = column->from.kind;

	return kind != SOURCE_ID && kind != SOURCE_PLAIN_ID && kind != SOURCE_CHANGED_AT;
}

bool plan_column_is_id(const struct column *column)
{
	return column->from.kind == SOURCE_ID || column->as == CONVERT_KEY;
}
