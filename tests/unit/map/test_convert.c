/* The cell that an attribute becomes: a mapping with one column for each conversion and each simple source. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/triples.h"
#include "map/unified.h"
#include "unit/map/rows.h"

// clang-format off
VALUES(colors,
	VALUE("red", "RED"),
	VALUE("crimson", "RED"),
	DOCUMENTED("green"))

MEMBERS(object,
	NAMED("a", ATTR("v")),
	NAMED("b", ATTR("w"), AS_NUMBER),
	NAMED("c", NOTHING))

MEMBERS(addresses,
	NAMED("a", ATTR("v"), AS_EMAIL),
	NAMED("b", ATTR("w"), AS_EMAIL),
	NAMED("c", FIRST(ALT(ATTR("x")), ALT(ATTR("y"))), AS_EMAIL))

TABLE(things, RECORDS("/things"),
	COL("text", NONE, "Test", ATTR("v")),
	COL("timestamp", NONE, "Test", ATTR("v"), AS_TIMESTAMP),
	COL("date", NONE, "Test", ATTR("v"), AS_DATE),
	COL("number", NONE, "Test", ATTR("v"), AS_NUMBER),
	COL("integer", NONE, "Test", ATTR("v"), AS_INTEGER),
	COL("boolean", NONE, "Test", ATTR("v"), AS_BOOLEAN),
	COL("equals", NONE, "Test", ATTR("v"), AS_EQUALS("yes")),
	COL("enum", NONE, "Test", ATTR("v"), AS_ENUM(colors, OR_VERBATIM)),
	COL("email", NONE, "Test", ATTR("v"), AS_EMAIL),
	COL("address", NONE, "Test", ATTR("v"), AS_EMAIL),
	COL("key", NONE, "Test", ATTR("v"), AS_KEY("things")),
	COL("json", NONE, "Test", ATTR("v"), AS_JSON),
	COL("object", NONE, "Test", OBJECT(object)),
	COL("list", NONE, "Test", LIST(OBJECT(addresses))),
	COL("first", NONE, "Test", FIRST(ALT(ATTR("v")), ALT(ATTR("w")))),
	COL("cases", NONE, "Test", CASES(CASE("v", "V"), CASE("w", "W"), OTHERWISE("NEITHER"))),
	COL("constant", NONE, "Test", CONSTANT("fixed")),
	COL("only_if", NONE, "Test", ATTR("w"), ONLY_IF("v", "on")),
	COL("raw", NONE, "Test", REMOTE_DATA))
// clang-format on

static const struct endpoint things_endpoints[] = {ENDPOINT("/things", "things", 0, MAY_STATS), END_OF_ENDPOINTS};
static const struct table *const things_tables[] = {&unified_things, NULL};
static const struct mappings mapping_of_things = {things_endpoints, things_tables, NULL};

static void add_warnings(const struct rows *rows, struct buf *out)
{
	const struct warnings *warnings = mapper_warnings(rows->mapper, 0);

	for (unsigned i = 0; i < warnings->count; i++)
		buf_addf(out, " !%s.%s", warnings->list[i].of, warnings->list[i].what);
}

static bool only_this_one(void *context, const struct table *table, const struct column *column)
{
	(void)table;
	return !column || strcmp(column->name, context) == 0;
}

/*
 * The column's cell for a record with these attributes: text in apostrophes, other kinds as they are, then the warnings.
 * Returns false if the cell is NULL without a warning.
 */
static bool column(const char *name, struct sv attributes, struct buf *out)
{
	char context[16];
	struct rows rows;
	AUTO_BUF page = {0};
	const struct cell *cell;

	snprintf(context, sizeof(context), "%s", name);
	rows_choose(&rows, &mapping_of_things, NULL, SPOOL_BUDGET, &(struct plan_choice){only_this_one, NULL, context});
	buf_adds(&page, "{\"data\":[{\"id\":\"7\",\"type\":\"things\",\"attributes\":");
	buf_addsv(&page, attributes);
	buf_adds(&page, "}]}");
	assert_int_equal(rows_page(&rows, buf_sv(&page)), RC_OK);
	cell = rows_cell(&rows, "things", 0, name);
	assert_non_null(cell);
	if (cell->kind == CELL_NULL)
		buf_adds(out, "NULL");
	buf_adds(out, cell->kind == CELL_TEXT ? "'" : "");
	buf_addsv(out, cell->text);
	buf_adds(out, cell->kind == CELL_TEXT ? "'" : "");
	add_warnings(&rows, out);
	rows_release(&rows);
	return !sv_is(buf_sv(out), "NULL");
}

#define CONVERSION(name_)                                                                                              \
	static bool convert_##name_(struct sv input, struct buf *out)                                                  \
	{                                                                                                              \
		return column(#name_, input, out);                                                                     \
	}

CONVERSION(text)
CONVERSION(timestamp)
CONVERSION(date)
CONVERSION(number)
CONVERSION(integer)
CONVERSION(boolean)
CONVERSION(equals)
CONVERSION(enum)
CONVERSION(email)
CONVERSION(address)
CONVERSION(key)
CONVERSION(json)
CONVERSION(object)
CONVERSION(list)
CONVERSION(first)
CONVERSION(cases)
CONVERSION(constant)
CONVERSION(only_if)
CONVERSION(raw)

static const struct triple_conversion conversions[] = {
	{"text", convert_text},         {"timestamp", convert_timestamp},
	{"number", convert_number},     {"boolean", convert_boolean},
	{"equals", convert_equals},     {"enum", convert_enum},
	{"email", convert_email},       {"address", convert_address},
	{"key", convert_key},           {"json", convert_json},
	{"object", convert_object},     {"list", convert_list},
	{"first", convert_first},       {"cases", convert_cases},
	{"constant", convert_constant}, {"only_if", convert_only_if},
	{"raw", convert_raw},           {"date", convert_date},
	{"integer", convert_integer},   {0},
};

static void attributes_become_cells(void **state)
{
	(void)state;
	assert_int_equal(triples_run("tests/triples/column.txt", conversions), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_become_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
