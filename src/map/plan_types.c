#include "map/plan_compile.h"

#include "base/buf.h"

/* What is kept of the resources of a type that is included. */
static struct type_names *plan_type(struct plan *plan, const char *type)
{
	for (unsigned i = 1; i < plan->type_count; i++)
		if (strcmp(plan->types[i].type, type) == 0)
			return &plan->types[i];
	plan->types[plan->type_count] = (struct type_names){.type = type};
	return &plan->types[plan->type_count++];
}

void plan_look_up(struct plan *plan, const struct type_names *names)
{
	if (names)
		plan->types[names - plan->types].looked_up = true;
	plan->needs_included = true;
}

/* NULL: the path is not included. */
struct type_names *plan_type_at(struct plan *plan, struct sv path)
{
	uint64_t part = plan_part(&plan->endpoint->query, QUERY_INCLUDE, path, NULL);

	for (unsigned i = 0; i < QUERY_PARTS_MAX && part; i++)
		if (part >> i & 1)
			return plan_type(plan, plan->endpoint->query.parts[i].of);
	return NULL;
}

/* Room for each type that can be included, so that pointers to them stay. */
void plan_init_types(struct plan *plan)
{
	const struct query *query = &plan->endpoint->query;
	size_t size = (query_count(query) + 1) * sizeof(*plan->types);

	plan->types = arena_take(&plan->arena, size);
	plan->types[0] = (struct type_names){.type = query->type};
	plan->type_count = 1;
}

int plan_attribute_slot(struct compiling *c, struct type_names *names, const char *name)
{
	if (!name || !names)
		return -1;
	plan_need_attribute(c, names->type, name);
	return type_names_keep(names, name);
}

int plan_record_attribute(struct compiling *c, const char *name)
{
	return plan_attribute_slot(c, &c->plan->types[0], name);
}

/* A relationship of the records. */
int plan_relationship_slot(struct compiling *c, const char *name)
{
	struct plan *plan = c->plan;
	int slot;

	if (!name)
		return -1;
	slot = names_add(&plan->types[0].relationships, sv_of(name));
	if (slot >= 0)
		plan->linked[slot] = plan_type_at(plan, sv_of(name));
	plan_need_path(c, sv_of(name));
	return slot;
}

const int *plan_attribute_slots(struct compiling *c, const char *const *names)
{
	size_t count = 0;
	int *slots;

	if (!names)
		return NULL;
	while (names[count])
		count++;
	slots = arena_take(&c->plan->arena, count * sizeof(*slots));
	for (size_t i = 0; i < count; i++)
		slots[i] = plan_record_attribute(c, names[i]);
	return slots;
}

struct sv plan_key_prefix(struct plan *plan, const char *table)
{
	AUTO_BUF prefix = {0};

	if (!table)
		return (struct sv){"", 0};
	buf_addf(&prefix, "pinpoint/%.*s/%s/", SV_ARG(plan->account), table);
	return arena_copy(&plan->arena, buf_sv(&prefix));
}

/* The things that the path leads to; NULL: the rows are not about things of that kind. */
struct type_names *plan_thing_type(const struct compiling *c)
{
	const struct table_plan *table = c->table;
	const struct type_names *to;

	if (table->table->each.kind != EACH_TO_MANY || table->step_count == 0)
		return NULL;
	to = table->steps[table->step_count - 1].to;
	return to ? &c->plan->types[to - c->plan->types] : NULL;
}

/* Whose attributes and relationships the row has as its own. NULL: the row is about an item. */
struct type_names *plan_own_type(const struct compiling *c)
{
	return c->table->table->each.kind == EACH_RECORD ? &c->plan->types[0] : plan_thing_type(c);
}

int plan_own_attribute(struct compiling *c, const char *name)
{
	struct type_names *own = plan_own_type(c);

	return own ? plan_attribute_slot(c, own, name) : names_add(c->table->items, sv_of(name));
}

int plan_own_relationship(struct compiling *c, const char *name)
{
	const char *path = c->table->table->each.relationship;
	struct type_names *own = plan_own_type(c);

	if (!own)
		return -1;
	if (path && own != &c->plan->types[0])
		plan_need_below(c, path, name);
	else
		plan_need_path(c, sv_of(name));
	return names_add(&own->relationships, sv_of(name));
}

struct names *plan_new_names(struct plan *plan)
{
	struct names *names = arena_take(&plan->arena, sizeof(*names));

	*names = (struct names){.count = 0};
	return names;
}

/* The members of an attribute that are read or taken. */
struct names *plan_own_members(struct compiling *c, int attribute)
{
	struct type_names *own = plan_own_type(c);

	if (!own || attribute < 0)
		return NULL;
	if (!own->members[attribute])
		own->members[attribute] = plan_new_names(c->plan);
	return own->members[attribute];
}
