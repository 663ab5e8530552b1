/*
 * ClickHouse 24 or later. The engine keeps the row with the latest version, whatever the order of loading; read tables with
 * FINAL. --replace makes the table again, because a mutation does not see a temporary table. JSON is kept as text. A date
 * stays text, because Date32 moves days before 1900 silently.
 */
#include "warehouse/dialects.h"

#define SETTINGS "SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 1"

#define STAGE                                                                                                          \
	"CREATE TEMPORARY TABLE incoming (\n{definitions}\n) ENGINE = MergeTree ORDER BY {key};\n"                     \
	"{loads}"                                                                                                      \
	"SELECT throwIf(count() <> {rows}, '{bare}: the files do not hold the {rows} rows of the manifest') FROM "     \
	"incoming FORMAT Null;\n"
#define STAGED                                                                                                         \
	{                                                                                                              \
		[SQL_KEY] = "String", [SQL_TEXT] = "Nullable(String)",                                                 \
		[SQL_TIMESTAMP] = "Nullable(DateTime64(3, \\'UTC\\'))", [SQL_DATE] = "Nullable(String)",               \
		[SQL_NUMBER] = "Nullable(Decimal(76, 38))", [SQL_INTEGER] = "Nullable(Int64)",                         \
		[SQL_BOOLEAN] = "Nullable(Bool)", [SQL_JSON] = "Nullable(String)",                                     \
	}
#define URL(prefix, function)                                                                                          \
	{                                                                                                              \
		prefix, "SELECT {names} FROM " function "('{path}', '{load_format}', '{structure}') " SETTINGS ";\n",  \
			"SELECT line FROM " function "('{path}', 'LineAsString', 'line String');\n"                    \
	}

// clang-format off
const struct dialect dialect_clickhouse = {
	.name = "clickhouse", .title = "ClickHouse", .quote = "`", .schema_parts = 1, .default_schema = "currentDatabase()",
	.apostrophe = "\\'", .local = true,
	.types = {[SQL_KEY] = "String", [SQL_TEXT] = "String", [SQL_TIMESTAMP] = "DateTime64(3, 'UTC')", [SQL_DATE] = "String",
		  [SQL_NUMBER] = "Decimal(76, 38)", [SQL_INTEGER] = "Int64", [SQL_BOOLEAN] = "Bool", [SQL_JSON] = "String"},
	.nullable = "Nullable({type})", .required = "{type}",
	.comment = " COMMENT '{meaning}'",
	.locations = {
		{"/", "FROM INFILE '{path}' COMPRESSION 'gzip' " SETTINGS " FORMAT {load_format};\n",
		 "FROM INFILE '{path}' COMPRESSION 'gzip' FORMAT LineAsString;\n"},
		URL("s3://", "s3"), URL("gs://", "gcs"), URL("https://", "url"),
	},
	.lists = {
		{"definitions", OVER_COLUMNS, "  {name} {declared}{comment}", ",\n"},
		{"names", OVER_COLUMNS, "{name}", ", "},
		{"additions", OVER_ADDED, "  ADD COLUMN IF NOT EXISTS {name} Nullable({type})", ",\n"},
		{"structure", OVER_COLUMNS, "{column} {staged}", ", "},
		{"loads", OVER_FILES, "INSERT INTO incoming ({names}) {load}", ""},
	},
	.create = "CREATE TABLE IF NOT EXISTS {table} (\n{definitions}\n) ENGINE = ReplacingMergeTree({version}) ORDER BY {key};\n",
	.add = "ALTER TABLE {table}\n{additions};\n",
	.sources = {
		{.format = "csv", .load_format = "CSVWithNames", .staged = STAGED,
		 .merge = STAGE
			  "INSERT INTO {table} ({names}) SELECT {names} FROM incoming;\n"
			  "{replace}"
			  "DROP TABLE incoming;\n"},
		/*
		 * A JSON column may hold a text, which String takes out of its quotes: then the line itself says how it is
		 * spelled. LEFT, because ClickHouse cannot look into a line that has an integer of more than 64 bits.
		 */
		{.format = "ndjson", .load_format = "JSONEachRow", .staged = STAGED,
		 .reads = {[SQL_JSON] = "if(JSONType(f.line, '{column}') = 'String', JSONExtractRaw(f.line, '{column}'), i.{name})",
			   [SQL_KEY] = "i.{name}", [SQL_TEXT] = "i.{name}", [SQL_TIMESTAMP] = "i.{name}", [SQL_DATE] = "i.{name}",
			   [SQL_NUMBER] = "i.{name}", [SQL_INTEGER] = "i.{name}", [SQL_BOOLEAN] = "i.{name}"},
		 .lists = {
			{"lines", OVER_FILES, "INSERT INTO incoming_lines (line) {load_lines}", ""},
			{"values", OVER_COLUMNS, "  {read}", ",\n"}},
		 .merge = STAGE
			  "CREATE TEMPORARY TABLE incoming_lines (line String) ENGINE = MergeTree ORDER BY tuple();\n"
			  "{lines}"
			  "INSERT INTO {table} ({names}) SELECT\n{values}\n"
			  "  FROM incoming AS i LEFT JOIN incoming_lines AS f ON JSONExtractString(f.line, 'id') = i.{key};\n"
			  "{replace}"
			  "DROP TABLE incoming_lines;\n"
			  "DROP TABLE incoming;\n"},
	},
	.replace = "DROP TABLE IF EXISTS {prefix}pinpoint_kept;\n"
		   "CREATE TABLE {prefix}pinpoint_kept AS {table};\n"
		   "INSERT INTO {prefix}pinpoint_kept SELECT * FROM {table} FINAL\n"
		   "  WHERE {version} > parseDateTime64BestEffort('{watermark}', 3, 'UTC') OR {key} IN (SELECT {key} FROM incoming);\n"
		   "EXCHANGE TABLES {table} AND {prefix}pinpoint_kept;\n"
		   "DROP TABLE {prefix}pinpoint_kept;\n",
	.record = "INSERT INTO {runs} (run_id, account, previous_run_id, watermark, mode, complete, finished_at, loaded_at)\n"
		  "  SELECT '{run_id}', '{account}', {previous_run_id}, parseDateTime64BestEffort('{watermark}', 3, 'UTC'), '{mode}',\n"
		  "    {complete}, parseDateTime64BestEffort('{finished_at}', 3, 'UTC'), now64(3, 'UTC');\n",
	.client = "clickhouse-client",
	.numbers = "Decimal(76, 38): all 38 digits",
	.limits = "from NDJSON, a JSON text loses its quotation marks if its row has an integer of more than 64 bits",
	.transaction = "none: each table is one insert, and loading again repairs what a failure left",
	.tried = "run",
};
// clang-format on
