#include "map/plan_compile.h"

uint64_t plan_part(const struct query *query, enum query_kind kind, struct sv name, const char *of)
{
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++) {
		const struct query_part *part = &query->parts[i];

		if (part->kind == kind && sv_is(name, part->name) && (!of || strcmp(part->of, of) == 0))
			return query_bit(i);
	}
	return 0;
}

/* A path, and the paths that it goes through, as far as they are included. */
void plan_need_path(struct compiling *c, struct sv path)
{
	for (size_t i = 0; i <= path.n; i++)
		if (i == path.n || path.p[i] == '.')
			c->parts |= plan_part(&c->plan->endpoint->query, QUERY_INCLUDE, (struct sv){path.p, i}, NULL);
}

void plan_need_below(struct compiling *c, const char *path, const char *name)
{
	AUTO_BUF whole = {0};

	buf_addf(&whole, "%s.%s", path, name);
	plan_need_path(c, buf_sv(&whole));
}

void plan_need_attribute(struct compiling *c, const char *type, const char *name)
{
	c->parts |= plan_part(&c->plan->endpoint->query, QUERY_EXTRA_FIELD, sv_of(name), type);
}

void plan_need_named(struct compiling *c, const char *const *names)
{
	const struct query *query = &c->plan->endpoint->query;

	for (; names && *names; names++)
		c->parts |= plan_part(query, QUERY_INCLUDE, sv_of(*names), NULL) |
			    plan_part(query, QUERY_EXTRA_FIELD, sv_of(*names), query->type);
}

/* The parts that everything needs: filters, the order, the total, the page. */
uint64_t plan_common_parts(const struct query *query)
{
	return query_parts_of_kind(query, QUERY_FILTER) | query_parts_of_kind(query, QUERY_STATS) |
	       query_parts_of_kind(query, QUERY_SORT) | query_parts_of_kind(query, QUERY_PAGE);
}

uint64_t plan_surer_parts(const struct plan *plan)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t shorter = plan->parts & query_optional_parts(query) & query_parts_of_kind(query, QUERY_INCLUDE),
		 surer = 0;
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < count; j++) {
			const struct query_part *longer = &query->parts[j];

			if ((shorter >> i & 1) && longer->kind == QUERY_INCLUDE && !longer->optional &&
			    query_is_below(longer->name, query->parts[i].name))
				surer |= query_bit(j);
		}
	return surer;
}

static bool plan_reads_attributes(const struct plan *plan, const char *type)
{
	for (unsigned i = 1; i < plan->type_count; i++)
		if (strcmp(plan->types[i].type, type) == 0 && plan->types[i].attributes.count)
			return true;
	return false;
}

/* Fields of a type narrow what is sent of it, which helps where nothing of it but the id is read. */
uint64_t plan_field_parts(const struct plan *plan)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t parts = 0;
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++) {
		bool included = false;

		if (query->parts[i].kind != QUERY_FIELD)
			continue;
		for (unsigned j = 0; j < count; j++)
			included |= query->parts[j].kind == QUERY_INCLUDE && (plan->parts >> j & 1) &&
				    strcmp(query->parts[j].of, query->parts[i].of) == 0;
		if (included && !plan_reads_attributes(plan, query->parts[i].of))
			parts |= query_bit(i);
	}
	return parts;
}

bool plan_wants_unified(const struct plan *plan)
{
	for (unsigned t = 0; t < plan->count; t++)
		if (plan->tables[t].wanted && plan->tables[t].table->model == MODEL_UNIFIED)
			return true;
	return false;
}

uint64_t plan_spare_parts(const struct plan *plan)
{
	return plan->parts & ~plan->unified_parts & query_losable_parts(&plan->endpoint->query);
}

const struct raw_edit *plan_raw_edit(struct plan *plan)
{
	const struct query *query = &plan->endpoint->query;
	uint64_t only_native = plan->parts & ~plan->unified_parts;
	struct raw_edit *edit = arena_take(&plan->arena, sizeof(*edit));

	*edit = (struct raw_edit){.attributes = {.count = 0}};
	for (unsigned i = 0; i < query_count(query); i++) {
		const struct query_part *part = &query->parts[i];

		if (!(only_native >> i & 1))
			continue;
		if (part->kind == QUERY_INCLUDE && !strchr(part->name, '.'))
			names_add(&edit->relationships, sv_of(part->name));
		if (part->kind == QUERY_EXTRA_FIELD && strcmp(part->of, query->type) == 0)
			names_add(&edit->attributes, sv_of(part->name));
	}
	return edit->attributes.count || edit->relationships.count ? edit : NULL;
}
