/*
 * Databricks SQL, runtime 15.4 or later. Every column is read as text. Spark reads what equals `nullValue` as NULL, quoted or
 * not; U+0000 is the one text that the program never writes. `incoming` gets all columns of the table first, then those that
 * only the run has, so that the last MERGE replaces whole rows and adds what the table lacks.
 */
#include "warehouse/dialects.h"

#define INCOMING "{prefix}pinpoint_incoming"
#define NUMBER                                                                                                         \
	"CASE WHEN {name} RLIKE '[0-9]{30}|[.][0-9]{10}|E(-|29|3)'\n"                                                  \
	"    THEN raise_error('{bare}.{column}: more than 29 digits before or nine after the point')\n"                \
	"    ELSE CAST({name} AS DECIMAL(38,9)) END AS {name}"
#define READS                                                                                                          \
	{                                                                                                              \
		[SQL_TIMESTAMP] = "CAST({name} AS TIMESTAMP) AS {name}",                                               \
		[SQL_DATE] = "CAST({name} AS DATE) AS {name}", [SQL_NUMBER] = NUMBER,                                  \
		[SQL_INTEGER] = "CAST({name} AS BIGINT) AS {name}",                                                    \
		[SQL_BOOLEAN] = "CAST({name} AS BOOLEAN) AS {name}",                                                   \
	}
#define MERGE                                                                                                          \
	"DROP TABLE IF EXISTS " INCOMING ";\n"                                                                         \
	"CREATE TABLE " INCOMING " LIKE {table};\n"                                                                    \
	"MERGE WITH SCHEMA EVOLUTION INTO " INCOMING                                                                   \
	" AS t USING (SELECT\n{values}\n  FROM (\n{loads}\n  )) AS s ON false\n"                                       \
	"  WHEN NOT MATCHED THEN INSERT *;\n"                                                                          \
	"SELECT assert_true(COUNT(*) = {rows}, '{bare}: the files do not hold the {rows} rows of the manifest') "      \
	"FROM " INCOMING ";\n"                                                                                         \
	"MERGE WITH SCHEMA EVOLUTION INTO {table} AS t USING " INCOMING " AS s ON t.{key} = s.{key}\n"                 \
	"  WHEN MATCHED AND s.{version} > t.{version} THEN UPDATE SET *\n"                                             \
	"  WHEN NOT MATCHED THEN INSERT *;\n"                                                                          \
	"{replace}"                                                                                                    \
	"DROP TABLE " INCOMING ";\n"

// clang-format off
const struct dialect dialect_databricks = {
	.name = "databricks", .title = "Databricks", .quote = "`", .schema_parts = 2, .default_schema = "current_schema()",
	.apostrophe = "\\'",
	.types = {[SQL_KEY] = "STRING", [SQL_TEXT] = "STRING", [SQL_TIMESTAMP] = "TIMESTAMP", [SQL_DATE] = "DATE",
		  [SQL_NUMBER] = "DECIMAL(38,9)", [SQL_INTEGER] = "BIGINT", [SQL_BOOLEAN] = "BOOLEAN", [SQL_JSON] = "STRING"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment = " COMMENT '{meaning}'",
	.locations = {{.prefix = "s3://"}, {.prefix = "gs://"}, {.prefix = "abfss://"}, {.prefix = "/Volumes/"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}{comment}", ",\n"},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"texts", OVER_COLUMNS, "{name} STRING", ", "},
	},
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions}\n);\n",
	.sources = {
		{.format = "csv", .reads = READS, .merge = MERGE,
		 .lists = {
			{"loads", OVER_FILES,
			 "    SELECT * FROM read_files('{path}', format => 'csv', schema => '{texts}', header => true, multiLine => true,\n"
			 "      quote => '\"', escape => '\"', nullValue => '\\u0000', emptyValue => '', mode => 'FAILFAST')", "\n    UNION ALL\n"}}},
		{.format = "ndjson", .reads = READS, .merge = MERGE,
		 .lists = {
			{"loads", OVER_FILES,
			 "    SELECT * FROM read_files('{path}', format => 'json', schema => '{texts}', mode => 'FAILFAST')", "\n    UNION ALL\n"}}},
	},
	.replace = "DELETE FROM {table} WHERE {version} <= '{watermark}' AND {key} NOT IN (SELECT {key} FROM " INCOMING ");\n",
	.record = "MERGE INTO {runs} AS t USING (SELECT '{run_id}' AS run_id) AS s ON t.run_id = s.run_id WHEN MATCHED THEN DELETE;\n"
		  "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, TIMESTAMP '{watermark}', '{mode}', {complete}, TIMESTAMP '{finished_at}',\n"
		  "    current_timestamp());\n",
	.client = "databricks-sql-cli",
	.numbers = "DECIMAL(38,9): refuses more than 29 digits before or nine after the point",
	.limits = "from NDJSON, a JSON column that is a text loses its quotation marks, and Spark before version 4 keeps 17 digits of a fraction; CSV keeps both",
	.transaction = "one for each table; the row in pinpoint_runs comes last",
	.tried = "parsed; CSV options in Spark's parser",
};
// clang-format on
