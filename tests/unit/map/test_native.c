/* Each word of the native tables: a mapping with every kind of row, and the rows that pages become. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/native.h"
#include "map/scope.h"
#include "unit/map/rows.h"

// clang-format off
TABLE(boxes, RECORDS("/boxes"),
	LINK("owner", "people", "Test"),
	LINK_AS("first_card", "cards", "cards", "Test"),
	TEXT("name", NONE, "Test"),
	NUMBER("size", NONE, "Test"),
	INTEGER("count", NONE, "Test"),
	FLAG("open", NONE, "Test"),
	TIME("made_at", NONE, "Test"),
	DATE("made_on", NONE, "Test"),
	JSON("notes", NONE, "Test"),
	KEY("shelf_id", "shelves", "Test"),
	COL("score", NONE, "Test", MEMBER("rating", "score"), AS_NUMBER),
	COL("file", NONE, "Test", FIRST(ALT(MEMBER("rating", "file")), ALT(OWN("file")))),
	COL("of_shop", NONE, "Test", OWN("of"), ONLY_IF("of_type", "Shop")),
	COL("lid_id", NONE, "Test", FIRST(ALT(REL_ID("lid")), ALT(OWN("lid_id"))), AS_KEY("lids")),
	OTHER_ATTRIBUTES_BUT("noise"))

TABLE(things, INCLUDED("/boxes", "things"),
	OWNER("box_id", "boxes", "Test"),
	POSITION("index", "Test"),
	TEXT("name", NONE, "Test"),
	LINK("maker", "people", "Test"),
	COL("card_id", NONE, "Test", LISTED_BY("cards", "things"), AS_KEY("cards")),
	OTHER_ATTRIBUTES)

TABLE(lamps, INCLUDED("/boxes", "lamps"),
	OWNER("box_id", "boxes", "Test"),
	POSITION("index", "Test"),
	TEXT("name", NONE, "Test"))

TABLE(parts, INCLUDED("/boxes", "things.parts"),
	RECORD_KEY("box_id", "boxes", "Test"),
	OWNER("thing_id", "things", "Test"),
	POSITION("index", "Test"),
	COL("all", NONE, "Test", ALL_ATTRIBUTES))

TABLE(box_cards, LINKED("/boxes", "cards"),
	OWNER("box_id", "boxes", "Test"),
	EACH_KEY("card_id", "cards", "Test"),
	POSITION("index", "Test"))

TABLE(thing_skills, LINKED("/boxes", "things.skills"),
	OWNER("thing_id", "things", "Test"),
	EACH_IDENTIFIER("skill_id", "Test"),
	TEXT("name", NONE, "Test"))

TABLE(box_files, ITEMS("/boxes", "files"),
	OWNER("box_id", "boxes", "Test"),
	POSITION("index", "Test"),
	TEXT("name", NONE, "Test"),
	JSON("more", NONE, "Test"))

TABLE(thing_files, ITEMS_OF("/boxes", "things", "files"),
	OWNER("thing_id", "things", "Test"),
	TEXT("name", NONE, "Test"))

TABLE(box_tags, TAG_ITEMS("/boxes", "tags"),
	POSITION("index", "Test"),
	TEXT("context", NONE, "Test"),
	TEXT("name", NONE, "Test"))

TABLE(box_readers, TEXT_ITEMS("/boxes", "readers"),
	POSITION("index", "Test"),
	COL("reader", NONE, "Test", ITEM_VALUE))

TABLE(box_times, ATTRIBUTES_ENDING("/boxes", "_step_at"),
	COL("name", NONE, "Test", ITEM_NAME),
	COL("at", NONE, "Test", ITEM_VALUE, AS_TIMESTAMP))
// clang-format on

static const struct endpoint endpoints_of_boxes[] = {
	ENDPOINT("/boxes", "boxes", 0, MAY_INCLUDE("owner", "people"), INCLUDE("things", "things"),
		 MAY_INCLUDE("things.parts", "parts"), MAY_INCLUDE("things.maker", "people"),
		 MAY_INCLUDE("things.skills", "skills"), INCLUDE("cards", "cards"),
		 MAY_INCLUDE("cards.things", "things"), MAY_INCLUDE("lamps", "lamps"), MAY_EXTRA("boxes", "tags"),
		 MAY_EXTRA("boxes", "files"), MAY_EXTRA("things", "files"), MAY_STATS),
	END_OF_ENDPOINTS};
static const struct table *const tables_of_boxes[] = {&native_boxes,       &native_things,      &native_lamps,
						      &native_parts,       &native_box_cards,   &native_thing_skills,
						      &native_box_files,   &native_thing_files, &native_box_tags,
						      &native_box_readers, &native_box_times,   NULL};
static const struct mappings boxes = {endpoints_of_boxes, tables_of_boxes, NULL};

static bool only(void *context, const struct table *table, const struct column *column)
{
	return column || strcmp(table->name, context) == 0;
}

/* Apostrophes stand for quotation marks. */
static void page_text(struct buf *out, const char *data, const char *included, bool included_first)
{
	AUTO_BUF text = {0};

	if (included_first)
		buf_addf(&text, "{'included':[%s],'data':[%s]}", included, data);
	else
		buf_addf(&text, "{'data':[%s],'included':[%s]}", data, included);
	for (size_t i = 0; i < text.n; i++)
		buf_addc(out, text.p[i] == '\'' ? '"' : text.p[i]);
}

