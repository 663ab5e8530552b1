/* When rows are passed on, in which order and how often: a small mapping with every kind of table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/unified.h"
#include "unit/map/rows.h"

// clang-format off
TABLE(boxes, RECORDS("/boxes"),
	COL("label", NONE, "Test", ATTR("label")),
	COL("owner", NONE, "Test", REL_ATTR("owner", "name")))

TABLE(things, INCLUDED_BY("/boxes", "things", "position"),
	COL("name", NONE, "Test", EACH_ATTR("name")),
	COL("owner", NONE, "Test", REL_ATTR("owner", "name")))

LINK_TABLE(box_things, LINKED_BY("/boxes", "things", "position"),
	COL("index", NONE, "Test", INDEX),
	COL("box", NONE, "Test", RECORD_ID),
	COL("thing", NONE, "Test", EACH_ID))

TABLE(tags, TAGS("/boxes", "tags"),
	COL("name", NONE, "Test", EACH_TAG_NAME))
// clang-format on

static const struct endpoint boxes_endpoints[] = {ENDPOINT("/boxes", "boxes", 0, INCLUDE("owner", "people"),
							   INCLUDE("things", "things"), EXTRA("boxes", "tags")),
						  END_OF_ENDPOINTS};
static const struct table *const boxes_tables[] = {&unified_boxes, &unified_things, &unified_box_things, &unified_tags,
						   NULL};
static const struct mappings mapping_of_boxes = {boxes_endpoints, boxes_tables, NULL};

TABLE(plain, RECORDS("/plain"), COL("label", NONE, "Test", ATTR("label")))

static const struct endpoint plain_endpoints[] = {ENDPOINT("/plain", "plain", 0, MAY_STATS), END_OF_ENDPOINTS};
static const struct table *const plain_tables[] = {&unified_plain, NULL};
static const struct mappings mapping_of_plain = {plain_endpoints, plain_tables, NULL};

#define BOX(id_, label_, more_)                                                                                        \
	"{\"id\":\"" id_ "\",\"type\":\"boxes\",\"attributes\":{\"label\":\"" label_ "\"" more_ "}"
#define LINKS(owner_, things_)                                                                                         \
	",\"relationships\":{\"owner\":{\"data\":{\"type\":\"people\",\"id\":\"" owner_                                \
	"\"}},\"things\":{\"data\":[" things_ "]}}}"
#define LINK(id_) "{\"type\":\"things\",\"id\":\"" id_ "\"}"
#define OWNER(id_, name_) "{\"id\":\"" id_ "\",\"type\":\"people\",\"attributes\":{\"name\":\"" name_ "\"}}"
#define THING(id_, name_, position_)                                                                                   \
	"{\"id\":\"" id_ "\",\"type\":\"things\",\"attributes\":{\"name\":\"" name_ "\",\"position\":" position_ "}}"
#define PAGE(data_, included_) "{\"data\":[" data_ "],\"included\":[" included_ "]}"
#define PAGE_BACKWARDS(data_, included_) "{\"included\":[" included_ "],\"data\":[" data_ "]}"

static void expect_page(struct rows *rows, struct sv page, const char *text)
{
	rows_forget(rows);
	assert_int_equal(rows_page(rows, page), RC_OK);
	assert_string_equal(buf_text(&rows->text), text);
	assert_int_equal(rows->budget.left, SPOOL_BUDGET);
}

#define ONE_BOX BOX("1", "a", "") LINKS("5", LINK("7"))
#define ONE_INCLUDED OWNER("5", "Ann") "," THING("7", "cup", "1")
#define ONE_TEXT                                                                                                       \
	"boxes: 1 | a | Ann\n"                                                                                         \
	"things: 7 | cup | Ann\n"                                                                                      \
	"box_things: 0 | 1 | 7\n"

static void records_wait_for_included_resources_that_follow(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	assert_int_equal(rows_feed(&rows, SV(PAGE(ONE_BOX, ONE_INCLUDED))), RC_OK);
	assert_int_equal(rows.waited, 1);
	assert_int_equal(rows.count, 0);
	assert_int_equal(mapper_end(rows.mapper, true), RC_OK);
	assert_string_equal(buf_text(&rows.text), ONE_TEXT);
	rows_release(&rows);
}

static void records_after_their_included_resources_do_not_wait(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	assert_int_equal(rows_feed(&rows, SV(PAGE_BACKWARDS(ONE_BOX, ONE_INCLUDED))), RC_OK);
	assert_int_equal(rows.waited, 0);
	assert_string_equal(buf_text(&rows.text), ONE_TEXT);
	assert_int_equal(mapper_end(rows.mapper, true), RC_OK);
	assert_string_equal(buf_text(&rows.text), ONE_TEXT);
	rows_release(&rows);
}

static void records_that_need_nothing_included_do_not_wait(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_plain, 0);
	assert_int_equal(rows_feed(&rows,
				   SV("{\"data\":[{\"id\":4,\"type\":\"plain\",\"attributes\":{\"label\":\"x\"}}],"
				      "\"included\":[{\"id\":\"?\",\"type\":\"things\"}]}")),
			 RC_OK);
	assert_string_equal(buf_text(&rows.text), "plain: 4 | x\n");
	assert_int_equal(mapper_end(rows.mapper, true), RC_OK);
	assert_int_equal(rows.count, 1);
	rows_release(&rows);
}

static void waiting_records_are_dropped_when_the_page_breaks_off(void **state)
{
	static const struct sv page = SV_INIT(PAGE(ONE_BOX, ONE_INCLUDED));
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	for (size_t n = 0; n < page.n; n++) {
		assert_int_equal(rows_page(&rows, (struct sv){page.p, n}), RC_FORMAT);
		assert_int_equal(rows.count, 0);
		assert_int_equal(rows.budget.left, SPOOL_BUDGET);
	}
	expect_page(&rows, page, ONE_TEXT);
	rows_release(&rows);
}

static void things_passed_on_before_a_cut_are_not_repeated(void **state)
{
	static const char cut[] = PAGE_BACKWARDS(ONE_BOX, ONE_INCLUDED);
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	assert_int_equal(rows_page(&rows, (struct sv){cut, sizeof(cut) - 3}), RC_FORMAT);
	assert_string_equal(buf_text(&rows.text), ONE_TEXT);
	/* The caller skips the record in the second attempt; the other things of the page are passed on now. */
	expect_page(&rows, SV(PAGE_BACKWARDS("", ONE_INCLUDED "," THING("8", "pot", "1"))), "things: 8 | pot | ~\n");
	rows_release(&rows);
}

