#include "schema/sql.h"

#include <string.h>

#include "map/plan.h"

struct dialect {
	const char *quote; /* around names */
	const char *id, *text, *timestamp, *number, *integer, *boolean, *json;
	const char *key; /* after the primary key */
};

/*
 * DECIMAL(38,9): 38 digits is what a number has at most (contract of the columns), nine after the point is what all of
 * them can. Snowflake's names stay bare, since a quoted one must be written in quotes and small letters ever after.
 * A job description may be longer than Redshift's longest VARCHAR: COPY with TRUNCATECOLUMNS there.
 */
static const struct dialect dialects[SCHEMA_FORMS] = {
	[SCHEMA_POSTGRES] = {.quote = "\"",
			     .id = "text",
			     .text = "text",
			     .timestamp = "timestamptz",
			     .number = "numeric",
			     .integer = "integer",
			     .boolean = "boolean",
			     .json = "jsonb",
			     .key = ""},
	[SCHEMA_DUCKDB] = {.quote = "\"",
			   .id = "VARCHAR",
			   .text = "VARCHAR",
			   .timestamp = "TIMESTAMP WITH TIME ZONE",
			   .number = "DECIMAL(38,9)",
			   .integer = "INTEGER",
			   .boolean = "BOOLEAN",
			   .json = "JSON",
			   .key = ""},
	[SCHEMA_BIGQUERY] = {.quote = "`",
			     .id = "STRING",
			     .text = "STRING",
			     .timestamp = "TIMESTAMP",
			     .number = "BIGNUMERIC",
			     .integer = "INT64",
			     .boolean = "BOOL",
			     .json = "JSON",
			     .key = " NOT ENFORCED"},
	[SCHEMA_SNOWFLAKE] = {.quote = "",
			      .id = "VARCHAR",
			      .text = "VARCHAR",
			      .timestamp = "TIMESTAMP_TZ",
			      .number = "NUMBER(38,9)",
			      .integer = "INTEGER",
			      .boolean = "BOOLEAN",
			      .json = "VARIANT",
			      .key = ""},
	[SCHEMA_REDSHIFT] = {.quote = "\"",
			     .id = "VARCHAR(24)",
			     .text = "VARCHAR(65535)",
			     .timestamp = "TIMESTAMPTZ",
			     .number = "DECIMAL(38,9)",
			     .integer = "INTEGER",
			     .boolean = "BOOLEAN",
			     .json = "SUPER",
			     .key = ""},
};

static const char *type_word(const struct dialect *dialect, const struct column *column)
{
	const struct {
		const char *type, *word;
	} words[] = {
		{"text", dialect->text},       {"timestamp", dialect->timestamp}, {"number", dialect->number},
		{"integer", dialect->integer}, {"boolean", dialect->boolean},     {"json", dialect->json},
	};
	const char *type = plan_column_type(column);

	if (plan_column_is_id(column))
		return dialect->id;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].type, type) == 0)
			return words[i].word;
	return dialect->text;
}

static void add_name(struct buf *out, const struct dialect *dialect, const char *name)
{
	buf_addf(out, "%s%s%s", dialect->quote, name, dialect->quote);
}

void schema_add_sql(const struct catalogue_table *table, enum schema_form form, bool first, struct buf *out)
{
	const struct dialect *dialect = &dialects[form];
	const struct column *columns = table->table->columns;

	buf_adds(out, first ? "CREATE TABLE IF NOT EXISTS " : "\nCREATE TABLE IF NOT EXISTS ");
	add_name(out, dialect, table->table->name);
	buf_adds(out, " (\n");
	for (size_t i = 0; columns[i].name; i++) {
		buf_adds(out, "  ");
		add_name(out, dialect, columns[i].name);
		buf_addf(out, " %s%s,\n", type_word(dialect, &columns[i]),
			 plan_column_nullable(&columns[i]) ? "" : " NOT NULL");
	}
	buf_adds(out, "  PRIMARY KEY (");
	add_name(out, dialect, "id");
	buf_addf(out, ")%s\n);\n", dialect->key);
}
