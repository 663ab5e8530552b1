#include "map/plan_compile.h"

static void plan_take(struct type_names *names, const char *attribute)
{
	int slot = names_add(&names->attributes, sv_of(attribute));

	if (slot >= 0)
		slot_mask_add(&names->taken, slot);
}

static void plan_take_member(struct compiling *c, const struct source *source)
{
	int slot = names_add(&plan_own_type(c)->attributes, sv_of(source->attribute));

	if (slot >= 0)
		names_add(plan_own_members(c, slot), sv_of(source->constant));
}

static void plan_take_source(struct compiling *c, const struct source *source)
{
	struct type_names *own = plan_own_type(c);

	if (source->kind == SOURCE_OWN_ATTRIBUTE)
		plan_take(own, source->attribute);
	else if (source->kind == SOURCE_OWN_MEMBER)
		plan_take_member(c, source);
	for (size_t i = 0; source->kind == SOURCE_OTHER_ATTRIBUTES && source->attributes && source->attributes[i]; i++)
		plan_take(own, source->attributes[i]);
	for (size_t i = 0; source->alternatives && source->alternatives[i].from.kind != SOURCE_MISSING; i++)
		plan_take_source(c, &source->alternatives[i].from);
}

/* The list that the rows of a table are made of. */
static void plan_take_list(struct plan *plan, const struct each *each)
{
	struct type_names *owner = each->owners ? plan_type_at(plan, sv_of(each->owners)) : &plan->types[0];

	if (each->kind == EACH_ENDING)
		owner->ending = each->attribute;
	else if (each->attribute && owner)
		plan_take(owner, each->attribute);
}

void plan_take_table(struct plan *plan, const struct table *table)
{
	/* Only its path is compiled: of a table that is not wanted, nothing is requested. */
	struct table_plan path = {.table = table};
	struct compiling c = {plan, &path, 0};
	struct type_names *own;

	if (table->each.kind == EACH_TO_MANY)
		plan_compile_path(&c, table->each.relationship);
	plan_take_list(plan, &table->each);
	own = plan_own_type(&c);
	for (const struct column *column = table->columns; column->name && own && own->collects; column++) {
		plan_take_source(&c, &column->from);
		if (column->only_if)
			plan_take(own, column->only_if);
	}
}

bool plan_collects(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->type_count; i++)
		if (plan->types[i].collects)
			return true;
	return false;
}
