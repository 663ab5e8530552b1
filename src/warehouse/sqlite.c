/*
 * SQLite 3.38 or later, and its shell sqlite3. SQLite's own numbers are right to 15 digits, so a longer one stays text: the
 * type BLOB is the one that converts nothing. SQLite cannot add a column only if it is missing, so the script has the
 * statements written into a file of its own and reads them from there.
 */
#include "warehouse/dialects.h"

// clang-format off
const struct dialect dialect_sqlite = {
	.name = "sqlite", .title = "SQLite", .quote = "\"", .schema_parts = 1, .default_schema = "'main'",
	.apostrophe = "''", .local = true,
	.types = {[SQL_KEY] = "TEXT", [SQL_TEXT] = "TEXT", [SQL_TIMESTAMP] = "TEXT", [SQL_DATE] = "TEXT", [SQL_NUMBER] = "BLOB",
		  [SQL_INTEGER] = "INTEGER", [SQL_BOOLEAN] = "BOOLEAN", [SQL_JSON] = "TEXT"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.locations = {{.prefix = "/"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED, "  ('{column}', 'ALTER TABLE {table} ADD COLUMN {name} {type};')", ",\n"},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"loads", OVER_FILES, ".import \"|gzip -dc '{path}'\" lines --schema temp\n", ""},
	},
	.open = ".bail on\n"
		".headers off\n"
		".system rm -rf '{temporary}' && mkdir -m 700 '{temporary}' || kill $PPID\n"
		"BEGIN IMMEDIATE;\n",
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n);\n",
	.add = ".mode list\n"
	       ".once '{temporary}/columns.sql'\n"
	       "SELECT column2 FROM (VALUES\n{additions})\n"
	       "  WHERE column1 NOT IN (SELECT name FROM pragma_table_info('{bare}', {schema}));\n"
	       ".read '{temporary}/columns.sql'\n",
	.sources = {
		{.format = "ndjson",
		 .reads = {[SQL_KEY] = "line ->> '$.{column}'", [SQL_TEXT] = "line ->> '$.{column}'",
			   [SQL_TIMESTAMP] = "line ->> '$.{column}'", [SQL_DATE] = "line ->> '$.{column}'",
			   [SQL_NUMBER] = "CASE WHEN length(ltrim(replace(line -> '$.{column}', '.', ''), '-0')) > 15"
					  " THEN line -> '$.{column}' ELSE line ->> '$.{column}' END",
			   [SQL_INTEGER] = "line ->> '$.{column}'", [SQL_BOOLEAN] = "line ->> '$.{column}'",
			   [SQL_JSON] = "nullif(line -> '$.{column}', 'null')"},
		 .merge = "CREATE TEMP TABLE lines (line TEXT);\n"
			  "CREATE TEMP TABLE checked (rows INTEGER NOT NULL);\n"
			  "CREATE TEMP TABLE incoming (\n{definitions},\n  PRIMARY KEY ({key})\n);\n"
			  ".mode ascii\n"
			  ".separator \"\\037\" \"\\n\"\n"
			  "{loads}"
			  "INSERT INTO temp.checked SELECT CASE WHEN count(*) = {rows} THEN count(*) END FROM temp.lines;\n"
			  "INSERT INTO temp.incoming ({names}) SELECT\n{values}\n  FROM temp.lines;\n"
			  "DELETE FROM {table} AS t WHERE EXISTS\n"
			  "  (SELECT 1 FROM temp.incoming AS i WHERE i.{key} = t.{key} AND i.{version} > t.{version});\n"
			  "INSERT INTO {table} ({names}) SELECT {names} FROM temp.incoming WHERE true ON CONFLICT ({key}) DO NOTHING;\n"
			  "{replace}"
			  "DROP TABLE temp.incoming;\n"
			  "DROP TABLE temp.checked;\n"
			  "DROP TABLE temp.lines;\n"},
	},
	.replace = "DELETE FROM {table} WHERE {version} <= '{watermark}' AND {key} NOT IN (SELECT {key} FROM temp.incoming);\n",
	.record = "INSERT OR REPLACE INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, '{watermark}', '{mode}', {complete}, '{finished_at}',\n"
		  "    strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));\n",
	.end = "COMMIT;\n"
	       ".system rm -rf '{temporary}'\n",
	.why_not = "SQLite cannot tell NULL from an empty text in CSV",
	.client = "sqlite3 warehouse.db",
	.numbers = "up to 15 digits as a number; longer ones as text, exactly",
	.limits = "1 GB a row",
	.transaction = "one for the run",
	.tried = "run",
};
// clang-format on
