/*
 * BigQuery. `bq query` runs the script as one; LOAD DATA cannot be in a transaction, so all tables are staged in temporary ones
 * before it begins.
 */
#include "warehouse/dialects.h"

#define INCOMING "pinpoint_incoming_{number}"
#define MERGE                                                                                                          \
	"ASSERT (SELECT COUNT(*) FROM " INCOMING                                                                       \
	") = {rows} AS '{bare}: the files do not hold the {rows} rows of the manifest';\n"                             \
	"DELETE FROM {table} AS t WHERE EXISTS\n"                                                                      \
	"  (SELECT 1 FROM " INCOMING " AS i WHERE i.{key} = t.{key} AND i.{version} > t.{version});\n"                 \
	"INSERT INTO {table} ({names}) SELECT {names} FROM " INCOMING " AS i\n"                                        \
	"  WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.{key} = i.{key});\n"                                   \
	"{replace}"

// clang-format off
const struct dialect dialect_bigquery = {
	.name = "bigquery", .title = "BigQuery", .quote = "`", .schema_parts = 2, .default_schema = "@@dataset_id", .apostrophe = "\\'",
	.types = {[SQL_KEY] = "STRING", [SQL_TEXT] = "STRING", [SQL_TIMESTAMP] = "TIMESTAMP", [SQL_DATE] = "DATE",
		  [SQL_NUMBER] = "BIGNUMERIC", [SQL_INTEGER] = "INT64", [SQL_BOOLEAN] = "BOOL", [SQL_JSON] = "JSON"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment = " OPTIONS (description = '{meaning}')",
	.locations = {{.prefix = "gs://"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}{comment}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED, "  ADD COLUMN IF NOT EXISTS {name} {type}", ",\n"},
		{"columns", OVER_COLUMNS, "{name} {type}", ", "},
		{"files", OVER_FILES, "'{path}'", ", "},
	},
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key}) NOT ENFORCED\n);\n",
	.add = "ALTER TABLE {table}\n{additions};\n",
	.begin = "BEGIN TRANSACTION;\n",
	.sources = {
		{.format = "csv",
		 .prepare = "LOAD DATA OVERWRITE TEMP TABLE " INCOMING " ({columns})\n"
			    "  FROM FILES (format = 'CSV', uris = [{files}], skip_leading_rows = 1, allow_quoted_newlines = TRUE, compression = 'GZIP');\n",
		 .merge = MERGE},
		{.format = "ndjson",
		 .prepare = "LOAD DATA OVERWRITE TEMP TABLE " INCOMING " ({columns})\n"
			    "  FROM FILES (format = 'JSON', uris = [{files}], compression = 'GZIP');\n",
		 .merge = MERGE},
	},
	.replace = "DELETE FROM {table} AS t WHERE t.{version} <= TIMESTAMP '{watermark}'\n"
		   "  AND NOT EXISTS (SELECT 1 FROM " INCOMING " AS i WHERE i.{key} = t.{key});\n",
	.record = "DELETE FROM {runs} WHERE run_id = '{run_id}';\n"
		  "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, TIMESTAMP '{watermark}', '{mode}', {complete}, TIMESTAMP '{finished_at}',\n"
		  "    CURRENT_TIMESTAMP());\n",
	.end = "COMMIT TRANSACTION;\n",
	.client = "bq query --use_legacy_sql=false",
	.numbers = "BIGNUMERIC: all 38 digits",
	.limits = "100 MB a row, 4 GB a file; 100 tables a transaction, of which all of both models with pinpoint_runs are 99",
	.transaction = "one for the rows; tables and columns before it",
	.tried = "parsed",
};
// clang-format on
