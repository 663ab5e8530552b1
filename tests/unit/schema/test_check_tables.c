/* Every kind of defect in a query or a table, seeded one at a time into a sound mapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/schema/check_fixture.h"

static const struct pair many_roles[] = {
	{"owner", "A"}, {"maker", "B"}, {"things", "C"}, {"owner", "D"}, {"maker", "E"}, {NULL, NULL},
};
static const struct pair strange_role[] = {{"owner", "A"}, {"maker", "B"}, {"stranger", "C"}, {NULL, NULL}};
static const struct pair both_roles[] = {{"owner", "A"}, {"maker", "B"}, {NULL, NULL}};
static const struct pair no_roles[] = {{NULL, NULL}};

static const struct {
	size_t table;
	const char *what;
	struct each each;
} rows[] = {
	{BOX_THINGS, "only TO_MANY has a to-many relationship", {.kind = EACH_TO_MANY}},
	{PEOPLE, "only TO_MANY has a to-many relationship", {.kind = EACH_ROLE, .roles = both_roles, .by = "position"}},
	{PEOPLE,
	 "only TO_MANY has a to-many relationship",
	 {.kind = EACH_ROLE, .roles = both_roles, .relationship = "things"}},
	{FIXTURE_TAGS, "only rows of lists have an attribute", {.kind = EACH_TAG}},
	{BOX_THINGS,
	 "only rows of lists have an attribute",
	 {.kind = EACH_TO_MANY, .relationship = "things", .attribute = "tags"}},
	{BOX_THINGS, "only ROLES has roles", {.kind = EACH_TO_MANY, .relationship = "things", .roles = no_roles}},
	{FIXTURE_TAGS, "extra field labels is not requested", {.kind = EACH_TAG, .attribute = "labels"}},
	{BOX_THINGS, "relationship others is not included", {.kind = EACH_TO_MANY, .relationship = "others"}},
	{PEOPLE, "relationship stranger is not included", {.kind = EACH_ROLE, .roles = strange_role}},
	{PEOPLE, "more than 4 roles", {.kind = EACH_ROLE, .roles = many_roles}},
};

static void tables_say_which_rows_they_have(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fixture f;

		fixture_setup(&f);
		f.tables[rows[i].table].each = rows[i].each;
		fixture_expect(&f, boxes_tables[rows[i].table]->name, rows[i].what);
	}
}

/* Each harms the fixture in one way. */

static void harm_remote_id_of_link(struct fixture *f)
{
	f->columns[BOX_THINGS][0] = (struct column)COL("remote_id", NONE, "Test", .from = {.kind = SOURCE_REMOTE_ID});
}

static void harm_remote_id(struct fixture *f)
{
	f->columns[BOXES][1].from.kind = SOURCE_NOTHING;
}

static void harm_id(struct fixture *f)
{
	f->columns[BOXES][0].from.kind = SOURCE_NOTHING;
}

static void harm_changed_at(struct fixture *f)
{
	f->columns[BOXES][2].from.kind = SOURCE_NOTHING;
}

static void harm_remote_deleted_at(struct fixture *f)
{
	f->columns[FIXTURE_TAGS][3].from.kind = SOURCE_NOTHING;
}

static void harm_identity_of_records(struct fixture *f)
{
	f->tables[BOXES].identity = OF_EACH;
}

static void harm_identity_of_things(struct fixture *f)
{
	f->tables[FIXTURE_TAGS].identity = OF_RECORD;
}

static void harm_second_of_records(struct fixture *f)
{
	f->tables[FIXTURE_TAGS].each = (struct each){.kind = EACH_RECORD};
	f->tables[FIXTURE_TAGS].identity = OF_RECORD;
	f->columns[FIXTURE_TAGS][4].from.kind = SOURCE_NOTHING;
}

static void harm_name(struct fixture *f)
{
	f->tables[FIXTURE_TAGS].name = "box_things";
}

static const char *const short_order[] = {"boxes", "things", "box_things", "box_people", NULL};
static const char *const order_of_more[] = {"boxes", "things", "box_things", "box_people", "box_tags", "bags", NULL};

static void harm_order(struct fixture *f)
{
	f->mappings.unified_order = short_order;
}

static void harm_columns(struct fixture *f)
{
	f->tables[FIXTURE_TAGS].columns = NULL;
}

