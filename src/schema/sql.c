#include "schema/sql.h"

#include <string.h>

#include "map/plan.h"

/*
 * DECIMAL(38,9): a number has at most 38 digits (output/README.md, "Numbers"), and nine after the point is what all of
 * these warehouses can hold. Snowflake's names stay bare, because a quoted name must be quoted in every query.
 * A job description may be longer than Redshift's longest VARCHAR: use COPY with TRUNCATECOLUMNS there.
 */
// clang-format off
const struct sql_dialect sql_dialects[] = {
	{"postgres", .quote = "\"",
	 .id = "text", .text = "text", .timestamp = "timestamptz", .number = "numeric",
	 .integer = "integer", .boolean = "boolean", .json = "jsonb"},
	{"duckdb", .quote = "\"",
	 .id = "VARCHAR", .text = "VARCHAR", .timestamp = "TIMESTAMP WITH TIME ZONE", .number = "DECIMAL(38,9)",
	 .integer = "INTEGER", .boolean = "BOOLEAN", .json = "JSON"},
	{"bigquery", .quote = "`", .after_key = " NOT ENFORCED",
	 .id = "STRING", .text = "STRING", .timestamp = "TIMESTAMP", .number = "BIGNUMERIC",
	 .integer = "INT64", .boolean = "BOOL", .json = "JSON"},
	{"snowflake", .quote = "",
	 .id = "VARCHAR", .text = "VARCHAR", .timestamp = "TIMESTAMP_TZ", .number = "NUMBER(38,9)",
	 .integer = "INTEGER", .boolean = "BOOLEAN", .json = "VARIANT"},
	{"redshift", .quote = "\"",
	 .id = "VARCHAR(24)", .text = "VARCHAR(65535)", .timestamp = "TIMESTAMPTZ", .number = "DECIMAL(38,9)",
	 .integer = "INTEGER", .boolean = "BOOLEAN", .json = "SUPER"},
};
// clang-format on

const size_t sql_dialect_count = sizeof(sql_dialects) / sizeof(sql_dialects[0]);

static const char *sql_type(const struct sql_dialect *dialect, const struct column *column)
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

static void sql_add_name(struct buf *out, const struct sql_dialect *dialect, const char *name)
{
	buf_addf(out, "%s%s%s", dialect->quote, name, dialect->quote);
}

void sql_add_table(const struct sql_dialect *dialect, const struct catalogue_table *table, struct buf *out)
{
	const struct column *columns = table->table->columns;

	buf_adds(out, "CREATE TABLE IF NOT EXISTS ");
	sql_add_name(out, dialect, table->table->name);
	buf_adds(out, " (\n");
	for (size_t i = 0; columns[i].name; i++) {
		buf_adds(out, "  ");
		sql_add_name(out, dialect, columns[i].name);
		buf_addf(out, " %s%s,\n", sql_type(dialect, &columns[i]),
			 plan_column_nullable(&columns[i]) ? "" : " NOT NULL");
	}
	buf_adds(out, "  PRIMARY KEY (");
	sql_add_name(out, dialect, "id");
	buf_addf(out, ")%s\n);\n", dialect->after_key ? dialect->after_key : "");
}
