/*
 * PostgreSQL 12 or later, and its client psql, which reads the files. psql before 18 takes a line `\.` inside a text for the
 * end of a CSV file; within quotes, `"\".` says the same without being that line. `gzip -t` comes first because the status
 * of a pipe is that of its last program.
 */
#include "warehouse/dialects.h"

#define LOCAL "{path}"
#define STAGED_ROWS                                                                                                    \
	"DO $$BEGIN IF (SELECT count(*) FROM pg_temp.incoming) <> {rows} THEN\n"                                       \
	"  RAISE EXCEPTION '{bare}: the files do not hold the {rows} rows that the manifest lists';\n"                 \
	"END IF; END$$;\n"
#define MERGE                                                                                                          \
	"ANALYZE pg_temp.incoming;\n"                                                                                  \
	"DELETE FROM {table} AS t USING pg_temp.incoming AS i WHERE t.{key} = i.{key} AND t.{version} < "              \
	"i.{version};\n"                                                                                               \
	"INSERT INTO {table} ({names}) SELECT {names} FROM pg_temp.incoming ON CONFLICT ({key}) DO NOTHING;\n"         \
	"{replace}"                                                                                                    \
	"DROP TABLE pg_temp.incoming;\n"

// clang-format off
const struct dialect dialect_postgres = {
	.name = "postgres", .title = "PostgreSQL", .quote = "\"", .schema_parts = 1, .default_schema = "current_schema()",
	.apostrophe = "''", .local = true,
	.types = {[SQL_KEY] = "text", [SQL_TEXT] = "text", [SQL_TIMESTAMP] = "timestamptz", [SQL_DATE] = "date",
		  [SQL_NUMBER] = "numeric", [SQL_INTEGER] = "bigint", [SQL_BOOLEAN] = "boolean", [SQL_JSON] = "jsonb"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment_on = "COMMENT ON COLUMN {table}.{name} IS '{meaning}';\n",
	.locations = {{.prefix = "/"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED, "  ADD COLUMN IF NOT EXISTS {name} {type}", ",\n"},
	},
	.open = "\\set ON_ERROR_STOP on\n"
		"\\set QUIET on\n"
		"SET client_min_messages = warning;\n"
		"SET standard_conforming_strings = on;\n"
		"BEGIN;\n",
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n);\n",
	.add = "ALTER TABLE {table}\n{additions};\n",
	.sources = {
		{.format = "csv",
		 .lists = {
			{"loads", OVER_FILES,
			 "\\copy pg_temp.incoming ({names}) FROM PROGRAM 'gzip -t \"" LOCAL "\" && gzip -dc \"" LOCAL "\""
			 " | LC_ALL=C sed ''s/^\\\\\\.$/\"\\\\\"./''' WITH (FORMAT csv, HEADER, ENCODING 'UTF8')\n", ""}},
		 .merge = "CREATE TEMP TABLE incoming (\n{definitions}\n);\n"
			  "{loads}" STAGED_ROWS MERGE},
		{.format = "ndjson",
		 .lists = {
			{"loads", OVER_FILES,
			 "\\copy pg_temp.lines FROM PROGRAM 'gzip -dc \"" LOCAL "\"'"
			 " WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02', ENCODING 'UTF8')\n", ""},
			{"members", OVER_COLUMNS, "{name} {type}", ", "}},
		 .merge = "CREATE TEMP TABLE lines (line jsonb);\n"
			  "{loads}"
			  "CREATE TEMP TABLE incoming AS\n"
			  "  SELECT r.* FROM pg_temp.lines, jsonb_to_record(line) AS r ({members});\n"
			  "DROP TABLE pg_temp.lines;\n" STAGED_ROWS MERGE},
	},
	.replace = "DELETE FROM {table} AS t WHERE t.{version} <= '{watermark}'\n"
		   "  AND NOT EXISTS (SELECT 1 FROM pg_temp.incoming AS i WHERE i.{key} = t.{key});\n",
	.record = "DELETE FROM {runs} WHERE run_id = '{run_id}';\n"
		  "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, '{watermark}', '{mode}', {complete}, '{finished_at}', now());\n",
	.end = "COMMIT;\n",
	.announce = DIALECT_ANNOUNCE_IN_PSQL,
	.client = "psql",
	.numbers = "numeric: all 38 digits",
	.limits = "1 GB a row",
	.transaction = "one for the run",
	.tried = "run",
};
// clang-format on