static void harm_column_name(struct fixture *f)
{
	fixture_add_column(f, FIXTURE_TAGS, &(struct column)COL("name", NONE, "Test", NOTHING));
}

static char column_names[NAMES_MAX + ROW_COLUMNS_MAX][4];

static const char *numbered(size_t i)
{
	column_names[i][0] = 'c';
	column_names[i][1] = (char)('0' + i / 10);
	column_names[i][2] = (char)('0' + i % 10);
	return column_names[i];
}

static void harm_column_count(struct fixture *f)
{
	for (size_t i = 0; i <= ROW_COLUMNS_MAX - 5; i++)
		fixture_add_column(f, FIXTURE_TAGS, &(struct column)COL(numbered(i), NONE, "Test", NOTHING));
}

static const struct {
	const char *where, *what;
	void (*harm)(struct fixture *f);
} harms[] = {
	{"box_things: ", "a link table has no remote_id", harm_remote_id_of_link},
	{"boxes: ", "lacks remote_id", harm_remote_id},
	{"boxes: ", "lacks id, changed_at or remote_deleted_at", harm_id},
	{"boxes: ", "lacks id, changed_at or remote_deleted_at", harm_changed_at},
	{"box_tags: ", "lacks id, changed_at or remote_deleted_at", harm_remote_deleted_at},
	{"boxes: ", "rows of records are OF_RECORD", harm_identity_of_records},
	{"box_tags: ", "rows of records are OF_RECORD", harm_identity_of_things},
	{"box_tags: ", "the first table of an endpoint", harm_second_of_records},
	{"box_things: ", "two tables have this name", harm_name},
	{"box_tags: ", "must be in the order of the unified tables once", harm_order},
	{"box_tags: ", "has no columns", harm_columns},
	{"box_tags: ", "name appears twice", harm_column_name},
	{"box_tags: ", "more than 128 columns", harm_column_count},
};

static void tables_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		struct fixture f;

		fixture_setup(&f);
		harms[i].harm(&f);
		fixture_expect(&f, harms[i].where, harms[i].what);
	}
}

static void an_endpoint_has_a_table(void **state)
{
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	f.list[0] = NULL;
	f.endpoints[0].query.parts[0].kind = QUERY_END;
	fixture_expect(&f, "/boxes: ", "has no table");
}

static void tables_are_of_an_endpoint(void **state)
{
	static const char *const paths[] = {"/nowhere", NULL};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct fixture f;

		fixture_setup(&f);
		f.tables[FIXTURE_TAGS].path = paths[i];
		fixture_expect(&f, "box_tags: ",
			       paths[i] ? "is of /nowhere, which is no endpoint"
					: "is of nothing, which is no endpoint");
	}
}

static void the_order_of_unified_tables_names_no_other(void **state)
{
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	f.mappings.unified_order = order_of_more;
	fixture_expect(&f, "mappings: ", "the order of the unified tables names bags, which does not exist");
}

static void the_number_of_names_is_limited(void **state)
{
	static const size_t tables[] = {BOXES, THINGS, FIXTURE_TAGS};
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	for (size_t i = 0; i < NAMES_MAX; i++)
		fixture_add_column(&f, tables[i % 3],
				   &(struct column)COL(numbered(i), NONE, "Test", ATTR(column_names[i])));
	fixture_expect(&f, "/boxes: ", "uses 128 or more attributes or relationships of boxes");
}

#define BAD_PARTS(what_, ...)                                                                                          \
	{                                                                                                              \
		"/boxes: ", what_,                                                                                     \
		{                                                                                                      \
			.path = "/boxes", .type = "boxes", .parts = { __VA_ARGS__ }                                    \
		}                                                                                                      \
	}