/* The rows of one table, then its warnings, whichever comes first in the page. */
static void expect(const char *table, const char *data, const char *included, const char *expected)
{
	for (unsigned first = 0; first < 2; first++) {
		char name[64];
		struct rows rows;
		AUTO_BUF page = {0};

		snprintf(name, sizeof(name), "pinpoint_%s", table);
		page_text(&page, data, included, first);
		rows_choose(&rows, &boxes, NULL, SPOOL_BUDGET, &(struct plan_choice){only, NULL, name});
		assert_int_equal(rows_page(&rows, buf_sv(&page)), RC_OK);
		for (unsigned t = 0; t < rows.plan->count; t++) {
			const struct warnings *warnings = mapper_warnings(rows.mapper, t);

			for (unsigned i = 0; i < warnings->count; i++)
				buf_addf(&rows.text, "%s.%s=%d\n", warnings->list[i].of, warnings->list[i].what,
					 (int)warnings->list[i].count);
		}
		assert_string_equal(buf_text(&rows.text), expected);
		rows_release(&rows);
	}
}

static void expect_box(const char *attributes, const char *cells)
{
	AUTO_BUF data = {0}, expected = {0};

	buf_addf(&data, "{'id':'1','type':'boxes','attributes':{%s}}", attributes);
	buf_addf(&expected, "pinpoint_boxes: 1 | %s", cells);
	expect("boxes", buf_text(&data), "", buf_text(&expected));
}

static void attributes_become_columns_of_their_name(void **state)
{
	(void)state;
	expect_box("", "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n");
	expect_box("'name':' ','size':'1.50','count':3.0,'open':'true','made_at':'2026-01-02','made_on':"
		   "'2026-01-02T23:30:00-05:00','notes':[1, {'a':null}],'shelf_id':44",
		   "~ | ~ |   | 1.5 | 3 | true | 2026-01-02T00:00:00.000Z | 2026-01-02 | [1,{\"a\":null}] | 44 | ~ | ~ "
		   "| ~ "
		   "| ~ | ~\n");
	expect_box("'size':'','count':' ','open':'','made_at':'','made_on':''",
		   "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n");
	expect_box("'size':'x','count':1.5,'open':1,'made_at':'soon','made_on':7",
		   "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n"
		   "size.invalid=1\ncount.invalid=1\nopen.invalid=1\nmade_at.invalid=1\nmade_on.invalid=1\n");
}

