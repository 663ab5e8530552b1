#include "schema/sql.h"

#include "map/plan.h"

/*
 * DECIMAL(38,9): a number has at most 38 digits (output/README.md, "Numbers"), and nine after the point is what all of
 * these warehouses can hold. Snowflake's names stay bare, because a quoted name must be quoted in every query.
 * A job description may be longer than Redshift's longest VARCHAR: use COPY with TRUNCATECOLUMNS there.
 */
// clang-format off
const struct sql_dialect sql_dialects[] = {
	{"postgres", .quote = "\"", .id = "text",
	 .types = {[COLUMN_TEXT] = "text", [COLUMN_TIMESTAMP] = "timestamptz", [COLUMN_NUMBER] = "numeric",
		   [COLUMN_DATE] = "date", [COLUMN_INTEGER] = "bigint",
		   [COLUMN_PLACE] = "integer", [COLUMN_BOOLEAN] = "boolean", [COLUMN_JSON] = "jsonb"}},
	{"duckdb", .quote = "\"", .id = "VARCHAR",
	 .types = {[COLUMN_TEXT] = "VARCHAR", [COLUMN_TIMESTAMP] = "TIMESTAMP WITH TIME ZONE",
		   [COLUMN_NUMBER] = "DECIMAL(38,9)", [COLUMN_DATE] = "DATE", [COLUMN_INTEGER] = "BIGINT",
		   [COLUMN_PLACE] = "INTEGER",
		   [COLUMN_BOOLEAN] = "BOOLEAN", [COLUMN_JSON] = "JSON"}},
	{"bigquery", .quote = "`", .after_key = " NOT ENFORCED", .id = "STRING",
	 .types = {[COLUMN_TEXT] = "STRING", [COLUMN_TIMESTAMP] = "TIMESTAMP", [COLUMN_NUMBER] = "BIGNUMERIC",
		   [COLUMN_DATE] = "DATE", [COLUMN_INTEGER] = "INT64",
		   [COLUMN_PLACE] = "INT64", [COLUMN_BOOLEAN] = "BOOL", [COLUMN_JSON] = "JSON"}},
	{"snowflake", .quote = "", .id = "VARCHAR",
	 .types = {[COLUMN_TEXT] = "VARCHAR", [COLUMN_TIMESTAMP] = "TIMESTAMP_TZ", [COLUMN_NUMBER] = "NUMBER(38,9)",
		   [COLUMN_DATE] = "DATE", [COLUMN_INTEGER] = "BIGINT",
		   [COLUMN_PLACE] = "INTEGER", [COLUMN_BOOLEAN] = "BOOLEAN", [COLUMN_JSON] = "VARIANT"}},
	{"redshift", .quote = "\"", .id = "VARCHAR(24)",
	 .types = {[COLUMN_TEXT] = "VARCHAR(65535)", [COLUMN_TIMESTAMP] = "TIMESTAMPTZ",
		   [COLUMN_NUMBER] = "DECIMAL(38,9)", [COLUMN_DATE] = "DATE", [COLUMN_INTEGER] = "BIGINT",
		   [COLUMN_PLACE] = "INTEGER",
		   [COLUMN_BOOLEAN] = "BOOLEAN", [COLUMN_JSON] = "SUPER"}},
};
// clang-format on

const size_t sql_dialect_count = sizeof(sql_dialects) / sizeof(sql_dialects[0]);

static const char *sql_type(const struct sql_dialect *dialect, const struct column *column)
{
	return plan_column_is_id(column) ? dialect->id : dialect->types[plan_column_type(column)];
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
