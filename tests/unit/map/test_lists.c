/* What the mapper passes on with the rows: which lists of a record are known, and what each row is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"
#include "map/unified.h"
#include "unit/map/rows.h"

// clang-format off
TABLE(boxes, RECORDS("/boxes"),
	COL("nothing", NONE, "Test", NOTHING))

TABLE(things, INCLUDED("/boxes", "things"),
	COL("name", NONE, "Test", EACH_ATTR("name")))

LINK_TABLE(box_things, LINKED("/boxes", "things"),
	COL("thing", NONE, "Test", EACH_ID))

TABLE(tags, TAGS("/boxes", "tags"),
	COL("nothing", NONE, "Test", NOTHING))

LINK_TABLE(box_tags, TAG_LINKS("/boxes", "tags"),
	COL("tag", NONE, "Test", EACH_ID, AS_KEY("tags")))

LINK_TABLE(people, ROLES("/boxes", ROLE("owner", "OWNER"), ROLE("keeper", "KEEPER")),
	COL("roles", NONE, "Test", EACH_ROLES))
// clang-format on

static const struct endpoint boxes_endpoints[] = {ENDPOINT("/boxes", "boxes", 0, INCLUDE("things", "things"),
							   INCLUDE("owner", "people"), INCLUDE("keeper", "people"),
							   EXTRA("boxes", "tags")),
						  END_OF_ENDPOINTS};
static const struct table *const boxes_tables[] = {
	&unified_boxes, &unified_things, &unified_box_things, &unified_tags, &unified_box_tags, &unified_people, NULL};
static const struct mappings mapping_of_boxes = {boxes_endpoints, boxes_tables, NULL};

struct passed {
	const struct plan *plan;
	struct buf text;
};

static enum rc on_row(void *context, const struct map_row *row)
{
	struct passed *passed = context;

	buf_addf(&passed->text, "row %s %.*s/%.*s %.*s\n", passed->plan->tables[row->table].table->name,
		 SV_ARG(row->record_id), SV_ARG(row->thing_id), SV_ARG(row->thing_key));
	return RC_OK;
}

static enum rc on_record(void *context, struct sv id)
{
	buf_addf(&((struct passed *)context)->text, "record %.*s\n", SV_ARG(id));
	return RC_OK;
}

static enum rc on_list_begin(void *context, unsigned table, struct sv id, bool known)
{
	struct passed *passed = context;

	buf_addf(&passed->text, "list %s of %.*s%s\n", passed->plan->tables[table].table->name, SV_ARG(id),
		 known ? "" : " unknown");
	return RC_OK;
}

static enum rc on_list_end(void *context, unsigned table)
{
	buf_addf(&((struct passed *)context)->text, "end %s\n",
		 ((struct passed *)context)->plan->tables[table].table->name);
	return RC_OK;
}

static enum rc on_listed(void *context, unsigned table, struct sv record, struct sv thing)
{
	struct passed *passed = context;

	buf_addf(&passed->text, "listed %s %.*s/%.*s\n", passed->plan->tables[table].table->name, SV_ARG(record),
		 SV_ARG(thing));
	return RC_OK;
}

static enum rc on_not_included(void *context, unsigned table, struct sv id)
{
	struct passed *passed = context;

	buf_addf(&passed->text, "not included: %s %.*s\n", passed->plan->tables[table].table->name, SV_ARG(id));
	return RC_OK;
}

static bool without_tag(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)table;
	return !column || strcmp(column->name, "tag") != 0;
}

/* The calls that a page leads to, of the functions in `config`. */
static void expect_calls(struct mapper_config config, const char *page, struct plan_choice choice, const char *text)
{
	struct plan *plan = plan_new(&mapping_of_boxes, boxes_endpoints, SV("acme"), &choice);
	struct rows rows;
	struct passed passed = {.plan = plan};

	rows_choose(&rows, &mapping_of_boxes, NULL, SPOOL_BUDGET, &(struct plan_choice){plan_choose_all, NULL, NULL});
	mapper_free(rows.mapper);
	config.plan = plan;
	config.spool_directory = "/tmp";
	config.spool_budget = &rows.budget;
	config.row = on_row;
	config.context = &passed;
	rows.mapper = mapper_new(&config);
	assert_int_equal(rows_page(&rows, sv_of(page)), RC_OK);
	assert_string_equal(buf_text(&passed.text), text);
	buf_release(&passed.text);
	rows_release(&rows);
	plan_free(plan);
}

static void expect(const char *page, struct plan_choice choice, const char *text)
{
	expect_calls((struct mapper_config){.record = on_record,
					    .list_begin = on_list_begin,
					    .list_end = on_list_end,
					    .not_included = on_not_included},
		     page, choice, text);
}

static const struct plan_choice all = {plan_choose_all, NULL, NULL};

