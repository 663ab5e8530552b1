#include "warehouse/dialects.h"

#include "base/plural.h"

// clang-format off
const struct dialect *const dialects[] = {
	&dialect_postgres, &dialect_duckdb, &dialect_clickhouse, &dialect_snowflake, &dialect_bigquery,
	&dialect_redshift, &dialect_databricks, &dialect_sqlite, &dialect_mysql,
};
// clang-format on

const size_t dialect_count = sizeof(dialects) / sizeof(dialects[0]);

static const char *const type_names[SQL_TYPES] = {
	[SQL_TEXT] = "text",       [SQL_TIMESTAMP] = "timestamp", [SQL_DATE] = "date", [SQL_NUMBER] = "number",
	[SQL_INTEGER] = "integer", [SQL_BOOLEAN] = "boolean",     [SQL_JSON] = "json",
};

const char *sql_type_name(enum sql_type type)
{
	return type_names[type == SQL_KEY ? SQL_TEXT : type];
}

const char *dialect_name(size_t number)
{
	return number < dialect_count ? dialects[number]->name : NULL;
}

static void dialect_add_names(struct buf *out)
{
	for (size_t i = 0; i < dialect_count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", dialects[i]->name);
}

enum rc dialect_choose(int number, const char *schema, const struct dialect **dialect)
{
	AUTO_BUF names = {0};

	dialect_add_names(&names);
	if (number < 0 || (size_t)number >= dialect_count)
		return rc_fail(RC_USAGE, "load needs the name of a warehouse: --as with one of %s", buf_text(&names));
	*dialect = dialects[number];
	return dialect_check_schema(*dialect, schema);
}

/* One part: quoted, these characters mean nothing to any warehouse. */
static bool dialect_is_part(const char *part, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!ascii_is_letter(part[i]) && !ascii_is_digit(part[i]) && part[i] != '_' && part[i] != '-')
			return false;
	return n > 0 && n <= WAREHOUSE_SCHEMA_MAX;
}

enum rc dialect_check_schema(const struct dialect *dialect, const char *schema)
{
	size_t parts = 0;

	for (const char *part = schema; part; parts++) {
		size_t n = strcspn(part, ".");

		if (!dialect_is_part(part, n))
			return rc_fail(RC_USAGE,
				       "--schema: a name has up to %d letters, digits, _ and -, such as recruiting",
				       WAREHOUSE_SCHEMA_MAX);
		part = part[n] ? part + n + 1 : NULL;
	}
	if (parts > dialect->schema_parts)
		return rc_fail(RC_USAGE, "--schema: %s takes a name of at most %zu part%s between dots", dialect->title,
			       dialect->schema_parts, plural(dialect->schema_parts));
	return RC_OK;
}

bool sql_type_find(struct sv name, enum sql_type *type)
{
	for (size_t i = SQL_TEXT; i < SQL_TYPES; i++) {
		if (!sv_is(name, type_names[i]))
			continue;
		*type = (enum sql_type)i;
		return true;
	}
	return false;
}

void dialect_add_formats(const struct dialect *dialect, const char *separator, struct buf *out)
{
	for (size_t i = 0; i < DIALECT_FORMATS_MAX && dialect->sources[i].format; i++)
		buf_addf(out, "%s%s", i ? separator : "", dialect->sources[i].format);
}

const struct sql_source *dialect_source(const struct dialect *dialect, struct sv format)
{
	for (size_t i = 0; i < DIALECT_FORMATS_MAX && dialect->sources[i].format; i++)
		if (sv_is(format, dialect->sources[i].format))
			return &dialect->sources[i];
	return NULL;
}

const struct sql_location *dialect_location(const struct dialect *dialect, struct sv url)
{
	for (size_t i = 0; i < DIALECT_LOCATIONS_MAX && dialect->locations[i].prefix; i++) {
		size_t n = strlen(dialect->locations[i].prefix);

		if (url.n > n && memcmp(url.p, dialect->locations[i].prefix, n) == 0)
			return &dialect->locations[i];
	}
	return NULL;
}
