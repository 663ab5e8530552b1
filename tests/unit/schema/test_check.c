/* Every kind of defect in a column, seeded one at a time into a sound mapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/schema/check_fixture.h"

VALUES(colors, VALUE("r", "RED"), DOCUMENTED("g"))

VALUES(letters, VALUE("a", "b"))

VALUES(twice, VALUE("r", "R"), VALUE("r", "S"))

static const struct pair no_values[] = {PAIR(NULL, NULL)};

static const struct column no_members[] = {END_OF_COLUMNS};

MEMBERS(unlinked, NAMED("y", REL_ATTR("other", "a")))

MEMBERS(same_names, NAMED("y", ATTR("a")), NAMED("y", ATTR("b")))

MEMBERS(key_to_nowhere, NAMED("y", ATTR("a"), AS_KEY("nowhere")))

MEMBERS(address, NAMED("y", ATTR("a"), AS_EMAIL), NAMED("z", NOTHING))

static void a_sound_mapping_has_no_defect(void **state)
{
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	assert_int_equal(fixture_check(&f), 0);
	assert_int_equal(f.reports.n, 0);
}

struct column_case {
	size_t table;
	const char *what;
	struct column column;
};

#define DEFECT(table_, what_, ...)                                                                                     \
	{                                                                                                              \
		.table = table_, .what = what_, .column = COL("x", NONE, "Test", __VA_ARGS__)                          \
	}

static const struct column_case sources[] = {
	DEFECT(BOXES, "has no source", .as = CONVERT_NONE),
	DEFECT(BOXES, "ATTR lacks", .from = {.kind = SOURCE_ATTRIBUTE}),
	DEFECT(BOXES, "ATTR lacks", .from = {.kind = SOURCE_ATTRIBUTE, .attribute = "a", .relationship = "owner"}),
	DEFECT(BOXES, "NOTHING lacks", .from = {.kind = SOURCE_NOTHING, .attribute = "a"}),
	DEFECT(BOXES, "NOTHING lacks", .from = {.kind = SOURCE_NOTHING, .constant = "a"}),
	DEFECT(BOXES, "REL_ATTR lacks", .from = {.kind = SOURCE_RELATED_ATTRIBUTE, .relationship = "owner"}),
	DEFECT(BOXES, "REL_ID lacks", .from = {.kind = SOURCE_RELATED_ID}),
	DEFECT(BOXES, "REL_ID_IF_SENT lacks", .from = {.kind = SOURCE_RELATED_ID_IF_SENT}),
	DEFECT(BOXES, "OLDEST lacks", .from = {.kind = SOURCE_OLDEST, .attribute = "a"}),
	DEFECT(BOXES, "FIRST lacks", .from = {.kind = SOURCE_FIRST}),
	DEFECT(BOXES, "CONSTANT lacks", .from = {.kind = SOURCE_CONSTANT}),
	DEFECT(BOXES, "CASES lacks", .from = {.kind = SOURCE_CASES}),
	DEFECT(BOXES, "OBJECT lacks", .from = {.kind = SOURCE_OBJECT}),
	DEFECT(BOXES, "LIST lacks", .from = {.kind = SOURCE_LIST}),
	DEFECT(BOXES, "WHEN_LINKED lacks", .from = {.kind = SOURCE_WHEN_LINKED, .relationship = "owner"}),
	DEFECT(BOXES, "COUNTRY lacks", .from = {.kind = SOURCE_COUNTRY, .attribute = "a"}),
	DEFECT(BOXES, "PROFILES lacks", .from = {.kind = SOURCE_PROFILES, .attribute = "a", .relationship = "owner"}),
	DEFECT(BOXES, "CUSTOM_FIELDS lacks", .from = {.kind = SOURCE_KEYED}),
	DEFECT(BOXES, "INTEGRATION_FIELDS lacks",
	       .from = {.kind = SOURCE_INTEGRATION_FIELDS, .relationship = "custom_attributes"}),
	DEFECT(THINGS, "QUESTION_FORMAT lacks", .from = {.kind = SOURCE_QUESTION_FORMAT, .attribute = "a"}),
	DEFECT(BOXES, "relationship other is not included", REL_ATTR("other", "name")),
	DEFECT(BOXES, "relationship other is not included", REL_ID("other")),
	DEFECT(BOXES, "relationship other is not included", FIRST(ALT(ATTR("a")), ALT(REL_ID("other")))),
	DEFECT(BOXES, "relationship other is not included", OBJECT(unlinked)),
	DEFECT(BOXES, "FIRST needs at least 2", FIRST(ALT(ATTR("a")))),
	DEFECT(BOXES, "WHEN_LINKED needs at least 2",
	       .from = {.kind = SOURCE_WHEN_LINKED,
			.relationship = "owner",
			.alternatives = (const struct alternative[]){{ATTR("a")}, {{0}}}}),
	DEFECT(BOXES, "LIST needs at least 1",
	       .from = {.kind = SOURCE_LIST, .alternatives = (const struct alternative[]){{{0}}}}),
	DEFECT(BOXES, "an object has no members", OBJECT(no)),
	DEFECT(BOXES, "y appears twice", OBJECT(same_names)),
	DEFECT(BOXES, "value a appears twice", CASES(CASE("a", "A"), CASE("a", "B"), OTHERWISE("C"))),
	DEFECT(BOXES, "value a needs a result", CASES(CASE("a", NULL), OTHERWISE("C"))),
	DEFECT(THINGS, "value g needs a result", QUESTION_FORMAT("kind", colors)),
	DEFECT(BOXES, "EACH_ID cannot be used", EACH_ID),
	DEFECT(BOXES, "INDEX cannot be used", INDEX),
	DEFECT(BOXES, "EACH_ATTR cannot be used", EACH_ATTR("a")),
	DEFECT(FIXTURE_TAGS, "EACH_ATTR cannot be used", EACH_ATTR("a")),
	DEFECT(PEOPLE, "EACH_ATTR cannot be used", EACH_ATTR("a")),
	DEFECT(THINGS, "EACH_TAG_NAME cannot be used", EACH_TAG_NAME),
	DEFECT(THINGS, "EACH_ROLES cannot be used", EACH_ROLES),
	DEFECT(BOX_THINGS, "QUESTION_FORMAT cannot be used", QUESTION_FORMAT("a", letters)),
};

static void expect_each(const struct column_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct fixture f;
		AUTO_BUF where = {0};

		fixture_setup(&f);
		fixture_add_column(&f, cases[i].table, &cases[i].column);
		buf_addf(&where, "%s.x: ", boxes_tables[cases[i].table]->name);
		fixture_expect(&f, buf_text(&where), cases[i].what);
	}
}

static void columns_say_where_their_value_comes_from(void **state)
{
	(void)state;
	expect_each(sources, sizeof(sources) / sizeof(*sources));
}

static const struct column_case conversions[] = {
	DEFECT(BOXES, "AS_ENUM lacks", ATTR("a"), .as = CONVERT_ENUM),
	DEFECT(BOXES, "without an AS_ word lacks", ATTR("a"), .pairs = colors_values),
	DEFECT(BOXES, "AS_KEY lacks", ATTR("a"), .as = CONVERT_KEY),
	DEFECT(BOXES, "without an AS_ word lacks", ATTR("a"), .table = "things"),
	DEFECT(BOXES, "AS_EQUALS lacks", ATTR("a"), .as = CONVERT_EQUALS),
	DEFECT(BOXES, "without an AS_ word lacks", ATTR("a"), .equals = "b"),
	{BOXES, "has no meaning", COL("x", NONE, NULL, NOTHING)},
	{BOXES, "has no meaning", COL("x", NONE, "", NOTHING)},
	{BOXES, "has a mark that does not exist", COL("x", MARK_NONE << 1, "Test", NOTHING)},
	{BOXES, "has no marks", COL("x", 0, "Test", NOTHING)},
	{BOXES, "has NONE beside other marks", COL("x", NONE | SPECIAL, "Test", NOTHING)},
	DEFECT(BOXES, "ONLY_IF needs", ATTR("a"), .only_if = "b"),
	DEFECT(BOXES, "ONLY_IF needs", ATTR("a"), .only_if_value = "b"),
	DEFECT(BOXES, "points to table nowhere", ATTR("a"), AS_KEY("nowhere")),
	DEFECT(BOXES, "value r appears twice", ATTR("a"), AS_ENUM(twice, OR_VERBATIM)),
	DEFECT(BOXES, "VALUES is empty", ATTR("a"), AS_ENUM(no, OR_VERBATIM)),
	DEFECT(BOXES, "points to table nowhere", OBJECT(key_to_nowhere)),
};

static void columns_say_what_a_value_becomes(void **state)
{
	(void)state;
	expect_each(conversions, sizeof(conversions) / sizeof(*conversions));
}

static const struct column sound[] = {
	COL("a", NONE, "Test", ATTR("a"), AS_ENUM(colors, OR_VERBATIM)),
	COL("b", NONE, "Test", REL_ID_IF_SENT("not included")),
	COL("c", NONE, "Test", FIRST(ALT(ATTR("a")), ALT(REL_ID("owner"))), AS_KEY("things")),
	COL("d", NONE, "Test", LIST(OBJECT(address))),
	COL("e", NONE, "Test", CASES(CASE("a", "A"), OTHERWISE("B")), ONLY_IF("a", "b")),
	COL("f", NONE, "Test", WHEN_LINKED("owner", ATTR("a"), NOTHING)),
	COL("g", NONE, "Test", ATTR("a"), AS_EQUALS("b")),
	COL("h", NONE, "Test", COUNTRY("a", "things")),
	COL("i", NONE, "Test", PROFILES("things", "a", "LINKEDIN")),
	COL("j", NONE, "Test", CUSTOM_FIELDS("custom_attributes")),
	COL("k", NONE, "Test", OLDEST("things", "a")),
	COL("l", NONE, "Test", REMOTE_DATA),
};

static void sound_columns_are_accepted(void **state)
{
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	for (size_t i = 0; i < sizeof(sound) / sizeof(*sound); i++)
		fixture_add_column(&f, BOXES, &sound[i]);
	assert_int_equal(fixture_check(&f), 0);
}

static void print(void *context, const char *defect)
{
	(void)context;
	print_error("%s\n", defect);
}

static void the_shipped_mappings_have_no_defect(void **state)
{
	(void)state;
	assert_int_equal(check_mappings(&shipped_mappings, print, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_mapping_has_no_defect),
		cmocka_unit_test(columns_say_where_their_value_comes_from),
		cmocka_unit_test(columns_say_what_a_value_becomes),
		cmocka_unit_test(sound_columns_are_accepted),
		cmocka_unit_test(the_shipped_mappings_have_no_defect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