static void members_of_objects_become_columns(void **state)
{
	(void)state;
	expect_box("'rating':{'file':'f','score':'4','extra':{'score':5}},'file':'g'",
		   "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | 4 | f | ~ | ~ | {\"rating\":{\"extra\":{\"score\":5}}}\n");
	expect_box("'rating':{'file':'','score':null},'file':'g'",
		   "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | g | ~ | ~ | ~\n");
	expect_box("'rating':null", "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n");
	expect_box("'rating':[1]", "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n"
				   "score.invalid=1\nfile.invalid=1\n");
}

static void what_no_table_takes_is_kept(void **state)
{
	(void)state;
	expect_box("'new':1,'name':'n','old':null,'files':[{}],'tags':[],'readers':[],'noise':2,'a_step_at':'x','of':'"
		   "s','b\\u00e9':"
		   "{'c':[true]},'z':'\\n'",
		   "~ | ~ | n | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | "
		   "{\"new\":1,\"b\xc3\xa9\":{\"c\":[true]},\"z\":\"\\n\"}\n");
}

static void a_column_may_depend_on_another_attribute(void **state)
{
	(void)state;
	expect_box("'of':'s','of_type':'Shop'", "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | s | ~ | ~\n");
	expect_box("'of':'s','of_type':'Home'", "~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n");
}

#define BOX(id_, more_) "{'id':'" id_ "','type':'boxes'" more_ "}"
#define LINKS(links_) ",'relationships':{" links_ "}"
#define ONE(type_, id_) "{'type':'" type_ "','id':'" id_ "'}"
#define RESOURCE(type_, id_, more_) "{'id':'" id_ "','type':'" type_ "'" more_ "}"

static void keys_come_from_the_linkage(void **state)
{
	(void)state;
	expect("boxes",
	       BOX("1",
		   LINKS("'owner':{'data':" ONE("people", "5") "},'cards':{'data':[" ONE(
			   "cards",
			   "8") "]},'lid':{'data':" ONE("lids", "6") "}")) "," BOX("2",
										   ",'attributes':{'lid_id':'9'}" LINKS(
											   "'owner':{'data':null},'lid'"
											   ":{'meta':{}}")),
	       "",
	       "pinpoint_boxes: 1 | 5 | 8 | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | 6 | ~\n"
	       "pinpoint_boxes: 2 | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | 9 | ~\n");
}

#define THINGS(things_) LINKS("'things':{'data':[" things_ "]}")
#define TWO_THINGS ONE("things", "7") "," ONE("things", "9")

static void included_things_have_a_row_each(void **state)
{
	(void)state;
	expect("things",
	       BOX("1", LINKS("'things':{'data':[" TWO_THINGS
			      "," ONE("things", "7") "," ONE("things", "10") "]},'cards':{'data':[" ONE(
				      "cards", "3") "," ONE("cards", "4") "]}")) "," BOX("2",
											 THINGS(ONE("things", "9"))),
	       RESOURCE("things", "9", ",'attributes':{'name':'cup','blue':true}") "," RESOURCE(
		       "things", "7",
		       LINKS("'maker':{'data':" ONE(
			       "people",
			       "5") "}")) "," RESOURCE("things", "99",
						       "") "," RESOURCE("cards", "3",
									LINKS("'things':{'data':[]}")) "," RESOURCE("ca"
														    "rd"
														    "s",
														    "4",
														    LINKS("'things':{'data':[" ONE(
															    "things",
															    "7") "]}")),
	       "pinpoint_things: 7 | 1 | 0 | ~ | 5 | 4 | ~\n"
	       "pinpoint_things: 9 | 1 | 1 | cup | ~ | ~ | {\"blue\":true}\n"
	       "pinpoint_things.not_included=1\n");
}

/* It has no row, as one that its owner does not list any more. Of what several paths bring, the table is unknown. */
static void a_thing_without_an_owner_is_counted(void **state)
{
	static const char lamps[] = RESOURCE("lamps", "7", ",'attributes':{'name':'l'}") "," RESOURCE("lamps", "8", "");

	(void)state;
	expect("lamps", BOX("1", LINKS("'lamps':{'data':[" ONE("lamps", "8") "]}")) "," BOX("2", ""), lamps,
	       "pinpoint_lamps: 8 | 1 | 0 | ~\n"
	       "pinpoint_lamps.no_owner=1\n");
	expect("boxes", BOX("1", ""), lamps,
	       "pinpoint_boxes: 1 | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~ | ~\n");
}