static void a_thing_listed_by_several_records_has_one_row(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	expect_page(&rows,
		    SV(PAGE(ONE_BOX "," BOX("2", "b", "") LINKS("5", THREE(LINK("7"), LINK("7"), LINK("8"))),
			    ONE_INCLUDED "," THING("8", "pot", "0") "," THING("8", "other", "0"))),
		    ONE_TEXT "boxes: 2 | b | Ann\n"
			     "things: 8 | pot | Ann\n"
			     "box_things: 0 | 2 | 8\n"
			     "box_things: 1 | 2 | 7\n");
	expect_page(&rows, SV(PAGE(BOX("3", "c", "") LINKS("5", LINK("7")), ONE_INCLUDED)),
		    "boxes: 3 | c | Ann\n"
		    "box_things: 0 | 3 | 7\n");
	rows_release(&rows);
}

static void things_without_a_link_come_last_and_belong_to_no_record(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	expect_page(&rows, SV(PAGE(ONE_BOX, THING("9", "pan", "1") "," ONE_INCLUDED "," THING("8", "pot", "1"))),
		    ONE_TEXT "things: 9 | pan | ~\n"
			     "things: 8 | pot | ~\n");
	rows_release(&rows);
}

static void a_thing_that_was_not_included_has_links_and_a_warning(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	expect_page(&rows, SV(PAGE(ONE_BOX, "")),
		    "boxes: 1 | a | ~\n"
		    "box_things: 0 | 1 | 7\n");
	assert_int_equal(rows_warned(&rows, "boxes", "boxes", "not_included"), 1);
	assert_int_equal(rows_warned(&rows, "things", "things", "not_included"), 1);
	assert_int_equal(rows_warned(&rows, "box_things", "box_things", "not_included"), 0);
	/* A later page does not know what an earlier page included. */
	expect_page(&rows, SV(PAGE("", ONE_INCLUDED)), "things: 7 | cup | ~\n");
	expect_page(&rows, SV(PAGE(BOX("2", "b", "") LINKS("5", LINK("7")), "")),
		    "boxes: 2 | b | ~\n"
		    "box_things: 0 | 2 | 7\n");
	rows_release(&rows);
}

#define EIGHT_LINKS                                                                                                    \
	TWO(FOUR(LINK("9"), LINK("100"), LINK("20"), LINK("3")), FOUR(LINK("12"), LINK("11"), LINK("4"), LINK("13")))
#define SEVEN_THINGS                                                                                                   \
	TWO(FOUR(THING("9", "i", "2"), THING("100", "h", "10"), THING("20", "g", "2"), THING("3", "f", "null")),       \
	    THREE(THING("12", "d", "\"1.0\""), THING("11", "c", "-1"), THING("4", "b", "\"x\"")))

static void things_are_sorted_by_position_then_id(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	expect_page(
		&rows, SV(PAGE(BOX("1", "a", "") LINKS("5", EIGHT_LINKS), SEVEN_THINGS)),
		"boxes: 1 | a | ~\n"
		"things: 11 | c | ~\nthings: 12 | d | ~\nthings: 9 | i | ~\nthings: 20 | g | ~\nthings: 100 | h | ~\n"
		"things: 3 | f | ~\nthings: 4 | b | ~\n"
		"box_things: 0 | 1 | 11\nbox_things: 1 | 1 | 12\nbox_things: 2 | 1 | 9\nbox_things: 3 | 1 | 20\n"
		"box_things: 4 | 1 | 100\nbox_things: 5 | 1 | 3\nbox_things: 6 | 1 | 4\nbox_things: 7 | 1 | 13\n");
	rows_release(&rows);
}

