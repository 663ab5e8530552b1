/*
 * DuckDB 1.4 or later. Everything is staged as text. So a number meets the type of its column only where it is inserted, and
 * one that DECIMAL(38,9) would round is refused; where the user made the column a wider one, nothing is. BUFFER_SIZE,
 * because DuckDB reserves sixteen times MAX_LINE_SIZE otherwise.
 */
#include "warehouse/dialects.h"

#define STAGED_ROWS                                                                                                    \
	"SET VARIABLE pinpoint_checked = (SELECT CASE WHEN count(*) <> {rows} THEN\n"                                  \
	"  error(concat('{bare}: the files hold ', count(*), ' rows, the manifest lists {rows}')) END FROM "           \
	"temp.incoming);\n"
#define MERGE                                                                                                          \
	"MERGE INTO {table} AS t USING temp.incoming AS i ON t.{key} = i.{key}\n"                                      \
	"  WHEN MATCHED AND i.{version} > t.{version} THEN UPDATE BY NAME\n"                                           \
	"  WHEN NOT MATCHED THEN INSERT BY NAME;\n"                                                                    \
	"{replace}"                                                                                                    \
	"DROP TABLE temp.incoming;\n"
#define STAGE "CREATE OR REPLACE TEMP TABLE incoming AS FROM {table} LIMIT 0;\n"
#define NUMBER_READ                                                                                                    \
	"CASE WHEN regexp_matches({name}, '[0-9]{30}|[.][0-9]{10}')\n"                                                 \
	"      AND (SELECT typeof(max({name})) FROM temp.incoming) LIKE 'DECIMAL%'\n"                                  \
	"    THEN error('{bare}.{column}: a number has more than 29 digits before or nine after the point; make the "  \
	"column a VARCHAR or DOUBLE')\n"                                                                               \
	"    ELSE {name} END AS {name}"

// clang-format off
const struct dialect dialect_duckdb = {
	.name = "duckdb", .title = "DuckDB", .quote = "\"", .schema_parts = 2, .default_schema = "current_schema()",
	.apostrophe = "''", .local = true,
	.types = {[SQL_KEY] = "VARCHAR", [SQL_TEXT] = "VARCHAR", [SQL_TIMESTAMP] = "TIMESTAMP WITH TIME ZONE",
		  [SQL_DATE] = "DATE", [SQL_NUMBER] = "DECIMAL(38,9)", [SQL_INTEGER] = "BIGINT",
		  [SQL_BOOLEAN] = "BOOLEAN", [SQL_JSON] = "JSON"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment_on = "COMMENT ON COLUMN {table}.{name} IS '{meaning}';\n",
	.locations = {{.prefix = "/"}, {.prefix = "s3://"}, {.prefix = "gs://"}, {.prefix = "https://"}, {.prefix = "azure://"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}", ",\n"},
		{"additions", OVER_ADDED, "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {type};\n", ""},
		{"files", OVER_FILES, "'{path}'", ", "},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"texts", OVER_COLUMNS, "{name}: 'VARCHAR'", ", "},
	},
	.open = "BEGIN TRANSACTION;\n",
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n);\n",
	.add = "{additions}",
	.sources = {
		{.format = "csv",
		 .reads = {[SQL_NUMBER] = NUMBER_READ},
		 .merge = STAGE
			  "INSERT INTO temp.incoming BY NAME SELECT\n{values}\n"
			  "  FROM read_csv([{files}], header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"',\n"
			  "    nullstr = '', allow_quoted_nulls = false, max_line_size = " WAREHOUSE_LINE_MAX ", buffer_size = "
			  WAREHOUSE_LINE_MAX ",\n    compression = 'gzip', columns = { {texts} });\n"
			  STAGED_ROWS MERGE},
		{.format = "ndjson",
		 .reads = {[SQL_NUMBER] = NUMBER_READ},
		 /* A JSON column may hold a text, which VARCHAR would take out of its quotes. */
		 .staged = {[SQL_KEY] = "VARCHAR", [SQL_TEXT] = "VARCHAR", [SQL_TIMESTAMP] = "VARCHAR",
			    [SQL_DATE] = "VARCHAR", [SQL_NUMBER] = "VARCHAR", [SQL_INTEGER] = "VARCHAR",
			    [SQL_BOOLEAN] = "VARCHAR", [SQL_JSON] = "JSON"},
		 .lists = {{"members", OVER_COLUMNS, "{name}: '{staged}'", ", "}},
		 .merge = STAGE
			  "INSERT INTO temp.incoming BY NAME SELECT\n{values}\n"
			  "  FROM read_json([{files}], format = 'newline_delimited', maximum_object_size = " WAREHOUSE_LINE_MAX ",\n"
			  "    compression = 'gzip', columns = { {members} });\n"
			  STAGED_ROWS MERGE},
	},
	.replace = "DELETE FROM {table} AS t WHERE t.{version} <= '{watermark}'::TIMESTAMP WITH TIME ZONE\n"
		   "  AND NOT EXISTS (SELECT 1 FROM temp.incoming AS i WHERE i.{key} = t.{key});\n",
	.record = "INSERT OR REPLACE INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, '{watermark}', '{mode}', {complete}, '{finished_at}', now());\n",
	.end = "COMMIT;\n",
	.client = "duckdb -bail warehouse.duckdb",
	.numbers = "DECIMAL(38,9): refuses more than 29 digits before or nine after the point",
	.limits = "64 MiB a row",
	.transaction = "one for the run",
	.tried = "run",
};
// clang-format on