static void things_of_things_are_found_by_a_path(void **state)
{
	(void)state;
	expect("parts", BOX("1", THINGS(TWO_THINGS)),
	       RESOURCE("things", "7", LINKS("'parts':{'data':[" ONE("parts", "1") "," ONE("parts", "2") "]}")) "," RESOURCE(
		       "things", "9",
		       LINKS("'parts':{'data':" ONE(
			       "parts",
			       "3") "}")) "," RESOURCE("parts", "2",
						       ",'attributes':{'a':1}") "," RESOURCE("parts", "3",
											     "") "," RESOURCE("others",
													      "1", ""),
	       "pinpoint_parts: 2 | 1 | 7 | 1 | {\"a\":1}\n"
	       "pinpoint_parts: 3 | 1 | 9 | 0 | ~\n"
	       "pinpoint_parts.not_included=1\n");
}

static void links_have_rows_without_the_thing(void **state)
{
	(void)state;
	expect("box_cards", BOX("1", LINKS("'cards':{'data':[" ONE("cards", "3") "," ONE("cards", "4") "]}")), "",
	       "pinpoint_box_cards: 1:3 | 1 | 3 | 0\n"
	       "pinpoint_box_cards: 1:4 | 1 | 4 | 1\n");
}

static void links_whose_columns_read_the_thing_need_it(void **state)
{
	(void)state;
	expect("thing_skills", BOX("1", THINGS(TWO_THINGS)),
	       RESOURCE(
		       "things", "7",
		       LINKS("'skills':{'data':[" ONE("skills", "1") "," ONE(
			       "skills",
			       "2") "]}")) "," RESOURCE("things", "9",
							LINKS("'skills':{'data':[" ONE(
								"skills",
								"2") "]}")) "," RESOURCE("skills", "2",
											 ",'attributes':{'name':'go'}"),
	       "pinpoint_thing_skills: 7:2 | 7 | 2 | go\n"
	       "pinpoint_thing_skills: 9:2 | 9 | 2 | go\n"
	       "pinpoint_thing_skills.not_included=1\n");
}

static void items_of_lists_have_a_row_each(void **state)
{
	(void)state;
	expect("box_files",
	       BOX("1",
		   ",'attributes':{'files':[{'name':'a','more':{'b':[1]}},7,{'name':null},[{'name':'no'}],{'x':{'"
		   "name':1}}]}") "," BOX("2", ",'attributes':{'files':null}") "," BOX("3",
										       "") "," BOX("4",
												   ",'attributes':{'"
												   "files':'none'}"),
	       "",
	       "pinpoint_box_files: 1:0 | 1 | 0 | a | {\"b\":[1]}\n"
	       "pinpoint_box_files: 1:2 | 1 | 2 | ~ | ~\n"
	       "pinpoint_box_files: 1:4 | 1 | 4 | ~ | ~\n"
	       "files.invalid=3\n");
	expect("thing_files", BOX("1", THINGS(TWO_THINGS)),
	       RESOURCE("things", "9", ",'attributes':{'files':[{'name':'a'},{'name':'b'}]}") "," RESOURCE("things",
													   "7", ""),
	       "pinpoint_thing_files: 9:0 | 9 | a\n"
	       "pinpoint_thing_files: 9:1 | 9 | b\n");
}

static void what_hangs_on_a_shared_thing_has_a_row_once(void **state)
{
	(void)state;
	expect("thing_files",
	       BOX("1", THINGS(ONE("things", "9"))) "," BOX("2", THINGS(ONE("things", "7") "," ONE("things", "9"))),
	       RESOURCE("things", "9", ",'attributes':{'files':[{'name':'a'}]}"),
	       "pinpoint_thing_files: 9:0 | 9 | a\n");
	expect("thing_skills", BOX("1", THINGS(ONE("things", "9"))) "," BOX("2", THINGS(ONE("things", "9"))),
	       RESOURCE("things", "9", LINKS("'skills':{'data':[" ONE("skills", "2") "]}")) "," RESOURCE(
		       "skills", "2", ",'attributes':{'name':'go'}"),
	       "pinpoint_thing_skills: 9:2 | 9 | 2 | go\n");
}