static void relationships_without_linkage_list_nothing(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	expect_page(&rows,
		    SV(PAGE(BOX("1", "a", "") ",\"relationships\":{\"things\":{\"meta\":{\"included\":false}}}}", "")),
		    "boxes: 1 | a | ~\n");
	expect_page(&rows, SV(PAGE(BOX("2", "b", "") "}", "")), "boxes: 2 | b | ~\n");
	assert_int_equal(rows_warned(&rows, "boxes", "boxes", "not_included"), 0);
	rows_release(&rows);
}

static void ids_of_things_with_rows_are_made_of_digits(void **state)
{
	struct rows rows;

	(void)state;
	rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
	assert_int_equal(rows_page(&rows, SV(PAGE("", THING("Test", "cup", "1")))), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "things"));
	expect_page(&rows, SV(PAGE("", OWNER("Test", "Ann"))), "");
	rows_release(&rows);
}

static void a_failure_of_the_row_function_ends_the_page(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 4; n++) {
		struct rows rows;

		rows_init(&rows, &mapping_of_boxes, SPOOL_BUDGET);
		rows.fail_at = n;
		assert_int_equal(rows_page(&rows, SV(PAGE(ONE_BOX, ONE_INCLUDED "," THING("8", "pot", "1")))),
				 RC_OUTPUT);
		assert_int_equal(rows.count, n - 1);
		assert_int_equal(rows.budget.left, SPOOL_BUDGET);
		rows_release(&rows);
	}
}

/* Several thousand records of several pages, some of whose things are on earlier ones. */
static void add_large_page(struct buf *page, unsigned first)
{
	buf_adds(page, "{\"data\":[");
	for (unsigned i = first; i < first + 1000; i++)
		buf_addf(page,
			 "%s{\"id\":%u,\"type\":\"boxes\",\"attributes\":{\"label\":\"%u %0100d\",\"tags\":[\"t%u\"]},"
			 "\"relationships\":{\"owner\":{\"data\":{\"type\":\"people\",\"id\":\"%u\"}},\"things\":{"
			 "\"data\":["
			 "{\"type\":\"things\",\"id\":\"%u\"},{\"type\":\"things\",\"id\":\"%u\"}]}}}",
			 i > first ? "," : "", i, i, 0, i % 50, i % 100, i % 300, i % 7);
	buf_adds(page, "],\"included\":[");
	for (unsigned i = 0; i < 300; i++)
		buf_addf(page, "%s{\"id\":\"%u\",\"type\":\"%s\",\"attributes\":{\"name\":\"%u\",\"position\":%u}}",
			 i ? "," : "", i, i % 3 ? "things" : "people", i, (i * 7) % 11);
	buf_adds(page, "]}");
}

static void map_large_pages(struct rows *rows, size_t budget)
{
	AUTO_BUF page = {0};

	rows_init(rows, &mapping_of_boxes, budget);
	for (unsigned first = 0; first < 3000; first += 1000) {
		buf_clear(&page);
		add_large_page(&page, first);
		assert_int_equal(rows_page(rows, buf_sv(&page)), RC_OK);
	}
	assert_int_equal(rows->budget.left, budget);
}

static void rows_that_waited_in_a_file_are_the_same(void **state)
{
	static const size_t budgets[] = {0, 1000, 100000};
	struct rows memory, file;

	(void)state;
	map_large_pages(&memory, SPOOL_BUDGET);
	assert_true(memory.count > 9000);
	for (size_t i = 0; i < sizeof(budgets) / sizeof(*budgets); i++) {
		map_large_pages(&file, budgets[i]);
		assert_true(sv_same(buf_sv(&file.text), buf_sv(&memory.text)));
		rows_release(&file);
	}
	rows_release(&memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_wait_for_included_resources_that_follow),
		cmocka_unit_test(records_after_their_included_resources_do_not_wait),
		cmocka_unit_test(records_that_need_nothing_included_do_not_wait),
		cmocka_unit_test(waiting_records_are_dropped_when_the_page_breaks_off),
		cmocka_unit_test(things_passed_on_before_a_cut_are_not_repeated),
		cmocka_unit_test(a_thing_listed_by_several_records_has_one_row),
		cmocka_unit_test(things_without_a_link_come_last_and_belong_to_no_record),
		cmocka_unit_test(a_thing_that_was_not_included_has_links_and_a_warning),
		cmocka_unit_test(things_are_sorted_by_position_then_id),
		cmocka_unit_test(relationships_without_linkage_list_nothing),
		cmocka_unit_test(ids_of_things_with_rows_are_made_of_digits),
		cmocka_unit_test(a_failure_of_the_row_function_ends_the_page),
		cmocka_unit_test(rows_that_waited_in_a_file_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
