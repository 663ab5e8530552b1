/* The rules for the query of an endpoint. */
#include "schema/check_rules.h"

#include <string.h>

/* What a part of each kind must say besides its kind. */
static const struct {
	bool name, of;
} part_members[] = {
	[QUERY_INCLUDE] = {true, true}, [QUERY_FILTER] = {true, true},  [QUERY_EXTRA_FIELD] = {true, true},
	[QUERY_FIELD] = {true, true},   [QUERY_STATS] = {false, false}, [QUERY_SORT] = {true, false},
	[QUERY_PAGE] = {false, false},
};

static bool same_text(const char *a, const char *b)
{
	return (!a || !b) ? a == b : strcmp(a, b) == 0;
}

/* Is it the type of the records, or of what an include brings? */
static bool brings_type(const struct query *query, const char *type)
{
	unsigned count = query_count(query);
	bool brings = same_text(query->type, type);

	for (unsigned i = 0; i < count; i++)
		brings = brings || (query->parts[i].kind == QUERY_INCLUDE && same_text(query->parts[i].of, type));
	return brings;
}

static void check_part(struct check *check, unsigned place)
{
	const struct query *query = &check->endpoint->query;
	const struct query_part *part = &query->parts[place];

	if (part_members[part->kind].name != (part->name != NULL) || part_members[part->kind].of != (part->of != NULL))
		check_defect(check, "part %u of the query lacks a name, or has one too many", place + 1);
	for (unsigned i = 0; i < place; i++) {
		const struct query_part *other = &query->parts[i];

		if (other->kind == part->kind && same_text(other->name, part->name) && same_text(other->of, part->of))
			check_defect(check, "part %u of the query is the same as part %u", place + 1, i + 1);
	}
	if ((part->kind == QUERY_EXTRA_FIELD || part->kind == QUERY_FIELD) && part->of && !brings_type(query, part->of))
		check_defect(check, "part %u of the query is about %s, which are not requested", place + 1, part->of);
}

/* Parts that share a parameter follow each other, and the parameters are in the order of the kinds. */
static void check_order(struct check *check)
{
	const struct query *query = &check->endpoint->query;
	unsigned count = query_count(query);

	for (unsigned i = 1; i < count; i++) {
		const struct query_part *part = &query->parts[i], *before = &query->parts[i - 1];

		if (part->kind < before->kind)
			check_defect(check, "part %u of the query comes too late", i + 1);
		if (part->kind == QUERY_INCLUDE || same_text(part->of, before->of))
			continue;
		for (unsigned j = 0; j + 1 < i; j++)
			if (query->parts[j].kind == part->kind && same_text(query->parts[j].of, part->of))
				check_defect(check, "part %u of the query does not follow part %u", i + 1, j + 1);
	}
}

void check_query(struct check *check)
{
	const struct query *query = &check->endpoint->query;
	unsigned count = query_count(query);

	if (!query->path || query->path[0] != '/' || !query->path[1])
		check_defect(check, "the path does not begin with /");
	if (!query->type || !query->type[0])
		check_defect(check, "the type of its records is missing");
	for (unsigned i = 0; i < count; i++)
		check_part(check, i);
	check_order(check);
}
