/* The rules for columns: where a value comes from, and what it becomes. */
#include "schema/check_rules.h"

#include <string.h>

#include "base/buf.h"
#include "map/word.h"

static unsigned members_of(const struct source *source)
{
	return (source->attribute ? HAS_ATTRIBUTE : 0u) | (source->relationship ? HAS_RELATIONSHIP : 0u) |
	       (source->constant ? HAS_CONSTANT : 0u) | (source->attributes ? HAS_ATTRIBUTES : 0u) |
	       (source->pairs ? HAS_PAIRS : 0u) | (source->alternatives ? HAS_ALTERNATIVES : 0u) |
	       (source->members ? HAS_MEMBERS : 0u);
}

static bool has_ground(const struct table *table, enum word_ground ground)
{
	switch (ground) {
	case ON_EACH:
		return table->each.kind != EACH_RECORD;
	case ON_TO_MANY:
		return table->each.kind == EACH_TO_MANY;
	case ON_INCLUDED:
		return table->each.kind == EACH_TO_MANY && table->identity == OF_EACH;
	case ON_ROLE:
		return table->each.kind == EACH_ROLE;
	case ON_TAG:
		return table->each.kind == EACH_TAG;
	case ON_RESOURCE:
		return table->each.kind == EACH_RECORD || table->each.kind == EACH_TO_MANY;
	case ON_VALUE:
		return table->each.kind == EACH_TEXT_ITEM || table->each.kind == EACH_ENDING;
	case ON_ENDING:
		return table->each.kind == EACH_ENDING;
	default:
		return true;
	}
}

/* `verbatim`: a value may be left as it is. */
static void check_pairs(struct check *check, const struct pair *pairs, bool verbatim)
{
	if (!pairs[0].from)
		check_defect(check, "VALUES is empty");
	for (size_t i = 0; pairs[i].from; i++) {
		if (!pairs[i].to && !verbatim)
			check_defect(check, "value %s needs a result", pairs[i].from);
		for (size_t j = 0; j < i; j++)
			if (strcmp(pairs[i].from, pairs[j].from) == 0)
				check_defect(check, "value %s appears twice", pairs[i].from);
	}
}

static void check_column_source(struct check *check, const struct source *source);

static void check_children(struct check *check, const struct source *source)
{
	size_t alternatives = 0, least = source->kind == SOURCE_LIST ? 1 : 2;

	for (; source->alternatives && source->alternatives[alternatives].from.kind; alternatives++)
		check_column_source(check, &source->alternatives[alternatives].from);
	if (source->alternatives && alternatives < least)
		check_defect(check, "%s needs at least %zu sources", word_table[source->kind].name, least);
	if (!source->members)
		return;
	if (!source->members[0].name)
		check_defect(check, "an object has no members");
	check_column_names(check, source->members);
	for (size_t i = 0; source->members[i].name; i++)
		check_column(check, &source->members[i]);
}

/* The key of a custom attribute is its definition, which the custom attribute links to. */
static void check_definition(struct check *check, const struct source *source)
{
	if (source->kind == SOURCE_INTEGRATION_FIELDS && !check_included(check, "custom_attributes.custom_field"))
		check_defect(check, "needs custom_attributes.custom_field included");
}

/* The path of a relationship that a source reads: of the record, or of what the row is about. */
static bool check_linked(struct check *check, const struct source *source)
{
	const char *before = check->table->each.relationship;
	AUTO_BUF path = {0};

	if (before && (word_table[source->kind].facts & OWN_RELATIONSHIP))
		buf_addf(&path, "%s.", before);
	buf_adds(&path, source->relationship);
	return check_included(check, buf_text(&path));
}

static void check_lister(struct check *check, const struct source *source)
{
	AUTO_BUF path = {0};

	if (source->kind != SOURCE_LISTER)
		return;
	buf_addf(&path, "%s.%s", source->relationship, source->constant);
	if (!check_included(check, buf_text(&path)))
		check_defect(check, "relationship %s is not included", buf_text(&path));
}

static void check_column_source(struct check *check, const struct source *source)
{
	const struct word *word = &word_table[source->kind];
	unsigned must = word->facts & HAS_ALL, may = word->facts & MAY_HAVE_ATTRIBUTES ? HAS_ATTRIBUTES : 0u;

	if (!word->name) {
		check_defect(check, "has no source");
		return;
	}
	if ((members_of(source) & ~may) != must)
		check_defect(check, "%s lacks something that it needs, or has something that it does not use",
			     word->name);
	if (!has_ground(check->table, word->ground))
		check_defect(check, "%s cannot be used for the rows of this table", word->name);
	if (source->relationship && !(word->facts & LINKAGE_ONLY) && !check_linked(check, source))
		check_defect(check, "relationship %s is not included", source->relationship);
	if (source->pairs)
		check_pairs(check, source->pairs, false);
	check_definition(check, source);
	check_lister(check, source);
	check_children(check, source);
}

static void check_convert(struct check *check, const struct column *column)
{
	const struct convert_word *word = &convert_table[column->as];
	unsigned has = (column->pairs ? HAS_VALUES : 0u) | (column->table ? HAS_TABLE : 0u) |
		       (column->equals ? HAS_EQUALS : 0u);

	if (has != word->facts)
		check_defect(check, "%s lacks something that it needs, or has something that it does not use",
			     word->name ? word->name : "a column without an AS_ word");
	if ((column->only_if == NULL) != (column->only_if_value == NULL))
		check_defect(check, "ONLY_IF needs an attribute and a value");
	if (column->table && !mappings_find_table(check->mappings, column->table))
		check_defect(check, "points to table %s, which does not exist", column->table);
	if (column->pairs)
		check_pairs(check, column->pairs, true);
}

void check_column(struct check *check, const struct column *column)
{
	check_column_source(check, &column->from);
	check_convert(check, column);
}

static void check_marks(struct check *check, unsigned marks)
{
	if (marks == 0)
		check_defect(check, "has no marks: say why it deserves care, or NONE");
	else if (marks & ~(unsigned)(MARK_ALL | MARK_NONE))
		check_defect(check, "has a mark that does not exist");
	else if ((marks & MARK_NONE) && marks != MARK_NONE)
		check_defect(check, "has NONE beside other marks");
}

/* A column of a table, and not only a member of an object. */
void check_table_column(struct check *check, const struct column *column)
{
	if (!column->meaning || !column->meaning[0])
		check_defect(check, "has no meaning");
	check_marks(check, column->marks);
	/* A link that changes by itself would make its row a changed one in every run. */
	if (check->table->model == MODEL_NATIVE && (column->marks & MARK_LINK) && column->marks != MARK_ALL &&
	    !column->not_compared)
		check_defect(check, "is a link, but not NOT_COMPARED");
	check_column(check, column);
}

void check_column_names(struct check *check, const struct column *columns)
{
	for (size_t i = 0; columns[i].name; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(columns[i].name, columns[j].name) == 0)
				check_defect(check, "%s appears twice", columns[i].name);
}
