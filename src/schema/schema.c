#include "schema/schema.h"

#include "cli/stdout.h"
#include "json/escape.h"
#include "schema/describe.h"
#include "map/plan.h"
#include "schema/json_schema.h"
#include "schema/sql.h"

static void add_text_column(const struct column *column, struct buf *out)
{
	buf_addf(out, "  %-26s%-11s%-10s", column->name, plan_column_type(column),
		 plan_column_nullable(column) ? "null" : "not null");
	describe_column(out, column);
	buf_addc(out, '\n');
}

static void add_text(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)form;
	buf_addf(out, "%s%s  (GET %s, ", first ? "" : "\n", table->table->name, table->entity->query.path);
	describe_rows(out, table->table);
	buf_adds(out, ")\n");
	for (size_t i = 0; columns[i].name; i++)
		add_text_column(&columns[i], out);
}

static void add_json_column(const struct column *column, bool first, struct buf *out)
{
	AUTO_BUF from = {0};

	describe_column(&from, column);
	buf_adds(out, first ? "\n        {\"name\": " : ",\n        {\"name\": ");
	json_escape(out, sv_of(column->name));
	buf_addf(out, ", \"type\": \"%s\", \"nullable\": %s, \"from\": ", plan_column_type(column),
		 plan_column_nullable(column) ? "true" : "false");
	json_escape(out, buf_sv(&from));
	buf_addc(out, '}');
}

static void add_json(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)form;
	buf_adds(out, first ? "{\n  \"tables\": {\n    " : ",\n    ");
	json_escape(out, sv_of(table->table->name));
	buf_adds(out, ": {\n      \"endpoint\": ");
	json_escape(out, sv_of(table->entity->query.path));
	buf_adds(out, ",\n      \"primary_key\": [\"id\"],\n      \"columns\": [");
	for (size_t i = 0; columns[i].name; i++)
		add_json_column(&columns[i], i == 0, out);
	buf_adds(out, "\n      ]\n    }");
}

static void end_json(const struct catalogue *catalogue, struct buf *out)
{
	(void)catalogue;
	buf_adds(out, "\n  }\n}\n");
}

static enum rc choose(struct catalogue *catalogue, const struct options *options)
{
	if (options->operand_count == 0)
		return RC_OK;
	catalogue_want_none(catalogue);
	for (size_t i = 0; i < options->operand_count; i++)
		TRY(catalogue_want(catalogue, sv_of(options->operands[i])));
	return RC_OK;
}

enum rc cmd_schema(const struct app *app)
{
	static const struct {
		void (*add)(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out);
		void (*end)(const struct catalogue *catalogue, struct buf *out); /* or NULL */
	} forms[SCHEMA_FORMS] = {
		[SCHEMA_TEXT] = {add_text, NULL},
		[SCHEMA_JSON] = {add_json, end_json},
		[SCHEMA_JSONSCHEMA] = {schema_add_jsonschema, schema_end_jsonschema},
		[SCHEMA_POSTGRES] = {schema_add_sql, NULL},
		[SCHEMA_DUCKDB] = {schema_add_sql, NULL},
		[SCHEMA_BIGQUERY] = {schema_add_sql, NULL},
		[SCHEMA_SNOWFLAKE] = {schema_add_sql, NULL},
		[SCHEMA_REDSHIFT] = {schema_add_sql, NULL},
	};
	enum schema_form form = (enum schema_form)app->options->schema;
	struct catalogue catalogue;
	AUTO_BUF out = {0};

	TRY(catalogue_init(&catalogue));
	TRY(choose(&catalogue, app->options));
	for (size_t i = 0; i < catalogue.table_count; i++)
		if (catalogue.tables[i].wanted)
			forms[form].add(&catalogue.tables[i], form, out.n == 0, &out);
	if (forms[form].end)
		forms[form].end(&catalogue, &out);
	return stdout_print(buf_sv(&out));
}
