#include "schema/markdown.h"

#include "map/plan.h"
#include "schema/facts.h"

static void markdown_add_column(const struct column *column, struct buf *out)
{
	const char *meaning = column->meaning, *references = column->table;
	AUTO_BUF marks = {0};

	column_add_marks(column, &(struct marks_form){"", ", ", ""}, &marks);
	buf_addf(out, "| %s | %s%s | %s", column->name, column_type_names[plan_column_type(column)],
		 plan_column_nullable(column) ? "?" : "", meaning ? meaning : "");
	if (references)
		buf_addf(out, ", see [%s](#%s)", references, references);
	buf_addf(out, " | %s |\n", buf_text(&marks));
}

/* The words before the name of what the rows are about: where a record and a thing make a row, and where each thing does. */
static const struct {
	const char *pair, *once;
} rows[EACH_KINDS] = {
	[EACH_RECORD] = {"one row for each record", NULL},
	[EACH_TO_MANY] = {"one row for each link to ", "one row for each of the linked "},
	[EACH_ROLE] = {"one row for each user who has a role in a record", NULL},
	[EACH_TAG] = {"one row for each tag of a record, in ", "one row for each distinct tag in "},
	[EACH_ITEM] = {"one row for each element of ", NULL},
	[EACH_TAG_ITEM] = {"one row for each tag of a record, in ", NULL},
	[EACH_TEXT_ITEM] = {"one row for each text in ", NULL},
	[EACH_ENDING] = {"one row for each attribute whose name ends with ", NULL},
};

static void markdown_add_rows(const struct table *table, struct buf *out)
{
	const struct each *each = &table->each;
	const char *once = table->identity == OF_EACH ? rows[each->kind].once : NULL;
	const char *name = each->relationship ? each->relationship : each->attribute;

	buf_adds(out, once ? once : rows[each->kind].pair);
	if (name)
		buf_addf(out, "`%s%s%s`", each->owners ? each->owners : "", each->owners ? "." : "", name);
}

void markdown_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)catalogue;
	if (first)
		buf_adds(out,
			 "# Tables\n\nA type with ? may be NULL. The last column says why a column deserves care.\n");
	buf_addf(out, "\n## %s\n\nFrom GET %s: ", table->table->name, table->endpoint->query.path);
	markdown_add_rows(table->table, out);
	buf_adds(out, ".\n\n| column | type | meaning | care |\n|---|---|---|---|\n");
	for (size_t i = 0; columns[i].name; i++)
		markdown_add_column(&columns[i], out);
}

static void markdown_add_warehouse(const struct dialect *dialect, struct buf *out)
{
	buf_addf(out, "| %s | %s | ", dialect->name, dialect->title);
	dialect_add_formats(dialect, ", ", out);
	buf_addf(out, " | %s | %s | %s | %s | `%s` |\n", dialect->transaction, dialect->numbers, dialect->limits,
		 dialect->tried, dialect->client);
}

static void markdown_add_types(struct buf *out)
{
	buf_adds(out, "\n| type |");
	for (size_t i = 0; i < dialect_count; i++)
		buf_addf(out, " %s |", dialects[i]->name);
	buf_adds(out, "\n|---|");
	for (size_t i = 0; i < dialect_count; i++)
		buf_adds(out, "---|");
	buf_adds(out, "\n");
	for (size_t type = SQL_KEY; type < SQL_TYPES; type++) {
		buf_addf(out, "| %s |", type == SQL_KEY ? "id" : sql_type_name((enum sql_type)type));
		for (size_t i = 0; i < dialect_count; i++)
			buf_addf(out, " %s |", dialects[i]->types[type]);
		buf_adds(out, "\n");
	}
}

void markdown_end(const struct catalogue *catalogue, struct buf *out)
{
	(void)catalogue;
	buf_adds(
		out,
		"\n# Warehouses\n\n`pinpoint-export load RUNDIR --as WAREHOUSE` prints the script that loads a run.\n\n"
		"| --as | warehouse | formats | transaction | numbers | limits | tried | client |\n"
		"|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < dialect_count; i++)
		markdown_add_warehouse(dialects[i], out);
	markdown_add_types(out);
}
