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

/* --- Columns */

static const struct choice_mark {
	const char *name;
	unsigned mark;
} marks[] = {
	{"@personal", MARK_PERSONAL}, {"@special", MARK_SPECIAL},       {"@free_text", MARK_FREE_TEXT},
	{"@link", MARK_LINK},         {"@assessment", MARK_ASSESSMENT},
};

enum { CHOICE_MARKS = sizeof(marks) / sizeof(marks[0]) };

/* An item of a list of columns: which columns of which tables are meant, and what for. */
struct choice_item {
	const char *option;
	struct sv selector, column;
	unsigned mark;        /* 0: the name or the pattern in `column` counts */
	bool exact;           /* table and column are named */
	struct buf *readable; /* of --hash-columns: columns that are meant by a pattern or mark, and cannot be hashed */
	bool *hashable;       /* of --hash-columns: the item means a column that is no key; NULL: nobody asks */
	enum rc (*take)(const struct choice_item *item, struct catalogue_table *table, unsigned column);
};

static enum rc choice_read_mark(struct choice_item *item)
{
	const char *names[CHOICE_MARKS];

	if (item->column.p[0] != '@')
		return RC_OK;
	for (size_t i = 0; i < CHOICE_MARKS; i++) {
		names[i] = marks[i].name;
		if (sv_is(item->column, marks[i].name))
			item->mark = marks[i].mark;
	}
	return item->mark ? RC_OK : choice_unknown("mark", item->column, names, CHOICE_MARKS);
}

static enum rc choice_read_item(struct choice_item *item, struct sv text)
{
	const char *dot = text.n ? memchr(text.p, '.', text.n) : NULL;

	item->mark = 0;
	item->selector = dot ? (struct sv){text.p, (size_t)(dot - text.p)} : SV("all");
	item->column = dot ? sv_from(text, item->selector.n + 1) : text;
	if (item->column.n == 0 || (!dot && text.p[0] != '@'))
		return rc_fail(RC_USAGE, "--%s takes TABLE.COLUMN, *.COLUMN or @MARK, separated by commas",
			       item->option);
	item->exact = !choice_is_pattern(item->selector) && !choice_find_word(item->selector) &&
		      !choice_is_pattern(item->column) && item->column.p[0] != '@';
	return choice_read_mark(item);
}

static bool choice_means(const struct choice_item *item, const struct column *column)
{
	return item->mark ? column->marks & item->mark : list_item_matches(item->column, sv_of(column->name));
}

static enum rc choice_take_from(const struct choice_item *item, struct catalogue_table *table, bool *found)
{
	const struct column *columns = table->table->columns;

	for (unsigned i = 0; columns[i].name; i++) {
		if (!choice_means(item, &columns[i]))
			continue;
		*found = true;
		TRY(item->take(item, table, i));
	}
	return RC_OK;
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

/* A list that selects ids alone hashes nothing, and the user must not believe otherwise. */
static enum rc choice_only_keys(const struct choice_item *item)
{
	return rc_fail(RC_USAGE,
		       "--%s: '%.*s.%.*s' selects only columns that cannot be hashed, since rows are found and joined by "
		       "them: leave it out",
		       item->option, SV_ARG(item->selector), SV_ARG(item->column));
}

static enum rc choice_take_item(struct catalogue *catalogue, const struct choice_item *item)
{
	bool selected = false, found = item->mark != 0;

	if (item->hashable)
		*item->hashable = found;
	for (size_t i = 0; i < catalogue->table_count; i++) {
		if (!choice_selects(item->selector, catalogue->tables[i].table))
			continue;
		selected = true;
		TRY(choice_take_from(item, &catalogue->tables[i], &found));
	}
	if (!selected)
		return choice_unknown_table(catalogue, item->selector);
	if (!found)
		return choice_unknown_column(catalogue_find(catalogue, item->selector), item->column);
	return item->hashable && !*item->hashable ? choice_only_keys(item) : RC_OK;
}

static enum rc choice_take_list(struct catalogue *catalogue, struct choice_item item, const char *list)
{
	struct sv rest = sv_of(list), text;

	while (list_next(&rest, &text)) {
		TRY(choice_read_item(&item, text));
		TRY(choice_take_item(catalogue, &item));
	}
	return RC_OK;
}

/* Without its id, its version or the mark of a deletion, no row can be loaded. */
static bool choice_must_keep(const struct column *column)
{
	return !plan_column_nullable(column) || column->from.kind == SOURCE_REMOTE_DELETED_AT;
}

static enum rc choice_take_excluded(const struct choice_item *item, struct catalogue_table *table, unsigned column)
{
	(void)item;
	if (!choice_must_keep(&table->table->columns[column]))
		column_mask_add(&table->excluded, column);
	return RC_OK;
}

enum rc choice_exclude(struct catalogue *catalogue, const char *list)
{
	return choice_take_list(catalogue,
				(struct choice_item){.option = "exclude-columns", .take = choice_take_excluded}, list);
}

/* Tables are joined by their ids, which name nobody. */
static bool choice_is_key(const struct column *column)
{
	return choice_must_keep(column) || plan_column_is_id(column) || column->table;
}

static enum rc choice_cannot_hash(const struct catalogue_table *table, const struct column *column)
{
	if (choice_is_key(column))
		return rc_fail(RC_USAGE,
			       "--hash-columns: %s.%s cannot be hashed, since rows are found and joined by it: leave it "
			       "out",
			       table->table->name, column->name);
	return rc_fail(RC_USAGE,
		       "--hash-columns: %s.%s cannot be hashed, since it is of the type %s and not text or json: leave it "
		       "out, or exclude it with --exclude-columns",
		       table->table->name, column->name, column_type_names[plan_column_type(column)]);
}

/* Each once, as --exclude-columns takes them. */
static void choice_add_readable(const struct catalogue_table *table, const struct column *column, struct buf *out)
{
	AUTO_BUF name = {0};
	struct sv rest = buf_sv(out), known;

	buf_addf(&name, "%s.%s", table->table->name, column->name);
	while (list_next(&rest, &known))
		if (sv_same(known, buf_sv(&name)))
			return;
	buf_addf(out, "%s%s", out->n ? "," : "", buf_text(&name));
}

static enum rc choice_take_hashed(const struct choice_item *item, struct catalogue_table *table, unsigned number)
{
	const struct column *column = &table->table->columns[number];
	enum column_type type = plan_column_type(column);
	bool key = choice_is_key(column), readable = type != COLUMN_TEXT && type != COLUMN_JSON;

	*item->hashable |= !key || column_mask_has(&table->excluded, number);
	if (column_mask_has(&table->excluded, number))
		return RC_OK;
	if (item->exact && (key || readable))
		return choice_cannot_hash(table, column);
	if (!key && !readable)
		column_mask_add(&table->hashed, number);
	else if (!key && table->wanted)
		choice_add_readable(table, column, item->readable);
	return RC_OK;
}

enum rc choice_hash(struct catalogue *catalogue, const char *list)
{
	AUTO_BUF readable = {0};
	bool hashable = false;
	struct choice_item item = {
		.option = "hash-columns", .take = choice_take_hashed, .readable = &readable, .hashable = &hashable};

	TRY(choice_take_list(catalogue, item, list));
	if (readable.n > 0)
		return rc_fail(RC_USAGE,
			       "--hash-columns: columns that are neither text nor json would stay readable: add them to "
			       "--exclude-columns: %s",
			       buf_text(&readable));
	return RC_OK;
}
