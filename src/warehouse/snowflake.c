/*
 * Snowflake. Files are staged as they are, CSV as text and NDJSON as VARIANT, and converted by an INSERT. Names are quoted in
 * upper case, which is what a bare name means there. DDL ends a transaction, so all tables are staged before it begins.
 */
#include "warehouse/dialects.h"

#define INCOMING "{prefix}\"PINPOINT_INCOMING_{number}\""
#define NUMBER(value)                                                                                                  \
	"CASE WHEN REGEXP_LIKE(" value ", '.*([0-9]{30}|[.][0-9]{10}|[eE]).*') THEN\n"                                 \
	"    TO_NUMBER('{bare}.{column}: more than 29 digits before or nine after the point: ' || " value ")\n"        \
	"    ELSE TO_NUMBER(" value ", 38, 9) END"
#define MERGE                                                                                                          \
	"SELECT 1 / IFF(COUNT(*) = {rows}, 1, 0) AS \"{bare}: rows as in the manifest\" FROM " INCOMING ";\n"          \
	"DELETE FROM {table} USING " INCOMING " AS i WHERE {table}.{key} = i.{key}\n"                                  \
	"  AND {table}.{version} < i.{version};\n"                                                                     \
	"INSERT INTO {table} ({names}) SELECT {names} FROM " INCOMING " AS i\n"                                        \
	"  WHERE NOT EXISTS (SELECT 1 FROM {table} AS t WHERE t.{key} = i.{key});\n"                                   \
	"{replace}"
#define COPY "COPY INTO {prefix}\"PINPOINT_FILES_{number}\" FROM '{location}' FILES = ({files})\n"
#define STAGED "CREATE OR REPLACE TEMPORARY TABLE {prefix}\"PINPOINT_FILES_{number}\" "
#define INSERTED                                                                                                       \
	"CREATE OR REPLACE TEMPORARY TABLE " INCOMING " (\n{definitions}\n);\n"                                        \
	"INSERT INTO " INCOMING " ({names}) SELECT\n{values}\n  FROM {prefix}\"PINPOINT_FILES_{number}\";\n"

// clang-format off
const struct dialect dialect_snowflake = {
	.name = "snowflake", .title = "Snowflake", .quote = "\"", .upper_case = true, .schema_parts = 2,
	.default_schema = "CURRENT_SCHEMA()", .apostrophe = "''",
	.types = {[SQL_KEY] = "VARCHAR", [SQL_TEXT] = "VARCHAR", [SQL_TIMESTAMP] = "TIMESTAMP_TZ", [SQL_DATE] = "DATE",
		  [SQL_NUMBER] = "NUMBER(38,9)", [SQL_INTEGER] = "NUMBER(38,0)", [SQL_BOOLEAN] = "BOOLEAN", [SQL_JSON] = "VARIANT"},
	.nullable = "{type}", .required = "{type} NOT NULL",
	.comment = " COMMENT '{meaning}'",
	.locations = {{.prefix = "@"}},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}{comment}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED, "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {type};\n", ""},
		{"values", OVER_COLUMNS, "  {read}", ",\n"},
		{"texts", OVER_COLUMNS, "{name} VARCHAR", ", "},
		{"files", OVER_FILES, "'{file}'", ", "},
	},
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions},\n  PRIMARY KEY ({key})\n);\n",
	.add = "{additions}",
	.begin = "BEGIN TRANSACTION;\n",
	.sources = {
		{.format = "csv",
		 .reads = {[SQL_TIMESTAMP] = "TO_TIMESTAMP_TZ({name})", [SQL_DATE] = "TO_DATE({name})", [SQL_NUMBER] = NUMBER("{name}"),
			   [SQL_INTEGER] = "TO_NUMBER({name}, 38, 0)", [SQL_BOOLEAN] = "TO_BOOLEAN({name})", [SQL_JSON] = "PARSE_JSON({name})"},
		 .prepare = STAGED "({texts});\n"
			    COPY
			    "  FILE_FORMAT = (TYPE = CSV COMPRESSION = GZIP SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"'\n"
			    "    ESCAPE_UNENCLOSED_FIELD = NONE EMPTY_FIELD_AS_NULL = TRUE NULL_IF = ()) ON_ERROR = ABORT_STATEMENT FORCE = TRUE;\n"
			    INSERTED,
		 .merge = MERGE},
#define MEMBER "line:\"{column}\"::VARCHAR"
		{.format = "ndjson",
		 .reads = {[SQL_KEY] = MEMBER, [SQL_TEXT] = MEMBER, [SQL_TIMESTAMP] = "TO_TIMESTAMP_TZ(" MEMBER ")",
			   [SQL_DATE] = "TO_DATE(" MEMBER ")", [SQL_NUMBER] = NUMBER(MEMBER), [SQL_INTEGER] = "TO_NUMBER(" MEMBER ", 38, 0)",
			   [SQL_BOOLEAN] = "TO_BOOLEAN(" MEMBER ")",
			   [SQL_JSON] = "IFF(IS_NULL_VALUE(line:\"{column}\"), NULL, line:\"{column}\")"},
		 .prepare = STAGED "(line VARIANT);\n"
			    COPY
			    "  FILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP) ON_ERROR = ABORT_STATEMENT FORCE = TRUE;\n"
			    INSERTED,
		 .merge = MERGE},
	},
	.replace = "DELETE FROM {table} WHERE {version} <= '{watermark}' AND {key} NOT IN (SELECT {key} FROM " INCOMING ");\n",
	.record = "DELETE FROM {runs} WHERE run_id = '{run_id}';\n"
		  "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  SELECT '{run_id}', '{account}', {previous_run_id}, TO_TIMESTAMP_TZ('{watermark}'), '{mode}', {complete},\n"
		  "    TO_TIMESTAMP_TZ('{finished_at}'), CURRENT_TIMESTAMP();\n",
	.end = "COMMIT;\n",
	.client = "snowsql -o exit_on_error=true",
	.numbers = "NUMBER(38,9): refuses more than 29 digits before or nine after the point",
	.limits = "16 MB a text or JSON value (128 MB where the account has it)",
	.transaction = "one for the rows; tables and columns before it",
	.tried = "parsed",
};
// clang-format on
