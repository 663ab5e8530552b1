#include "map/plan.h"

#include "base/buf.h"
#include "base/mem.h"

/* The service uses both names: mappings/PINPOINT.md, "jobs". */
static const char *const definitions[2] = {"custom_field", "custom_fields"};

static uint64_t plan_slot_bit(int slot)
{
	return slot < 0 ? 0 : (uint64_t)1 << slot;
}

static int plan_attribute_slot(struct plan *plan, const char *name, bool included)
{
	int slot;

	if (!name)
		return -1;
	slot = names_add(&plan->attributes, sv_of(name));
	if (included)
		plan->included_attributes |= plan_slot_bit(slot);
	else
		plan->record_attributes |= plan_slot_bit(slot);
	return slot;
}

static int plan_relationship_slot(struct plan *plan, const char *name)
{
	int slot;

	if (!name)
		return -1;
	slot = names_add(&plan->relationships, sv_of(name));
	plan->record_relationships |= plan_slot_bit(slot);
	return slot;
}

static const int *plan_attribute_slots(struct plan *plan, const char *const *names)
{
	size_t count = 0;
	int *slots;

	if (!names)
		return NULL;
	while (names[count])
		count++;
	slots = arena_take(&plan->arena, count * sizeof(*slots));
	for (size_t i = 0; i < count; i++)
		slots[i] = plan_attribute_slot(plan, names[i], false);
	return slots;
}

static struct sv plan_key_prefix(struct plan *plan, const char *table)
{
	AUTO_BUF prefix = {0};

	if (!table)
		return (struct sv){"", 0};
	buf_addf(&prefix, "pinpoint/%.*s/%s/", SV_ARG(plan->account), table);
	return arena_copy(&plan->arena, buf_sv(&prefix));
}

static void plan_compile_source(struct plan *plan, struct op *op, const struct source *source,
				const struct column *column);

static void plan_compile_children(struct plan *plan, struct op *op)
{
	const struct source *source = op->source;
	struct op *children;
	unsigned count = 0;

	while (source->alternatives && source->alternatives[count].from.kind != SOURCE_MISSING)
		count++;
	while (source->members && source->members[count].name)
		count++;
	op->children = children = arena_take(&plan->arena, count * sizeof(*children));
	op->count = count;
	for (unsigned i = 0; i < count; i++)
		plan_compile_source(plan, &children[i],
				    source->members ? &source->members[i].from : &source->alternatives[i].from,
				    source->members ? &source->members[i] : NULL);
}

/* The slots of the attributes that the cases test; -1 for OTHERWISE. */
static void plan_compile_cases(struct plan *plan, struct op *op)
{
	const struct pair *pairs = op->source->pairs;
	int *slots;
	size_t count = 0;

	while (pairs[count].from)
		count++;
	op->attributes = slots = arena_take(&plan->arena, count * sizeof(*slots));
	for (size_t i = 0; i < count; i++)
		slots[i] = pairs[i].from[0] ? plan_attribute_slot(plan, pairs[i].from, false) : -1;
}

static void plan_compile_definitions(struct plan *plan, struct op *op)
{
	for (size_t i = 0; i < 2; i++) {
		op->definitions[i] = names_add(&plan->relationships, sv_of(definitions[i]));
		plan->included_relationships |= plan_slot_bit(op->definitions[i]);
	}
}

static void plan_compile_source(struct plan *plan, struct op *op, const struct source *source,
				const struct column *column)
{
	const struct word *word = &word_table[source->kind];

	*op = (struct op){
		.source = source,
		.column = column,
		.attribute = plan_attribute_slot(plan, source->attribute, word->facts & INCLUDED_ATTRIBUTE),
		.relationship = plan_relationship_slot(plan, source->relationship),
		.only_if = plan_attribute_slot(plan, column ? column->only_if : NULL, false),
		.attributes = plan_attribute_slots(plan, source->attributes),
		.definitions = {-1, -1},
		.json = column && plan_column_type(column) == COLUMN_JSON,
		.key_prefix = plan_key_prefix(plan, column && column->table ? column->table : word->id_table),
	};
	for (size_t i = 0; i < WORD_EXTRAS_MAX; i++)
		op->extras[i] = plan_attribute_slot(plan, word->extras[i], true);
	if (source->kind == SOURCE_INTEGRATION_FIELDS)
		plan_compile_definitions(plan, op);
	if (source->kind == SOURCE_CASES)
		plan_compile_cases(plan, op);
	plan_compile_children(plan, op);
	plan->needs_included |= (word->facts & READS_INCLUDED) != 0;
	plan->needs_raw |= source->kind == SOURCE_RAW;
}

/* The type of what an include brings; NULL if it is not included. */
static const char *plan_type_of(const struct query *query, const char *path)
{
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++)
		if (query->parts[i].kind == QUERY_INCLUDE && strcmp(query->parts[i].name, path) == 0)
			return query->parts[i].of;
	return NULL;
}

static void plan_compile_each(struct plan *plan, struct table_plan *out)
{
	const struct each *each = &out->table->each;

	out->relationship = plan_relationship_slot(plan, each->relationship);
	if (each->kind == EACH_TO_MANY && out->table->identity == OF_EACH)
		out->included_type = plan_type_of(&plan->endpoint->query, each->relationship);
	out->by = plan_attribute_slot(plan, each->by, true);
	out->attribute = plan_attribute_slot(plan, each->attribute, false);
	for (unsigned i = 0; i < PLAN_ROLES_MAX; i++)
		out->roles[i] = -1;
	for (unsigned i = 0; each->roles && each->roles[i].from && i < PLAN_ROLES_MAX; i++)
		out->roles[i] = plan_relationship_slot(plan, each->roles[i].from);
	if (each->by || (each->kind == EACH_TO_MANY && out->table->identity == OF_EACH))
		plan->needs_included = true;
}

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

static void plan_compile_table(struct plan *plan, struct table_plan *out, const struct plan_choice *choice)
{
	const struct column *columns = out->table->columns;
	struct op *ops = arena_take(&plan->arena, ROW_COLUMNS_MAX * sizeof(*ops));

	out->columns = ops;
	out->wanted = choice->wanted(choice->context, out->table, NULL);
	out->key_prefix = plan_key_prefix(plan, out->table->name);
	if (out->wanted)
		plan_compile_each(plan, out);
	for (unsigned i = 0; i < ROW_COLUMNS_MAX && columns[i].name; i++) {
		if (!choice->wanted(choice->context, out->table, &columns[i]))
			continue;
		out->names[out->count] = columns[i].name;
		if (out->wanted)
			plan_compile_source(plan, &ops[out->count], &columns[i].from, &columns[i]);
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
	plan->parts = query_parts(&endpoint->query);
	plan->account = arena_copy(&plan->arena, account);
	plan->count = mappings_tables_of(mappings, endpoint, tables);
	for (unsigned i = 0; i < plan->count; i++) {
		plan->tables[i].table = tables[i];
		plan_compile_table(plan, &plan->tables[i], choice);
	}
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
	return column->from.kind != SOURCE_ID && column->from.kind != SOURCE_CHANGED_AT;
}

bool plan_column_is_id(const struct column *column)
{
	return column->from.kind == SOURCE_ID || column->as == CONVERT_KEY;
}
