#include "schema/choice.h"

#include "base/buf.h"
#include "base/nearest.h"
#include "cli/list.h"
#include "map/plan.h"

enum { NAME_SHOWN_MAX = 64 }; /* bytes of an unknown name in a message */

static bool choice_is_native(const struct table *table)
{
	return table->model == MODEL_NATIVE;
}

static bool choice_is_unified(const struct table *table)
{
	return table->model == MODEL_UNIFIED;
}

static bool choice_is_any(const struct table *table)
{
	(void)table;
	return true;
}

/* The words that stand for tables. */
static const struct choice_word {
	const char *word;
	bool (*selects)(const struct table *table);
	bool required;
} words[] = {
	{"unified", choice_is_unified, true},
	{"native", choice_is_native, false},
	{"all", choice_is_any, false},
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

static const struct choice_word *choice_find_word(struct sv selector)
{
	for (size_t i = 0; i < WORDS; i++)
		if (sv_is(selector, words[i].word))
			return &words[i];
	return NULL;
}

static bool choice_is_pattern(struct sv text)
{
	return text.n && memchr(text.p, '*', text.n);
}

static bool choice_selects(struct sv selector, const struct table *table)
{
	const struct choice_word *word = choice_find_word(selector);

	return word ? word->selects(table) : list_item_matches(selector, sv_of(table->name));
}

static enum rc choice_unknown(const char *what, struct sv name, const char *const *names, size_t count)
{
	bool pattern = choice_is_pattern(name);
	const char *near = pattern ? NULL : nearest_name(name, names, count);

	if (name.n > NAME_SHOWN_MAX)
		name.n = NAME_SHOWN_MAX;
	if (near)
		return rc_fail(RC_USAGE, "unknown %s '%.*s', did you mean '%s'?", what, SV_ARG(name), near);
	if (pattern)
		return rc_fail(RC_USAGE, "no %s matches '%.*s'; `pinpoint-export schema` lists all %ss", what,
			       SV_ARG(name), what);
	return rc_fail(RC_USAGE, "unknown %s '%.*s'; `pinpoint-export schema` lists all %ss", what, SV_ARG(name), what);
}

/* The nearest name; but first of all the native table of that name. */
static enum rc choice_unknown_table(const struct catalogue *catalogue, struct sv name)
{
	const char *names[CATALOGUE_TABLES_MAX + WORDS];
	AUTO_BUF native = {0};
	size_t count = 0;

	buf_adds(&native, NATIVE_PREFIX);
	buf_addsv(&native, name);
	for (size_t i = 0; i < catalogue->table_count; i++) {
		names[count++] = catalogue->tables[i].table->name;
		if (sv_is(buf_sv(&native), names[i]))
			return rc_fail(RC_USAGE, "unknown table '%.*s', did you mean '%s'?", SV_ARG(name), names[i]);
	}
	for (size_t i = 0; i < WORDS; i++)
		names[count++] = words[i].word;
	return choice_unknown("table", name, names, count);
}

void choice_none(struct catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		catalogue->tables[i].wanted = catalogue->tables[i].required = false;
}

size_t choice_count(const struct catalogue *catalogue)
{
	size_t count = 0;

	for (size_t i = 0; i < catalogue->table_count; i++)
		count += catalogue->tables[i].wanted;
	return count;
}

enum rc choice_add(struct catalogue *catalogue, struct sv selector)
{
	const struct choice_word *word = choice_find_word(selector);
	bool required = word ? word->required : !choice_is_pattern(selector);
	bool found = false;

	for (size_t i = 0; i < catalogue->table_count; i++) {
		struct catalogue_table *table = &catalogue->tables[i];

		if (!choice_selects(selector, table->table))
			continue;
		table->wanted = found = true;
		table->required |= required;
	}
	return found || word ? RC_OK : choice_unknown_table(catalogue, selector);
}

enum rc choice_tables(struct catalogue *catalogue, const char *list)
{
	struct sv rest = sv_of(list ? list : CHOICE_DEFAULT), selector;

	choice_none(catalogue);
	while (list_next(&rest, &selector))
		TRY(choice_add(catalogue, selector));
	if (choice_count(catalogue) == 0)
		return rc_fail(RC_USAGE, "--tables names no table; `pinpoint-export schema` lists all tables");
	return RC_OK;
}

enum rc choice_one(struct catalogue *catalogue, struct sv name, const struct catalogue_table **out)
{
	struct catalogue_table *table = catalogue_find(catalogue, name);

	if (!table)
		return choice_unknown_table(catalogue, name);
	choice_none(catalogue);
	table->wanted = table->required = true;
	*out = table;
	return RC_OK;
}

/* Without its id, its version or the mark of a deletion, no row can be loaded. */
static bool choice_must_keep(const struct column *column)
{
	return !plan_column_nullable(column) || column->from.kind == SOURCE_REMOTE_DELETED_AT;
}

/* False if the table has no such column. */
static bool choice_exclude_from(struct catalogue_table *table, struct sv name)
{
	const struct column *columns = table->table->columns;
	bool found = false;

	for (unsigned i = 0; columns[i].name; i++) {
		if (!list_item_matches(name, sv_of(columns[i].name)))
			continue;
		if (!choice_must_keep(&columns[i]))
			column_mask_add(&table->excluded, i);
		found = true;
	}
	return found;
}

/* `table`: the only one that was selected, whose columns may be meant; NULL: none. */
static enum rc choice_unknown_column(const struct catalogue_table *table, struct sv name)
{
	const char *names[ROW_COLUMNS_MAX];
	size_t count = 0;

	for (; table && table->table->columns[count].name; count++)
		names[count] = table->table->columns[count].name;
	return choice_unknown("column", name, names, count);
}

static enum rc choice_exclude_one(struct catalogue *catalogue, struct sv what)
{
	const char *dot = what.n ? memchr(what.p, '.', what.n) : NULL;
	struct sv selector = {what.p, dot ? (size_t)(dot - what.p) : 0}, column = sv_from(what, selector.n + 1);
	bool selected = false, found = false;

	if (!dot || column.n == 0)
		return rc_fail(RC_USAGE, "--exclude-columns takes TABLE.COLUMN or *.COLUMN, separated by commas");
	for (size_t i = 0; i < catalogue->table_count; i++) {
		if (!choice_selects(selector, catalogue->tables[i].table))
			continue;
		selected = true;
		found |= choice_exclude_from(&catalogue->tables[i], column);
	}
	if (!selected)
		return choice_unknown_table(catalogue, selector);
	return found ? RC_OK : choice_unknown_column(catalogue_find(catalogue, selector), column);
}

enum rc choice_exclude(struct catalogue *catalogue, const char *list)
{
	struct sv rest = sv_of(list), what;

	while (list_next(&rest, &what))
		TRY(choice_exclude_one(catalogue, what));
	return RC_OK;
}
