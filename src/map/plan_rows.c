#include "map/plan_compile.h"

void plan_compile_path(struct compiling *c, const char *path)
{
	struct plan *plan = c->plan;
	struct table_plan *table = c->table;
	struct type_names *from = &plan->types[0];
	size_t start = 0, n = strlen(path);

	plan_need_path(c, sv_of(path));
	for (size_t i = 0; i <= n && table->step_count < PLAN_STEPS_MAX && from; i++) {
		struct plan_step *step = &table->steps[table->step_count];

		if (i < n && path[i] != '.')
			continue;
		step->relationship = names_add(&from->relationships, (struct sv){path + start, i - start});
		from = plan_type_at(plan, (struct sv){path, i});
		step->to = from;
		if (table->step_count++ == 0)
			plan->linked[step->relationship] = from;
		start = i + 1;
	}
}

static bool plan_reads_own(const struct table *table)
{
	for (const struct column *column = table->columns; column->name; column++)
		if (word_table[column->from.kind].facts & OWN_ATTRIBUTE)
			return true;
	return false;
}

/* Does one include alone bring resources of the type, so that each belongs in its table? */
static bool plan_brings_once(const struct query *query, const char *type)
{
	unsigned count = query_count(query), brings = 0;

	for (unsigned i = 0; i < count; i++)
		brings += query->parts[i].kind == QUERY_INCLUDE && strcmp(query->parts[i].of, type) == 0;
	return brings == 1;
}

void plan_compile_each(struct compiling *c)
{
	struct table_plan *out = c->table;
	const struct each *each = &out->table->each;
	bool native = out->table->model == MODEL_NATIVE, things = each->kind == EACH_TO_MANY;
	bool once = things && out->table->identity == OF_EACH;

	if (!things && each->kind != EACH_RECORD && out->table->model == MODEL_NATIVE)
		c->table->items = plan_new_names(c->plan);
	if (things || each->owners)
		plan_compile_path(c, things ? each->relationship : each->owners);
	out->owner_steps = out->step_count - (things && out->step_count);
	out->by = each->by ? plan_attribute_slot(c, plan_thing_type(c), each->by) : -1;
	if (each->attribute && each->kind != EACH_ENDING)
		out->attribute = plan_attribute_slot(c,
						     each->owners ? plan_type_at(c->plan, sv_of(each->owners))
								  : &c->plan->types[0],
						     each->attribute);
	for (unsigned i = 0; i < PLAN_ROLES_MAX; i++)
		out->roles[i] = -1;
	for (unsigned i = 0; each->roles && each->roles[i].from && i < PLAN_ROLES_MAX; i++)
		out->roles[i] = plan_relationship_slot(c, each->roles[i].from);
	if (each->kind == EACH_ENDING) {
		c->plan->types[0].collects = true;
		c->plan->types[0].ending = each->attribute;
	}
	if (once && plan_thing_type(c) &&
	    (!native || plan_brings_once(&c->plan->endpoint->query, plan_thing_type(c)->type)))
		out->included_type = plan_thing_type(c)->type;
	out->needs_thing = once || (things && native && plan_reads_own(out->table));
	if (each->by || out->needs_thing)
		plan_look_up(c->plan, plan_thing_type(c));
	if (out->owner_steps)
		plan_look_up(c->plan, out->steps[0].to);
}