static void every_row_says_what_it_is_about(void **state)
{
	(void)state;
	expect("{\"data\":[{\"type\":\"boxes\",\"id\":\"1\",\"attributes\":{\"tags\":[\"red\"]},\"relationships\":{"
	       "\"things\":{\"data\":[{\"type\":\"things\",\"id\":\"7\"},{\"type\":\"things\",\"id\":\"8\"}]},"
	       "\"owner\":{\"data\":{\"type\":\"users\",\"id\":\"5\"}},\"keeper\":{\"data\":null}}}],"
	       "\"included\":[{\"type\":\"things\",\"id\":\"7\"},{\"type\":\"things\",\"id\":\"9\"}]}",
	       all,
	       "record 1\nrow boxes 1/ \n"
	       "list things of 1\nrow things 1/7 \nnot included: things 8\nend things\n"
	       "list box_things of 1\nrow box_things 1/7 \nrow box_things 1/8 \nend box_things\n"
	       "list tags of 1\nrow tags 1/:red 2wXNxs7v9oBu9SjFuYRJmXXT\nend tags\n"
	       "list box_tags of 1\nrow box_tags 1/:red 2wXNxs7v9oBu9SjFuYRJmXXT\nend box_tags\n"
	       "list people of 1\nrow people 1/5 \nend people\n"
	       "row things /9 \n");
}

static void the_key_of_a_tag_needs_no_column(void **state)
{
	(void)state;
	expect("{\"data\":[{\"type\":\"boxes\",\"id\":\"1\",\"attributes\":{\"tags\":[\"red\"]},\"relationships\":{"
	       "\"things\":{\"data\":[]},\"owner\":{\"data\":null},\"keeper\":{\"data\":null}}}]}",
	       (struct plan_choice){without_tag, NULL, NULL},
	       "record 1\nrow boxes 1/ \nlist things of 1\nend things\nlist box_things of 1\nend box_things\n"
	       "list tags of 1\nrow tags 1/:red 2wXNxs7v9oBu9SjFuYRJmXXT\nend tags\n"
	       "list box_tags of 1\nrow box_tags 1/:red 2wXNxs7v9oBu9SjFuYRJmXXT\nend box_tags\n"
	       "list people of 1\nend people\n");
}

#define UNKNOWN_LISTS(tags_, people_)                                                                                  \
	"record 1\nrow boxes 1/ \nlist things of 1 unknown\nend things\nlist box_things of 1 unknown\nend "            \
	"box_things\n"                                                                                                 \
	"list tags of 1" tags_ "\nend tags\nlist box_tags of 1" tags_ "\nend box_tags\n"                               \
	"list people of 1" people_

static void what_the_service_does_not_say_is_unknown(void **state)
{
	(void)state;
	expect("{\"data\":[{\"type\":\"boxes\",\"id\":\"1\"}]}", all,
	       UNKNOWN_LISTS(" unknown", " unknown\nend people\n"));
	expect("{\"data\":[{\"type\":\"boxes\",\"id\":\"1\",\"attributes\":{\"tags\":\"red\"},"
	       "\"relationships\":{\"things\":{\"links\":{}},\"owner\":{\"data\":{\"type\":\"users\",\"id\":\"5\"}}}}]"
	       "}",
	       all, UNKNOWN_LISTS(" unknown", " unknown\nrow people 1/5 \nend people\n"));
	expect("{\"data\":[{\"type\":\"boxes\",\"id\":\"1\",\"attributes\":{\"tags\":null},"
	       "\"relationships\":{\"owner\":{\"data\":null},\"keeper\":{\"data\":null}}}]}",
	       all, UNKNOWN_LISTS("", "\nend people\n"));
}

static bool only_things(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)column;
	return strcmp(table->name, "things") == 0 || strcmp(table->name, "tags") == 0;
}

static void every_record_that_lists_a_thing_is_reported(void **state)
{
	(void)state;
	expect_calls(
		(struct mapper_config){.listed = on_listed},
		"{\"data\":[{\"type\":\"boxes\",\"id\":\"1\",\"attributes\":{\"tags\":[\"red\"]},\"relationships\":{"
		"\"things\":{\"data\":[{\"type\":\"things\",\"id\":\"7\"},{\"type\":\"things\",\"id\":\"8\"}]}}},"
		"{\"type\":\"boxes\",\"id\":\"2\",\"attributes\":{\"tags\":[\"red\"]},\"relationships\":{"
		"\"things\":{\"data\":[{\"type\":\"things\",\"id\":\"7\"}]}}}],"
		"\"included\":[{\"type\":\"things\",\"id\":\"7\"},{\"type\":\"things\",\"id\":\"9\"}]}",
		(struct plan_choice){only_things, NULL, NULL},
		"listed things 1/7\nrow things 1/7 \nlisted things 1/8\n"
		"listed tags 1/:red\nrow tags 1/:red 2wXNxs7v9oBu9SjFuYRJmXXT\n"
		"listed things 2/7\nlisted tags 2/:red\nrow things /9 \n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_says_what_it_is_about),
		cmocka_unit_test(the_key_of_a_tag_needs_no_column),
		cmocka_unit_test(what_the_service_does_not_say_is_unknown),
		cmocka_unit_test(every_record_that_lists_a_thing_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
