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

/* `verbatim`: a value may stay as it is. */
static void check_pairs(struct check *check, const struct pair *pairs, bool verbatim)
{
	if (!pairs[0].from)
		check_defect(check, "a table of values without values");
	for (size_t i = 0; pairs[i].from; i++) {
		if (!pairs[i].to && !verbatim)
			check_defect(check, "value %s becomes nothing", pairs[i].from);
		for (size_t j = 0; j < i; j++)
			if (strcmp(pairs[i].from, pairs[j].from) == 0)
				check_defect(check, "value %s stands there twice", pairs[i].from);
	}
}

static void check_source(struct check *check, const struct source *source);

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

static void check_source(struct check *check, const struct source *source)
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
		check_pairs(check, source->pairs, false);
	check_definition(check, source);
	check_children(check, source);
}

static const struct table *find_table(const struct check *check, const char *name)
{
	for (size_t i = 0; i < check->entity_count; i++)
		for (size_t t = 0; t < MAP_TABLES_MAX && check->entities[i]->tables[t].name; t++)
			if (strcmp(check->entities[i]->tables[t].name, name) == 0)
				return &check->entities[i]->tables[t];
	return NULL;
}

static void check_convert(struct check *check, const struct column *column)
{
	bool is_enum = column->as == CONVERT_ENUM, is_key = column->as == CONVERT_KEY;
	bool is_equals = column->as == CONVERT_EQUALS;

	if (is_enum != (column->pairs != NULL))
		check_defect(check, "an enum needs its table of values, and nothing else may have one");
	if (is_key != (column->table != NULL))
		check_defect(check, "a key needs the table it points to, and nothing else may have one");
	if (is_equals != (column->equals != NULL))
		check_defect(check, "a comparison needs its text, and nothing else may have one");
	if ((column->only_if == NULL) != (column->only_if_value == NULL))
		check_defect(check, "ONLY_IF needs an attribute and a value");
	if (is_key && column->table && !find_table(check, column->table))
		check_defect(check, "points to table %s, which nobody writes", column->table);
	if (is_enum && column->pairs)
		check_pairs(check, column->pairs, true);
}

void check_column(struct check *check, const struct column *column)
{
	check_source(check, &column->from);
	check_convert(check, column);
}

void check_column_names(struct check *check, const struct column *columns)
{
	for (size_t i = 0; columns[i].name; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(columns[i].name, columns[j].name) == 0)
				check_defect(check, "%s stands there twice", columns[i].name);
}
