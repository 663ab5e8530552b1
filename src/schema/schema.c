#include "schema/schema.h"

#include "cli/stdout.h"
#include "json/escape.h"
#include "schema/describe.h"
#include "map/plan.h"
#include "schema/choice.h"
#include "schema/facts.h"
#include "schema/dbt.h"
#include "schema/json_schema.h"
#include "schema/markdown.h"
#include "schema/sql.h"

static void schema_add_text_column(const struct column *column, struct buf *out)
{
	buf_addf(out, "  %-25s %-10s %-8s  ", column->name, column_type_names[plan_column_type(column)],
		 plan_column_nullable(column) ? "null" : "not null");
	describe_column(out, column);
	column_add_marks(column, &(struct marks_form){"  [", ", ", "]"}, out);
	buf_addc(out, '\n');
}

static void schema_add_text(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			    struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)catalogue;
	buf_addf(out, "%s%s  (GET %s, ", first ? "" : "\n", table->table->name, table->endpoint->query.path);
	describe_rows(out, table->table);
	buf_adds(out, ")\n");
	for (size_t i = 0; columns[i].name; i++)
		schema_add_text_column(&columns[i], out);
}

static void schema_add_json_text(const char *key, const char *text, struct buf *out)
{
	if (!text)
		return;
	buf_addf(out, ", \"%s\": ", key);
	json_escape(out, sv_of(text));
}

static void schema_add_json_column(const struct column *column, bool first, struct buf *out)
{
	AUTO_BUF from = {0}, marks = {0};

	describe_column(&from, column);
	buf_adds(out, first ? "\n        {\"name\": " : ",\n        {\"name\": ");
	json_escape(out, sv_of(column->name));
	buf_addf(out, ", \"type\": \"%s\", \"nullable\": %s", column_type_names[plan_column_type(column)],
		 plan_column_nullable(column) ? "true" : "false");
	schema_add_json_text("meaning", column->meaning, out);
	schema_add_json_text("references", column->table, out);
	column_add_marks(column, &(struct marks_form){"\"", "\", \"", "\""}, &marks);
	buf_addf(out, ", \"marks\": [%s]", buf_text(&marks));
	schema_add_json_text("from", buf_text(&from), out);
	buf_addc(out, '}');
}

static void schema_add_json(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			    struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)catalogue;
	buf_adds(out, first ? "{\n  \"tables\": {\n    " : ",\n    ");
	json_escape(out, sv_of(table->table->name));
	buf_adds(out, ": {\n      \"endpoint\": ");
	json_escape(out, sv_of(table->endpoint->query.path));
	buf_adds(out, ",\n      \"primary_key\": [\"id\"],\n      \"columns\": [");
	for (size_t i = 0; columns[i].name; i++)
		schema_add_json_column(&columns[i], i == 0, out);
	buf_adds(out, "\n      ]\n    }");
}

static void schema_end_json(const struct catalogue *catalogue, struct buf *out)
{
	(void)catalogue;
	buf_adds(out, "\n  }\n}\n");
}

/* The forms that are not statements for a warehouse. */
static const struct schema_form {
	const char *name;                                   /* as --as takes it */
	void (*begin)(const char *schema, struct buf *out); /* or NULL; `schema`: of --schema */
	void (*add)(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
		    struct buf *out);
	void (*end)(const struct catalogue *catalogue, struct buf *out); /* or NULL */
} forms[] = {
	{"text", NULL, schema_add_text, NULL},
	{"json", NULL, schema_add_json, schema_end_json},
	{"jsonschema", NULL, json_schema_add_table, json_schema_end},
	{"markdown", NULL, markdown_add_table, markdown_end},
	{"dbt", dbt_begin, dbt_add_table, NULL},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

/* Warehouses first, so that `load` and `schema` give them the same numbers. */
const char *schema_form_name(size_t number)
{
	if (number < dialect_count)
		return dialect_name(number);
	return number - dialect_count < FORMS ? forms[number - dialect_count].name : NULL;
}

static void schema_add_form(const struct schema_form *form, const char *schema, const struct catalogue *catalogue,
			    struct buf *out)
{
	if (form->begin)
		form->begin(schema, out);
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (catalogue->tables[i].wanted)
			form->add(catalogue, &catalogue->tables[i], out->n == 0, out);
	if (form->end)
		form->end(catalogue, out);
}

static void schema_add_statements(const struct sql_target *target, const struct catalogue *catalogue, struct buf *out)
{
	for (size_t i = 0; i < catalogue->table_count; i++) {
		if (!catalogue->tables[i].wanted)
			continue;
		if (out->n > 0)
			buf_addc(out, '\n');
		sql_add_table(target, &catalogue->tables[i], out);
	}
}

/* --as text unless the user said something else. */
static size_t schema_chosen_form(const struct options *options)
{
	return options->form < 0 ? dialect_count : (size_t)options->form;
}

enum rc cmd_schema(const struct app *app)
{
	const struct options *options = app->options;
	size_t form = schema_chosen_form(options);
	struct sql_target target = {.schema = options->schema};
	struct catalogue catalogue;
	AUTO_BUF out = {0};

	TRY(catalogue_check(app->log));
	TRY(catalogue_init(&catalogue));
	if (options->operand_count > 0)
		choice_none(&catalogue);
	for (size_t i = 0; i < options->operand_count; i++)
		TRY(choice_add(&catalogue, sv_of(options->operands[i])));
	target.dialect = dialects[form < dialect_count ? form : 0];
	TRY(dialect_check_schema(target.dialect, target.schema));
	if (form >= dialect_count)
		schema_add_form(&forms[form - dialect_count], options->schema, &catalogue, &out);
	else
		schema_add_statements(&target, &catalogue, &out);
	return stdout_print(buf_sv(&out));
}