static const struct {
	const char *where, *what;
	struct query query;
} queries[] = {
	{"boxes: ", "the path does not begin with /", {.path = "boxes", .type = "boxes"}},
	{"/: ", "the path does not begin with /", {.path = "/", .type = "boxes"}},
	{"/boxes: ", "the type of its records is missing", {.path = "/boxes"}},
	{"/boxes: ", "the type of its records is missing", {.path = "/boxes", .type = ""}},
	BAD_PARTS("part 1 of the query lacks a name", INCLUDE(NULL, "a")),
	BAD_PARTS("part 1 of the query lacks a name", FILTER(NULL, "1")),
	BAD_PARTS("part 1 of the query lacks a name", FILTER("a", NULL)),
	BAD_PARTS("part 2 of the query lacks a name", MAY_STATS, SORT(NULL)),
	BAD_PARTS("part 1 of the query lacks a name, or has one too many", {.kind = QUERY_STATS, .name = "total"}),
	BAD_PARTS("part 2 of the query is the same as part 1", FILTER("a", "1"), FILTER("a", "1")),
	BAD_PARTS("part 2 of the query is the same as part 1", MAY_STATS, MAY_STATS),
	BAD_PARTS("part 1 of the query is about bags, which are not requested", EXTRA("bags", "a")),
	BAD_PARTS("part 1 of the query is about bags, which are not requested", FIELDS("bags", "a")),
	BAD_PARTS("part 2 of the query comes too late", MAY_STATS, EXTRA("boxes", "a")),
	BAD_PARTS("part 3 of the query does not follow part 1", FILTER("a", "1"), FILTER("b", "1"), FILTER("a", "2")),
	BAD_PARTS("other is requested, but no column uses it", INCLUDE("other", "others")),
};

static const struct column few_columns[] = {UNIFIED_COLUMNS(NONE), {.name = NULL}};

static void queries_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		struct fixture f;

		fixture_setup(&f);
		f.endpoints[0].query = queries[i].query;
		f.tables[BOXES].path = queries[i].query.path;
		f.tables[BOXES].columns = few_columns;
		f.list[THINGS] = NULL;
		fixture_expect(&f, queries[i].where, queries[i].what);
	}
}

static void endpoints_are_checked_together(void **state)
{
	struct fixture f;

	(void)state;
	fixture_setup(&f);
	f.endpoints[1].query = (struct query){.path = "/others", .type = "others"};
	f.tables[OTHERS] = (struct table){.name = "others", .path = "/others", .columns = few_columns};
	f.list[OTHERS] = &f.tables[OTHERS];
	assert_int_equal(fixture_check(&f), 0);
	fixture_add_column(&f, BOXES, &(struct column)COL("x", NONE, "Test", ATTR("a"), AS_KEY("others")));
	assert_int_equal(fixture_check(&f), 0);
	f.endpoints[1].query.path = "/boxes";
	f.list[OTHERS] = NULL;
	f.columns[BOXES][6] = (struct column)END_OF_COLUMNS;
	assert_true(fixture_check(&f) > 0);
	assert_non_null(strstr(buf_text(&f.reports), "/boxes: is listed twice"));
	buf_release(&f.reports);
}

static void all_defects_are_reported(void **state)
{
	struct fixture f;
	size_t lines = 0;

	(void)state;
	fixture_setup(&f);
	harm_id(&f);
	harm_order(&f);
	harm_column_name(&f);
	f.endpoints[0].query.type = "";
	f.endpoints[0].query.parts[1].name = "maker2";
	fixture_add_column(&f, THINGS, &(struct column)COL("x", NONE, "Test", EACH_ROLES));
	fixture_add_column(&f, THINGS, &(struct column)COL("y", NONE, "Test", REL_ID("other"), .as = CONVERT_KEY));
	assert_int_equal(fixture_check(&f), 9);
	for (const char *at = buf_text(&f.reports); *at; at++)
		lines += *at == '\n';
	assert_int_equal(lines, 9);
	buf_release(&f.reports);
}

static void a_long_report_is_cut(void **state)
{
	static char name[2 * CHECK_DEFECT_MAX];
	struct fixture f;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	fixture_setup(&f);
	fixture_add_column(&f, BOXES, &(struct column)COL(name, NONE, "Test", REL_ID(name)));
	assert_int_equal(fixture_check(&f), 1);
	assert_int_equal(f.reports.n, CHECK_DEFECT_MAX);
	buf_release(&f.reports);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_say_which_rows_they_have),
		cmocka_unit_test(tables_are_checked),
		cmocka_unit_test(an_endpoint_has_a_table),
		cmocka_unit_test(the_number_of_names_is_limited),
		cmocka_unit_test(queries_are_checked),
		cmocka_unit_test(endpoints_are_checked_together),
		cmocka_unit_test(tables_are_of_an_endpoint),
		cmocka_unit_test(the_order_of_unified_tables_names_no_other),
		cmocka_unit_test(all_defects_are_reported),
		cmocka_unit_test(a_long_report_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
