#include "map/plan_compile.h"

/* The service uses both names: mappings/PINPOINT.md, "jobs". */
static const char *const definitions[2] = {"custom_field", "custom_fields"};

static void plan_compile_children(struct compiling *c, struct op *op)
{
	const struct source *source = op->source;
	struct op *children;
	unsigned count = 0;

	while (source->alternatives && source->alternatives[count].from.kind != SOURCE_MISSING)
		count++;
	while (source->members && source->members[count].name)
		count++;
	op->children = children = arena_take(&c->plan->arena, count * sizeof(*children));
	op->count = count;
	for (unsigned i = 0; i < count; i++)
		plan_compile_source(c, &children[i],
				    source->members ? &source->members[i].from : &source->alternatives[i].from,
				    source->members ? &source->members[i] : NULL);
}

/* The slots of the attributes that the cases test; -1 for OTHERWISE. */
static void plan_compile_cases(struct compiling *c, struct op *op)
{
	const struct pair *pairs = op->source->pairs;
	int *slots;
	size_t count = 0;

	while (pairs[count].from)
		count++;
	op->attributes = slots = arena_take(&c->plan->arena, count * sizeof(*slots));
	for (size_t i = 0; i < count; i++)
		slots[i] = pairs[i].from[0] ? plan_record_attribute(c, pairs[i].from) : -1;
}

/* A custom attribute links to its definition. */
static void plan_compile_definitions(struct compiling *c, struct op *op, struct type_names *linked)
{
	for (size_t i = 0; i < 2 && linked; i++) {
		plan_need_below(c, op->source->relationship, definitions[i]);
		op->definitions[i] = names_add(&linked->relationships, sv_of(definitions[i]));
	}
}

/* Reads by words that say what they read in their facts. */
static void plan_compile_reads(struct compiling *c, struct op *op, const struct word *word)
{
	const struct source *source = op->source;
	struct type_names *linked;

	if (source->relationship && (word->facts & OWN_RELATIONSHIP))
		op->relationship = plan_own_relationship(c, source->relationship);
	else
		op->relationship = plan_relationship_slot(c, source->relationship);
	linked = source->relationship ? plan_type_at(c->plan, sv_of(source->relationship)) : plan_thing_type(c);
	if (source->attribute && (word->facts & OWN_ATTRIBUTE))
		op->attribute = plan_own_attribute(c, source->attribute);
	else if (word->facts & INCLUDED_ATTRIBUTE)
		op->attribute = plan_attribute_slot(c, linked, source->attribute);
	else
		op->attribute = plan_record_attribute(c, source->attribute);
	for (size_t i = 0; i < WORD_EXTRAS_MAX; i++)
		op->extras[i] = plan_attribute_slot(c, linked, word->extras[i]);
	if (word->facts & READS_INCLUDED)
		plan_look_up(c->plan, linked);
	if (source->kind == SOURCE_INTEGRATION_FIELDS)
		plan_compile_definitions(c, op, linked);
	if (source->kind == SOURCE_OWN_MEMBER) {
		struct names *members = plan_own_members(c, op->attribute);

		op->members = members;
		op->member = members ? names_add(members, sv_of(source->constant)) : -1;
	}
	if (source->kind == SOURCE_LISTER && linked)
		op->member = names_add(&linked->relationships, sv_of(source->constant));
}

void plan_compile_source(struct compiling *c, struct op *op, const struct source *source, const struct column *column)
{
	const struct word *word = &word_table[source->kind];
	struct plan *plan = c->plan;

	*op = (struct op){
		.source = source,
		.column = column,
		.member = -1,
		.only_if = -1,
		.definitions = {-1, -1},
		.json = column && plan_column_type(column) == COLUMN_JSON,
		.key_prefix =
			plan_key_prefix(plan, column && column->as == CONVERT_KEY ? column->table : word->id_table),
	};
	plan_compile_reads(c, op, word);
	if (column && column->only_if)
		op->only_if = c->table->table->model == MODEL_NATIVE ? plan_own_attribute(c, column->only_if)
								     : plan_record_attribute(c, column->only_if);
	if (source->kind == SOURCE_RAW)
		plan_need_named(c, source->attributes);
	else if (source->kind == SOURCE_LISTER)
		plan_need_below(c, source->relationship, source->constant);
	else if (source->kind == SOURCE_CASES)
		plan_compile_cases(c, op);
	else if (source->kind == SOURCE_OTHER_ATTRIBUTES)
		plan_own_type(c)->collects = true;
	else
		op->attributes = plan_attribute_slots(c, source->attributes);
	plan_compile_children(c, op);
	plan->needs_raw |= source->kind == SOURCE_RAW;
}
