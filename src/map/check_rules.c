#include "map/check_rules.h"

#include <string.h>

#include "map/describe.h"

enum member {
	HAS_ATTRIBUTE = 1,
	HAS_RELATIONSHIP = 2,
	HAS_CONSTANT = 4,
	HAS_ATTRIBUTES = 8,
	HAS_PAIRS = 16,
	HAS_ALTERNATIVES = 32,
	HAS_MEMBERS = 64,
};

/* What a word stands on: any row, or only rows about things, of one kind. */
enum ground { ANYWHERE, ON_EACH, ON_TO_MANY, ON_INCLUDED, ON_ROLE, ON_TAG };

/* What each kind of source must have, and may not have beside; and where it may stand. */
static const struct rule {
	unsigned has;
	enum ground ground;
	bool linkage_only; /* its relationship need not be included: it is used where it is sent */
} rules[SOURCE_KINDS] = {
	[SOURCE_EACH_ID] = {.ground = ON_EACH},
	[SOURCE_ATTRIBUTE] = {.has = HAS_ATTRIBUTE},
	[SOURCE_EACH_ATTRIBUTE] = {.has = HAS_ATTRIBUTE, .ground = ON_TO_MANY},
	[SOURCE_EACH_NAME] = {.ground = ON_TAG},
	[SOURCE_EACH_ROLES] = {.ground = ON_ROLE},
	[SOURCE_INDEX] = {.ground = ON_EACH},
	[SOURCE_RELATED_ATTRIBUTE] = {.has = HAS_ATTRIBUTE | HAS_RELATIONSHIP},
	[SOURCE_RELATED_ID] = {.has = HAS_RELATIONSHIP},
	[SOURCE_RELATED_ID_IF_SENT] = {.has = HAS_RELATIONSHIP, .linkage_only = true},
	[SOURCE_OLDEST] = {.has = HAS_ATTRIBUTE | HAS_RELATIONSHIP},
	[SOURCE_FIRST] = {.has = HAS_ALTERNATIVES},
	[SOURCE_CONSTANT] = {.has = HAS_CONSTANT},
	[SOURCE_CASES] = {.has = HAS_PAIRS},
	[SOURCE_OBJECT] = {.has = HAS_MEMBERS},
	[SOURCE_LIST] = {.has = HAS_ALTERNATIVES},
	[SOURCE_WHEN_LINKED] = {.has = HAS_RELATIONSHIP | HAS_ALTERNATIVES},
	[SOURCE_COUNTRY] = {.has = HAS_ATTRIBUTE | HAS_RELATIONSHIP},
	[SOURCE_PROFILES] = {.has = HAS_ATTRIBUTE | HAS_RELATIONSHIP | HAS_CONSTANT},
	[SOURCE_KEYED] = {.has = HAS_RELATIONSHIP},
	[SOURCE_INTEGRATION_FIELDS] = {.has = HAS_RELATIONSHIP | HAS_ATTRIBUTES},
	[SOURCE_QUESTION_FORMAT] = {.has = HAS_ATTRIBUTE | HAS_PAIRS, .ground = ON_INCLUDED},
};

static unsigned members_of(const struct source *source)
{
	return (source->attribute ? HAS_ATTRIBUTE : 0u) | (source->relationship ? HAS_RELATIONSHIP : 0u) |
	       (source->constant ? HAS_CONSTANT : 0u) | (source->attributes ? HAS_ATTRIBUTES : 0u) |
	       (source->pairs ? HAS_PAIRS : 0u) | (source->alternatives ? HAS_ALTERNATIVES : 0u) |
	       (source->members ? HAS_MEMBERS : 0u);
}

static bool stands_on(const struct table *table, enum ground ground)
{
	switch (ground) {
	case ON_EACH:
		return table->each.kind != EACH_RECORD;
	case ON_TO_MANY:
		return table->each.kind == EACH_TO_MANY;
	case ON_INCLUDED:
		return table->included_type != NULL;
	case ON_ROLE:
		return table->each.kind == EACH_ROLE;
	case ON_TAG:
		return table->each.kind == EACH_TAG;
	default:
		return true;
	}
}

static void check_children(struct check *check, const struct source *source)
{
	size_t alternatives = 0, least = source->kind == SOURCE_LIST ? 1 : 2;

	for (; source->alternatives && source->alternatives[alternatives].from.kind; alternatives++)
		check_source(check, &source->alternatives[alternatives].from);
	if (source->alternatives && alternatives < least)
		check_defect(check, "%s needs at least %zu sources", describe_word(source->kind), least);
	if (!source->members)
		return;
	if (!source->members[0].name)
		check_defect(check, "an object without members");
	check_column_names(check, source->members);
	for (size_t i = 0; source->members[i].name; i++)
		check_column(check, &source->members[i]);
}

