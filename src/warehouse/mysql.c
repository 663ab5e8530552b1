/*
 * MySQL 8 and MariaDB 10.6 or later, and their client, which reads the files (--local-infile=1). LOAD DATA LOCAL turns
 * errors into warnings, so it only stages whole lines; what converts them is a strict INSERT. The client unpacks each file
 * into a directory of its own, which a second client with the same run must not take away, and is killed where that fails: on
 * SIGTERM it would end with status 0. MySQL cannot add a
 * column only if it is missing, so the statement is made from what information_schema knows. The default character set may
 * be any. Ids are compared as bytes: they differ in case.
 */
#include "warehouse/dialects.h"

#define MEMBER "j.{name}"
#define JSON_MEMBER "JSON_EXTRACT(f.line, '$.{column}')"

// clang-format off
const struct dialect dialect_mysql = {
	.name = "mysql", .title = "MySQL, MariaDB", .quote = "`", .schema_parts = 1, .default_schema = "DATABASE()",
	.apostrophe = "''", .local = true,
	.types = {[SQL_KEY] = "VARCHAR(255) COLLATE utf8mb4_bin", [SQL_TEXT] = "LONGTEXT", [SQL_TIMESTAMP] = "DATETIME(3)",
		  [SQL_DATE] = "DATE", [SQL_NUMBER] = "DECIMAL(65,27)", [SQL_INTEGER] = "BIGINT", [SQL_BOOLEAN] = "BOOLEAN",
		  [SQL_JSON] = "JSON"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment = " COMMENT '{meaning}'",
	.locations = {{.prefix = "/"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}{comment}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED,
		 "SELECT IF(COUNT(*) = 0, 'ALTER TABLE {table} ADD COLUMN {name} {type}', 'DO 0') INTO @pinpoint_column\n"
		 "  FROM information_schema.columns\n"
		 "  WHERE table_schema = {schema} AND table_name = '{bare}' AND column_name = '{column}';\n"
		 "PREPARE pinpoint_add FROM @pinpoint_column;\n"
		 "EXECUTE pinpoint_add;\n", ""},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"members", OVER_COLUMNS, "    {name} LONGTEXT CHARACTER SET utf8mb4 PATH '$.{column}' {staged} ON ERROR", ",\n"},
		{"loads", OVER_FILES,
		 "\\! gzip -dc \"{path}\" > \"{temporary}/lines\" || kill -KILL $PPID\n"
		 "LOAD DATA LOCAL INFILE '{temporary}/lines' INTO TABLE {prefix}incoming_lines CHARACTER SET utf8mb4\n"
		 "  FIELDS TERMINATED BY X'01' ESCAPED BY '' LINES TERMINATED BY '\\n' (line);\n", ""},
	},
	/* Without a semicolon, at which the client would cut the command. */
	.open = "\\! kill -0 \"$(cat \"{temporary}/client\" 2>&1)\" 2>/dev/null"
		" && echo \"another client is loading run {run_id} (if none is, remove {temporary})\" >&2 && kill -KILL $PPID"
		" || rm -rf \"{temporary}\" && umask 077 && mkdir \"{temporary}\" && echo $PPID >\"{temporary}/client\""
		" || kill -KILL $PPID\n"
		"SET NAMES utf8mb4;\n"
		"SET SESSION sql_mode = 'STRICT_ALL_TABLES';\n",
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n) CHARACTER SET utf8mb4;\n",
	.add = "{additions}",
	.begin = "START TRANSACTION;\n",
	.sources = {
		{.format = "ndjson",
		 .staged = {[SQL_KEY] = "ERROR", [SQL_TEXT] = "ERROR", [SQL_TIMESTAMP] = "ERROR", [SQL_DATE] = "ERROR",
			    [SQL_NUMBER] = "ERROR", [SQL_INTEGER] = "ERROR", [SQL_BOOLEAN] = "ERROR", [SQL_JSON] = "NULL"},
		 .reads = {[SQL_KEY] = MEMBER, [SQL_TEXT] = MEMBER, [SQL_DATE] = MEMBER, [SQL_INTEGER] = MEMBER,
			   [SQL_TIMESTAMP] = "STR_TO_DATE(" MEMBER ", '%Y-%m-%dT%H:%i:%s.%fZ')",
			   [SQL_NUMBER] = "IF(" MEMBER " REGEXP '[.][0-9]{28}', '{bare}.{column}: more than 27 digits after the point', " MEMBER ")",
			   [SQL_BOOLEAN] = MEMBER " IN ('true', '1')",
			   [SQL_JSON] = "IF(JSON_TYPE(" JSON_MEMBER ") = 'NULL', NULL, " JSON_MEMBER ")"},
		 .merge = "CREATE TEMPORARY TABLE {prefix}incoming_lines (line LONGTEXT) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n"
			  "CREATE TEMPORARY TABLE {prefix}incoming (\n{definitions},\n  PRIMARY KEY ({key})\n) CHARACTER SET utf8mb4;\n"
			  "{loads}"
			  "INSERT INTO {prefix}incoming ({names}) SELECT\n{values}\n"
			  "  FROM {prefix}incoming_lines AS f, JSON_TABLE(f.line, '$' COLUMNS (\n{members})) AS j;\n"
			  "SET @pinpoint_checked = IF((SELECT COUNT(*) FROM {prefix}incoming) = {rows}, 0,\n"
			  "  (SELECT '{bare}: the files do not hold the {rows} rows that the manifest lists' UNION SELECT ''));\n"
			  "DELETE t FROM {table} AS t JOIN {prefix}incoming AS i ON t.{key} = i.{key} WHERE t.{version} < i.{version};\n"
			  "INSERT INTO {table} ({names}) SELECT {names} FROM {prefix}incoming AS i\n"
			  "  WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.{key} = i.{key});\n"
			  "{replace}"
			  "DROP TEMPORARY TABLE {prefix}incoming_lines;\n"
			  "DROP TEMPORARY TABLE {prefix}incoming;\n"},
	},
	.replace = "DELETE FROM {table} WHERE {version} <= STR_TO_DATE('{watermark}', '%Y-%m-%dT%H:%i:%s.%fZ')\n"
		   "  AND {key} NOT IN (SELECT {key} FROM {prefix}incoming);\n",
	.record = "REPLACE INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  VALUES ('{run_id}', '{account}', {previous_run_id}, STR_TO_DATE('{watermark}', '%Y-%m-%dT%H:%i:%s.%fZ'), '{mode}',\n"
		  "    {complete}, STR_TO_DATE('{finished_at}', '%Y-%m-%dT%H:%i:%s.%fZ'), UTC_TIMESTAMP(3));\n",
	.end = "COMMIT;\n"
	       "\\! rm -rf \"{temporary}\"\n",
	.why_not = "MySQL cannot tell NULL from an empty text in CSV",
	.client = "mysql --local-infile=1 warehouse",
	.numbers = "DECIMAL(65,27): refuses more than 27 digits after the point",
	.limits = "max_allowed_packet a row; MySQL reads a number in JSON as a double, of 17 digits; MariaDB refuses JSON that is more than 31 levels deep",
	.transaction = "one for the rows; tables and columns before it",
	.tried = "run (MariaDB)",
};
// clang-format on
