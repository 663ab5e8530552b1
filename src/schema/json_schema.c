#include "schema/json_schema.h"

#include <string.h>

#include "json/escape.h"
#include "map/plan.h"
#include "schema/facts.h"

struct json_schema_kind {
	const char *types; /* in JSON */
	const char *also;  /* further keywords */
};

static const struct json_schema_kind id_kind = {"\"string\"", ", \"pattern\": \"^[1-9A-HJ-NP-Za-km-z]{24}$\""};
static const struct json_schema_kind kinds[] = {
	[COLUMN_TEXT] = {"\"string\"", ""},
	[COLUMN_TIMESTAMP] = {"\"string\"", ", \"format\": \"date-time\""},
	[COLUMN_NUMBER] = {"\"number\"", ""},
	[COLUMN_INTEGER] = {"\"integer\"", ""},
	[COLUMN_PLACE] = {"\"integer\"", ", \"minimum\": 0"},
	[COLUMN_DATE] = {"\"string\"", ", \"format\": \"date\""},
	[COLUMN_BOOLEAN] = {"\"boolean\"", ""},
	[COLUMN_JSON] = {"\"object\", \"array\"", ""},
};

_Static_assert(sizeof(kinds) / sizeof(*kinds) == COLUMN_TYPES, "a row for each type");

static const struct json_schema_kind *json_schema_kind(const struct column *column)
{
	return plan_column_is_id(column) ? &id_kind : &kinds[plan_column_type(column)];
}

/* Whether an earlier pair has the same value. */
static bool json_schema_is_repeated(const struct pair *first, const struct pair *pair)
{
	for (; first < pair; first++)
		if (first->to && strcmp(first->to, pair->to) == 0)
			return true;
	return false;
}

/* Each value once, in the order of the mapping. */
static void json_schema_add_values(struct buf *out, const struct pair *pairs)
{
	bool first = true;

	for (const struct pair *pair = pairs; pair->from; pair++) {
		if (!pair->to || json_schema_is_repeated(pairs, pair))
			continue;
		if (!first)
			buf_adds(out, ", ");
		json_escape(out, sv_of(pair->to));
		first = false;
	}
}

/* An enum passes unknown values through, so its known values are examples; CASES have no other values. */
static void json_schema_add_known_values(struct buf *out, const struct column *column)
{
	if (column->as == CONVERT_ENUM) {
		buf_adds(out, ", \"examples\": [");
		json_schema_add_values(out, column->pairs);
		buf_addc(out, ']');
	} else if (column->from.kind == SOURCE_CASES && column->as == CONVERT_NONE) {
		buf_adds(out, ", \"enum\": [");
		json_schema_add_values(out, column->from.pairs);
		buf_adds(out, ", null]");
	}
}

static void json_schema_add_property(const struct column *column, bool first, struct buf *out)
{
	const struct json_schema_kind *kind = json_schema_kind(column);

	buf_adds(out, first ? "\n        " : ",\n        ");
	json_escape(out, sv_of(column->name));
	buf_addf(out, ": {\"type\": [%s%s]%s", kind->types, plan_column_nullable(column) ? ", \"null\"" : "",
		 kind->also);
	json_schema_add_known_values(out, column);
	column_add_marks(column, &(struct marks_form){", \"x-marks\": [\"", "\", \"", "\"]"}, out);
	buf_addc(out, '}');
}

void json_schema_add_table(const struct catalogue *catalogue, const struct catalogue_table *table, bool first,
			   struct buf *out)
{
	const struct column *columns = table->table->columns;

	(void)catalogue;
	buf_adds(out,
		 first ? "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$defs\": {\n    "
		       : ",\n    ");
	json_escape(out, sv_of(table->table->name));
	buf_adds(out,
		 ": {\n      \"type\": \"object\",\n      \"additionalProperties\": false,\n      \"required\": [");
	for (size_t i = 0; columns[i].name; i++) {
		buf_adds(out, i ? ", " : "");
		json_escape(out, sv_of(columns[i].name));
	}
	buf_adds(out, "],\n      \"properties\": {");
	for (size_t i = 0; columns[i].name; i++)
		json_schema_add_property(&columns[i], i == 0, out);
	buf_adds(out, "\n      }\n    }");
}

void json_schema_end(const struct catalogue *catalogue, struct buf *out)
{
	const char *before = "\n  },\n  \"anyOf\": [";

	for (size_t i = 0; i < catalogue->table_count; i++) {
		if (!catalogue->tables[i].wanted)
			continue;
		buf_addf(out, "%s{\"$ref\": \"#/$defs/%s\"}", before, catalogue->tables[i].table->name);
		before = ", ";
	}
	buf_adds(out, "]\n}\n");
}
