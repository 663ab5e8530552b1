#include "schema/dbt.h"

#include "json/escape.h"
#include "map/plan.h"
#include "schema/describe.h"
#include "schema/facts.h"
#include "warehouse/script.h"

#define AGE_WARN "36"  /* hours since the last load: one night was left out */
#define AGE_ERROR "72" /* two more nights */

/* A JSON string is a YAML string too. */
static void dbt_add_text(const char *key, const char *text, struct buf *out)
{
	if (!text)
		return;
	buf_adds(out, key);
	json_escape(out, sv_of(text));
	buf_addc(out, '\n');
}

static void dbt_add_name(const char *name, struct buf *out)
{
	buf_addf(out,
		 "      - name: %s\n"
		 "        identifier: \"{{ var('pinpoint_%s_identifier', '%s') }}\"\n",
		 name, name, name);
}

static void dbt_add_column(const char *name, const char *meaning, const char *type, struct buf *out)
{
	buf_addf(out, "          - name: %s\n", name);
	dbt_add_text("            description: ", meaning, out);
	buf_addf(out, "            data_type: %s\n", type);
}

/* Rows may point to what the key cannot read or what is gone: a warning, and not for tombstones. */
static void dbt_add_reference(const char *table, struct buf *out)
{
	buf_addf(out,
		 "            data_tests:\n"
		 "              - relationships:\n"
		 "                  arguments:\n"
		 "                    to: source('pinpoint', '%s')\n"
		 "                    field: id\n"
		 "                  config:\n"
		 "                    severity: warn\n"
		 "                    where: remote_deleted_at is null\n",
		 table);
}

/* NULL if the column refers to no table, or to one that is not printed, of which dbt would know nothing. */
static const char *dbt_reference(const struct catalogue *catalogue, const struct column *column)
{
	const char *references = column->table;

	for (size_t i = 0; references && i < catalogue->table_count; i++)
		if (catalogue->tables[i].wanted && strcmp(catalogue->tables[i].table->name, references) == 0)
			return references;
	return NULL;
}

static void dbt_add_tests(const struct catalogue *catalogue, const struct column *column, struct buf *out)
{
	const char *references = dbt_reference(catalogue, column);

	if (strcmp(column->name, SCRIPT_KEY) == 0)
		buf_adds(out, "            data_tests:\n              - unique\n              - not_null\n");
	else if (!plan_column_nullable(column))
		buf_adds(out, "            data_tests:\n              - not_null\n");
	else if (references)
		dbt_add_reference(references, out);
}

/* Its age is that of the data: `changed_at` stands still while nothing changes. */
static void dbt_add_runs(struct buf *out)
{
	dbt_add_name(script_runs.name, out);
	buf_adds(out, "        description: \"A row is a run that was loaded\"\n"
		      "        config:\n"
		      "          loaded_at_field: loaded_at\n"
		      "          freshness:\n"
		      "            warn_after: {count: " AGE_WARN ", period: hour}\n"
		      "            error_after: {count: " AGE_ERROR ", period: hour}\n"
		      "        columns:\n");
	for (size_t i = 0; i < script_runs.column_count; i++) {
		const struct sql_column *column = &script_runs.columns[i];

		dbt_add_column(column->name, column->meaning, sql_type_name(column->type), out);
		if (column->type == SQL_KEY)
			buf_adds(out, "            data_tests:\n              - unique\n              - not_null\n");
	}
}

void dbt_begin(const char *schema, struct buf *out)
{
	AUTO_BUF quoted = {0};

	buf_addf(&quoted, "'%s'", schema ? schema : "");
	buf_addf(out,
		 "# For dbt 1.10.5 or later; earlier ones spell tests and freshness in another way.\n"
		 "version: 2\n\n"
		 "sources:\n"
		 "  - name: pinpoint\n"
		 "    description: \"An account of Pinpoint, loaded by pinpoint-export\"\n"
		 "    database: \"{{ var('pinpoint_database', target.database) }}\"\n"
		 "    schema: \"{{ var('pinpoint_schema', %s) }}\"\n"
		 "    loader: pinpoint-export\n"
		 "    tables:\n",
		 schema ? buf_text(&quoted) : "target.schema");
	dbt_add_runs(out);
}

void dbt_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first, struct buf *out)
{
	static const struct marks_form marks = {"            config:\n              meta:\n                marks: [", ", ",
						"]\n"};
	const struct column *columns = table->table->columns;
	AUTO_BUF rows = {0};

	(void)first;
	buf_addf(&rows, "From GET %s: ", table->endpoint->query.path);
	describe_rows(&rows, table->table);
	dbt_add_name(table->table->name, out);
	dbt_add_text("        description: ", buf_text(&rows), out);
	buf_adds(out, "        columns:\n");
	for (size_t i = 0; columns[i].name; i++) {
		dbt_add_column(columns[i].name, columns[i].meaning, column_type_names[plan_column_type(&columns[i])],
			       out);
		column_add_marks(&columns[i], &marks, out);
		dbt_add_tests(catalogue, &columns[i], out);
	}
}