/* The first 16 digits of the SHA-256 of ":red", "color:red" and "ann". */
#define RED "fca6c9bb315eedaa"
#define COLOR_RED "f1ff77e5ddbb1af5"
#define ANN "49915e0d7d4b402e"

static void tags_and_texts_are_known_by_what_they_say(void **state)
{
	(void)state;
	expect("box_tags",
	       BOX("1", ",'attributes':{'tags':['red',{'context':'color','name':'red'},'red',{'context':'color','tag':'"
			"red'},' ',{'name':[]}]}"),
	       "",
	       "pinpoint_box_tags: 1:" RED " | 0 | ~ | red\n"
	       "pinpoint_box_tags: 1:" COLOR_RED " | 1 | color | red\n"
	       "tags.invalid=2\n");
	expect("box_readers", BOX("1", ",'attributes':{'readers':['','ann',{'a':1},'ann',7,'ann']}"), "",
	       "pinpoint_box_readers: 1:" ANN " | 1 | ann\n"
	       "readers.invalid=3\n");
}

static void attributes_that_end_alike_have_a_row_each(void **state)
{
	(void)state;
	expect("box_times",
	       BOX("1", ",'attributes':{'b_step_at':'2026-01-02','name':'n','_step_at':'2026-01-02','a_step_at':null,'"
			"c_step_at':{'d_step_at':1}}"),
	       "",
	       "pinpoint_box_times: 1:b | b | 2026-01-02T00:00:00.000Z\n"
	       "pinpoint_box_times: 1:c | c | ~\n"
	       "at.invalid=1\n");
	expect("box_times",
	       BOX("1", ",'attributes':{'b_step_at':'2026-01-02','b_step_at':'2026-01-03','c_step_at':'x','c_step_at':"
			"null}"),
	       "", "pinpoint_box_times: 1:b | b | 2026-01-03T00:00:00.000Z\n");
}

static void too_many_items_are_refused(void **state)
{
	char name[] = "pinpoint_box_files";
	struct rows rows;
	AUTO_BUF page = {0};

	(void)state;
	buf_adds(&page, "{\"data\":[{\"id\":\"1\",\"type\":\"boxes\",\"attributes\":{\"files\":[{}");
	for (size_t i = 0; i < ITEMS_MAX; i++)
		buf_adds(&page, ",{}");
	buf_adds(&page, "]}}]}");
	rows_choose(&rows, &boxes, NULL, SPOOL_BUDGET, &(struct plan_choice){only, NULL, name});
	assert_int_equal(rows_page(&rows, buf_sv(&page)), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "more than 100000 items in files"));
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attributes_become_columns_of_their_name),
		cmocka_unit_test(members_of_objects_become_columns),
		cmocka_unit_test(what_no_table_takes_is_kept),
		cmocka_unit_test(a_column_may_depend_on_another_attribute),
		cmocka_unit_test(keys_come_from_the_linkage),
		cmocka_unit_test(included_things_have_a_row_each),
		cmocka_unit_test(a_thing_without_an_owner_is_counted),
		cmocka_unit_test(things_of_things_are_found_by_a_path),
		cmocka_unit_test(links_have_rows_without_the_thing),
		cmocka_unit_test(links_whose_columns_read_the_thing_need_it),
		cmocka_unit_test(items_of_lists_have_a_row_each),
		cmocka_unit_test(what_hangs_on_a_shared_thing_has_a_row_once),
		cmocka_unit_test(tags_and_texts_are_known_by_what_they_say),
		cmocka_unit_test(attributes_that_end_alike_have_a_row_each),
		cmocka_unit_test(too_many_items_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