/* Custom attributes are keyed by their definition, which is one step further. */
static void check_definition(struct check *check, const struct source *source)
{
	if (source->kind == SOURCE_INTEGRATION_FIELDS && !check_included(check, "custom_attributes.custom_field"))
		check_defect(check, "needs custom_attributes.custom_field included");
}

void check_source(struct check *check, const struct source *source)
{
	const struct rule *rule = &rules[source->kind];
	const char *word = describe_word(source->kind);

	if (!word) {
		check_defect(check, "does not say where its value comes from");
		return;
	}
	if (members_of(source) != rule->has)
		check_defect(check, "%s lacks something it needs, or has something it does not use", word);
	if (!stands_on(check->table, rule->ground))
		check_defect(check, "%s does not fit the rows of this table", word);
	if (source->relationship && !rule->linkage_only && !check_included(check, source->relationship))
		check_defect(check, "relationship %s is not included", source->relationship);
	if (source->pairs)
		check_pairs(check, source->pairs);
	check_definition(check, source);
	check_children(check, source);
}

void check_pairs(struct check *check, const struct pair *pairs)
{
	if (!pairs[0].from)
		check_defect(check, "a table of values without values");
	for (size_t i = 0; pairs[i].from; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(pairs[i].from, pairs[j].from) == 0)
				check_defect(check, "value %s stands there twice", pairs[i].from);
}

static bool listed(const char *const *list, const char *name)
{
	for (size_t i = 0; i < QUERY_LIST_MAX && list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static void check_part(struct check *check, const struct query_part *part)
{
	const struct query *query = &check->entity->query;
	int ways = (part->without_include != NULL) + (part->without_filter_value != NULL) +
	                part->without_extra_fields + part->without_stats;

	if (ways != 1)
		check_defect(check, "optional part %s must leave out one thing", part->name);
	if (part->without_include && !listed(query->include, part->without_include))
		check_defect(check, "optional part %s leaves out what is not asked for", part->name);
	if (part->without_filter_value && !listed(query->filter_values, part->without_filter_value))
		check_defect(check, "optional part %s leaves out what is not asked for", part->name);
	if (part->without_extra_fields && !query->extra_fields)
		check_defect(check, "optional part %s leaves out what is not asked for", part->name);
}

void check_query(struct check *check)
{
	const struct query *query = &check->entity->query;

	if (!query->path || query->path[0] != '/' || !query->path[1])
		check_defect(check, "its path does not begin with /");
	if (!query->type || !query->type[0])
		check_defect(check, "does not say the type of its records");
	if ((query->filter == NULL) != (query->filter_values[0] == NULL))
		check_defect(check, "a filter and its values go together");
	if (query->page_size < 0 || query->page_size > QUERY_PAGE_SIZE_MAX)
		check_defect(check, "a page size out of 0 to %d", QUERY_PAGE_SIZE_MAX);
	for (size_t i = 0; i < QUERY_OPTIONAL_MAX && query->optional[i].name; i++)
		check_part(check, &query->optional[i]);
}

static bool source_uses(const struct source *source, const char *path)
{
	if (source->relationship && strcmp(source->relationship, path) == 0)
		return true;
	if (source->kind == SOURCE_INTEGRATION_FIELDS && strcmp(path, "custom_attributes.custom_field") == 0)
		return true;
	for (size_t i = 0; source->alternatives && source->alternatives[i].from.kind; i++)
		if (source_uses(&source->alternatives[i].from, path))
			return true;
	for (size_t i = 0; source->members && source->members[i].name; i++)
		if (source_uses(&source->members[i].from, path))
			return true;
	return false;
}

static bool table_uses(const struct table *table, const char *path)
{
	if (table->each.relationship && strcmp(table->each.relationship, path) == 0)
		return true;
	for (size_t i = 0; table->each.roles && table->each.roles[i].from; i++)
		if (strcmp(table->each.roles[i].from, path) == 0)
			return true;
	for (size_t i = 0; table->columns && table->columns[i].name; i++)
		if (source_uses(&table->columns[i].from, path))
			return true;
	return false;
}

void check_unused_includes(struct check *check)
{
	const struct query *query = &check->entity->query;

	for (size_t i = 0; i < QUERY_LIST_MAX && query->include[i]; i++) {
		bool used = false;

		for (size_t t = 0; t < MAP_TABLES_MAX && check->entity->tables[t].name; t++)
			used = used || table_uses(&check->entity->tables[t], query->include[i]);
		if (!used)
			check_defect(check, "%s is included, and no column uses it", query->include[i]);
	}
}
