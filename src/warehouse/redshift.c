/*
 * Amazon Redshift, with psql as its client. COPY takes each file by its whole key, as a prefix that only it has. Numbers are
 * staged as text, since COPY would round them. A cast that is to fail takes the text of a row, since a literal is cast even
 * if no row needs it. Redshift cannot add a column only if it is missing; psql runs what the query before \gexec prints. The
 * view pg_table_def knows the schemas of the search path only, and svv_columns asks external ones too, so the catalogue itself
 * is read. A text ends after 65,535 bytes: TRUNCATECOLUMNS cuts it there.
 */
#include "warehouse/dialects.h"

// clang-format off
const struct dialect dialect_redshift = {
	.name = "redshift", .title = "Amazon Redshift", .quote = "\"", .schema_parts = 1, .default_schema = "current_schema()",
	.apostrophe = "''",
	.types = {[SQL_KEY] = "VARCHAR(255)", [SQL_TEXT] = "VARCHAR(65535)", [SQL_TIMESTAMP] = "TIMESTAMPTZ", [SQL_DATE] = "DATE",
		  [SQL_NUMBER] = "DECIMAL(38,9)", [SQL_INTEGER] = "BIGINT", [SQL_BOOLEAN] = "BOOLEAN", [SQL_JSON] = "SUPER"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment_on = "COMMENT ON COLUMN {table}.{name} IS '{meaning}';\n",
	.locations = {{.prefix = "s3://"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED,
		 "SELECT 'ALTER TABLE {table} ADD COLUMN {name} {type}' WHERE NOT EXISTS (SELECT 1 FROM pg_attribute AS a\n"
		 "  JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace\n"
		 "  WHERE LOWER(n.nspname) = LOWER({schema}) AND c.relname = '{bare}' AND a.attname = '{column}') \\gexec\n", ""},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"loads", OVER_FILES,
		 "COPY incoming FROM '{path}' IAM_ROLE DEFAULT FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto' DATEFORMAT 'auto' TRUNCATECOLUMNS;\n", ""},
	},
	.open = "\\set ON_ERROR_STOP on\n"
		"\\set QUIET on\n"
		"\\o /dev/null\n"
		"BEGIN;\n",
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n);\n",
	.add = "{additions}",
	.sources = {
		{.format = "ndjson",
		 .reads = {[SQL_NUMBER] = "CASE WHEN {name} ~ '[0-9]{30}|[.][0-9]{10}' THEN\n"
					  "    CAST('{bare}.{column}: more than 29 digits before or nine after the point: ' || {name} AS DECIMAL(38,9))\n"
					  "    ELSE CAST({name} AS DECIMAL(38,9)) END",
			   [SQL_JSON] = "CASE WHEN json_typeof({name}) <> 'null' THEN {name} END"},
		 .staged = {[SQL_NUMBER] = "VARCHAR(64)"},
		 .lists = {{"stage", OVER_COLUMNS, "{name} {staged}", ", "}},
		 .merge = "CREATE TEMP TABLE incoming ({stage});\n"
			  "{loads}"
			  "SELECT CASE WHEN COUNT(*) <> {rows}\n"
			  "  THEN CAST('{bare}: the manifest lists {rows} rows, the files hold ' || COUNT(*) AS INTEGER) END FROM incoming;\n"
			  "DELETE FROM {table} USING incoming AS i WHERE {table}.{key} = i.{key} AND {table}.{version} < i.{version};\n"
			  "INSERT INTO {table} ({names}) SELECT\n{values}\n"
			  "  FROM incoming AS i WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.{key} = i.{key});\n"
			  "{replace}"
			  "DROP TABLE incoming;\n"},
	},
	.replace = "DELETE FROM {table} WHERE {version} <= '{watermark}' AND {key} NOT IN (SELECT {key} FROM incoming);\n",
	.record = "DELETE FROM {runs} WHERE run_id = '{run_id}';\n"
		  "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, '{watermark}', '{mode}', {complete}, '{finished_at}', GETDATE());\n",
	.end = "COMMIT;\n",
	.why_not = "Redshift does not promise to tell NULL from an empty text in CSV",
	.announce = DIALECT_ANNOUNCE_IN_PSQL,
	.client = "psql",
	.numbers = "DECIMAL(38,9): refuses more than 29 digits before or nine after the point",
	.limits = "a text is cut after 65,535 bytes; a text inside JSON may be that long (16,000,000 bytes where the database has it), 4 MB a row",
	.transaction = "one for the run",
	.tried = "parsed; run in PostgreSQL with stand-ins",
};
// clang-format on
