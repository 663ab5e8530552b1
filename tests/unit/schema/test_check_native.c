/* Defects in native tables, seeded one at a time into a sound mapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "map/native.h"
#include "schema/check.h"

// clang-format off
TABLE(crates, RECORDS("/boxes"),
	LINK("owner", "crates", "Test"),
	OTHER_ATTRIBUTES_BUT("noise"))

TABLE(goods, INCLUDED("/boxes", "things"),
	OWNER("box_id", "crates", "Test"),
	LINK("maker", "crates", "Test"),
	COL("list_id", NONE, "Test", LISTED_BY("lists", "things"), AS_KEY("crates")),
	OTHER_ATTRIBUTES)

TABLE(thing_files, ITEMS_OF("/boxes", "things", "files"),
	OWNER("thing_id", "goods", "Test"),
	COL("url", FILE_LINK, "Test", OWN("url"), NOT_COMPARED))

TABLE(box_readers, TEXT_ITEMS("/boxes", "readers"),
	COL("reader", PERSONAL, "Test", ITEM_VALUE))

TABLE(box_times, ATTRIBUTES_ENDING("/boxes", "_at"),
	COL("name", NONE, "Test", ITEM_NAME),
	COL("at", NONE, "Test", ITEM_VALUE, AS_TIMESTAMP))
// clang-format on

enum { BOXES, THINGS, FILES, READERS, TIMES, TABLES };

static const struct endpoint endpoints_of_boxes[] = {ENDPOINT("/boxes", "boxes", 0, MAY_INCLUDE("owner", "people"),
							      INCLUDE("things", "things"),
							      INCLUDE("things.maker", "people"),
							      INCLUDE("lists", "lists"),
							      INCLUDE("lists.things", "things"), MAY_STATS),
						     END_OF_ENDPOINTS};
static const struct table *const sound[TABLES] = {&native_crates, &native_goods, &native_thing_files,
						  &native_box_readers, &native_box_times};

/* A copy that may be changed. It points into itself. */
struct fixture {
	struct table tables[TABLES];
	struct column columns[TABLES][16];
	const struct table *list[TABLES + 1];
	struct mappings mappings;
	struct buf reports;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){.mappings = {endpoints_of_boxes, f->list, NULL}};
	for (size_t t = 0; t < TABLES; t++) {
		f->tables[t] = *sound[t];
		f->list[t] = &f->tables[t];
		for (size_t c = 0; sound[t]->columns[c].name; c++)
			f->columns[t][c] = sound[t]->columns[c];
		f->tables[t].columns = f->columns[t];
	}
}

static void report(void *context, const char *defect)
{
	buf_addf(context, "%s\n", defect);
}

static void expect(struct fixture *f, const char *defects)
{
	check_mappings(&f->mappings, report, &f->reports);
	assert_string_equal(buf_text(&f->reports), defects);
	buf_release(&f->reports);
}

static void a_sound_mapping_has_no_defect(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	expect(&f, "");
}

static const struct {
	size_t table;
	const char *what;
	struct column column;
} cases[] = {
#define DEFECT(table_, what_, ...)                                                                                     \
	{                                                                                                              \
		table_, what_, COL("x", NONE, "Test", __VA_ARGS__)                                                     \
	}
	DEFECT(BOXES, "OWN lacks", .from = {.kind = SOURCE_OWN_ATTRIBUTE}),
	DEFECT(BOXES, "MEMBER lacks", .from = {.kind = SOURCE_OWN_MEMBER, .attribute = "a"}),
	DEFECT(BOXES, "LINK lacks", .from = {.kind = SOURCE_OWN_RELATED_ID}),
	DEFECT(BOXES, "OTHER_ATTRIBUTES lacks", .from = {.kind = SOURCE_OTHER_ATTRIBUTES, .attribute = "a"}),
	DEFECT(THINGS, "LISTED_BY lacks", .from = {.kind = SOURCE_LISTER, .relationship = "lists"}),
	DEFECT(BOXES, "AS_KEY lacks", OWN("a"), .as = CONVERT_REFERENCE),
	DEFECT(BOXES, "points to table pinpoint_bags, which does not exist", OWN("a"), AS_KEY("bags")),
	DEFECT(BOXES, "OWNER cannot be used", .from = {.kind = SOURCE_OWNER_ID}),
	DEFECT(BOXES, "LISTED_BY cannot be used", LISTED_BY("lists", "things")),
	DEFECT(BOXES, "ITEM_VALUE cannot be used", ITEM_VALUE),
	DEFECT(FILES, "MEMBER cannot be used", MEMBER("a", "b")),
	DEFECT(FILES, "OTHER_ATTRIBUTES cannot be used", ALL_ATTRIBUTES),
	DEFECT(READERS, "ITEM_NAME cannot be used", ITEM_NAME),
	DEFECT(FILES, "REL_ID cannot be used", REL_ID("a")),
	DEFECT(BOXES, "relationship maker is not included",
	       .from = {.kind = SOURCE_OWN_RELATED_ID, .relationship = "maker"}),
	DEFECT(THINGS, "relationship owner is not included",
	       .from = {.kind = SOURCE_OWN_RELATED_ID, .relationship = "owner"}),
	DEFECT(THINGS, "relationship lists.boxes is not included", LISTED_BY("lists", "boxes")),
	{FILES, "is a link, but not NOT_COMPARED", COL("x", FILE_LINK | PERSONAL, "Test", OWN("a"))},
};

static void columns_are_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fixture f;
		size_t last = 0;

		setup(&f);
		while (f.columns[cases[i].table][last].name)
			last++;
		f.columns[cases[i].table][last] = cases[i].column;
		check_mappings(&f.mappings, report, &f.reports);
		if (!strstr(buf_text(&f.reports), cases[i].what))
			fail_msg("expected: %s\nreported:\n%s", cases[i].what, buf_text(&f.reports));
		buf_release(&f.reports);
	}
}

static void a_reference_that_may_be_missing_needs_no_include(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.columns[BOXES][5] = (struct column)COL("x", NONE, "Test", REL_ID("maker"), AS_KEY("crates"));
	expect(&f, "");
}

static void paths_are_short_and_included(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.tables[FILES].each.owners = "things.maker.boss";
	expect(&f, "pinpoint_thing_files: relationship things.maker.boss is not included\n"
		   "pinpoint_thing_files: things.maker.boss has more than 2 relationships\n");
	setup(&f);
	f.tables[TIMES].each.owners = "things";
	expect(&f, "pinpoint_box_times: only ITEMS_OF has owners\n");
}

static void native_tables_have_an_id_as_sent(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	f.columns[BOXES][0].from.kind = SOURCE_ID;
	expect(&f, "pinpoint_crates: lacks id, changed_at or remote_deleted_at\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_mapping_has_no_defect),
		cmocka_unit_test(columns_are_checked),
		cmocka_unit_test(a_reference_that_may_be_missing_needs_no_include),
		cmocka_unit_test(paths_are_short_and_included),
		cmocka_unit_test(native_tables_have_an_id_as_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
