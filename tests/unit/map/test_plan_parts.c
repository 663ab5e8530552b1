/* Which parts of the request wanted tables and columns need: two models of one endpoint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/native.h"
#include "base/buf.h"
#include "map/plan.h"

// clang-format off
TABLE(boxes, RECORDS("/boxes"),
	LINK("owner", "people", "Test"),
	NUMBER("weight", NONE, "Test"),
	TEXT("name", NONE, "Test"),
	COL("maker_id", NONE, "Test", FIRST(ALT(REL_ID("maker")), ALT(REL_ID("makers"))), AS_KEY("people")),
	OTHER_ATTRIBUTES)

TABLE(things, INCLUDED("/boxes", "things"),
	OWNER("box_id", "boxes", "Test"),
	LINK("shop", "shops", "Test"),
	JSON("files", NONE, "Test"),
	COL("list_id", NONE, "Test", LISTED_BY("lists", "things"), AS_KEY("lists")))

TABLE(parts, INCLUDED("/boxes", "things.parts"),
	RECORD_KEY("box_id", "boxes", "Test"))

TABLE(thing_files, ITEMS_OF("/boxes", "things", "files"),
	TEXT("name", NONE, "Test"))

TABLE(box_tags, TAG_ITEMS("/boxes", "tags"),
	TEXT("name", NONE, "Test"))

TABLE(rooms, INCLUDED("/boxes", "rooms"),
	OWNER("box_id", "boxes", "Test"))
// clang-format on

/* A unified table, written out because its words are in another header. */
static const struct column unified_columns[] = {
	COL("id", NONE, "Test", .from = {.kind = SOURCE_ID}),
	COL("maker", NONE, "Test",
	    .from = {.kind = SOURCE_RELATED_ATTRIBUTE, .relationship = "maker", .attribute = "name"}),
	COL("remote_data", NONE, "Test", REMOTE_DATA_WITH("lists", "tags")), END_OF_COLUMNS};
static const struct table unified_boxes = {
	.name = "boxes", .model = MODEL_UNIFIED, .path = "/boxes", .identity = OF_RECORD, .columns = unified_columns};

static const struct endpoint endpoints_of_boxes[] = {
	ENDPOINT("/boxes", "boxes", 0, MAY_INCLUDE("owner", "people"), INCLUDE("maker", "makers"),
		 INCLUDE("things", "things"), MAY_INCLUDE("things.parts", "parts"), MAY_INCLUDE("things.shop", "shops"),
		 INCLUDE("lists", "lists"), MAY_INCLUDE("lists.things", "things"), MAY_INCLUDE("rooms", "rooms"),
		 INCLUDE("rooms.people", "people"), FILTER("kind", "old"), MAY_FILTER("kind", "new"),
		 MAY_EXTRA("boxes", "tags"), MAY_EXTRA("boxes", "weight"), EXTRA("things", "files"),
		 MAY_FIELDS("shops", "name"), MAY_FIELDS("makers", "name"), MAY_STATS, SORT("id")),
	END_OF_ENDPOINTS};
static const struct table *const tables_of_boxes[] = {&unified_boxes,      &native_boxes,
						      &native_things,      &native_parts,
						      &native_thing_files, &native_box_tags,
						      &native_rooms,       NULL};
static const struct mappings boxes = {endpoints_of_boxes, tables_of_boxes, NULL};

/* Names of tables, each after a blank, and after them columns that are not wanted, as -COLUMN. */
static bool wanted(void *context, const struct table *table, const struct column *column)
{
	AUTO_BUF word = {0};

	if (column)
		buf_addf(&word, " -%s", column->name);
	else
		buf_addf(&word, " %s ", table->name);
	return (strstr(context, buf_text(&word)) != NULL) != (column != NULL);
}

/* Without those that every request has: the filters, the total and the sort. */
static void add_parts(struct buf *out, const struct query *query, uint64_t parts)
{
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++) {
		const struct query_part *part = &query->parts[i];

		if (part->kind != QUERY_FILTER && part->kind != QUERY_STATS && part->kind != QUERY_SORT &&
		    (parts >> i & 1))
			buf_addf(out, "%s%s%s", out->n ? " " : "", part->kind == QUERY_FIELD ? "=" : "", part->name);
	}
}

static struct plan *plan_of(const char *words)
{
	static char context[200];

	snprintf(context, sizeof(context), " %s ", words);
	return plan_new(&boxes, endpoints_of_boxes, SV("acme"), &(struct plan_choice){wanted, NULL, context});
}

static const struct {
	const char *words, *parts;
} requests[] = {
	{"boxes", "maker lists tags"},
	{"boxes -remote_data", "maker"},
	{"boxes -maker", "lists tags"},
	{"boxes -maker -remote_data", ""},
	{"pinpoint_boxes", "owner maker weight =name"},
	{"pinpoint_boxes -owner_id -weight", "maker =name"},
	{"pinpoint_boxes -owner_id -weight -maker_id", ""},
	{"pinpoint_things", "things things.shop lists lists.things files =name"},
	{"pinpoint_things -shop_id -list_id", "things files"},
	{"pinpoint_things -shop_id -files -list_id", "things"},
	{"pinpoint_parts", "things things.parts"},
	{"pinpoint_thing_files", "things files"},
	{"pinpoint_box_tags", "tags"},
	{"pinpoint_rooms", "rooms rooms.people"},
	{"", ""},
	{"boxes pinpoint_boxes", "owner maker lists tags weight"},
};

static void a_request_is_what_its_tables_need(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		struct plan *plan = plan_of(requests[i].words);
		AUTO_BUF parts = {0};

		add_parts(&parts, &endpoints_of_boxes[0].query, plan->parts);
		assert_string_equal(buf_text(&parts), requests[i].parts);
		plan_free(plan);
	}
}

static void filters_total_and_sort_are_always_requested(void **state)
{
	const struct query *query = &endpoints_of_boxes[0].query;
	struct plan *plan = plan_of("");

	(void)state;
	assert_true(plan->parts == (query_parts_of_kind(query, QUERY_FILTER) | query_parts_of_kind(query, QUERY_STATS) |
				    query_parts_of_kind(query, QUERY_SORT)));
	plan_free(plan);
}

static void expect_parts(uint64_t parts, const char *expected)
{
	AUTO_BUF text = {0};

	add_parts(&text, &endpoints_of_boxes[0].query, parts);
	assert_string_equal(buf_text(&text), expected);
}

static void native_tables_and_columns_know_their_parts(void **state)
{
	struct plan *plan = plan_of("boxes pinpoint_boxes pinpoint_things pinpoint_parts pinpoint_thing_files");
	const struct table_plan *tables = plan->tables;

	(void)state;
	expect_parts(tables[0].parts | tables[0].columns[1].parts, "");
	expect_parts(tables[1].parts, "");
	expect_parts(tables[1].columns[3].parts, "owner");
	expect_parts(tables[1].columns[4].parts, "weight");
	expect_parts(tables[1].columns[5].parts, "");
	expect_parts(tables[1].columns[6].parts, "maker");
	expect_parts(tables[2].parts, "things");
	expect_parts(tables[2].columns[4].parts, "things things.shop");
	expect_parts(tables[2].columns[6].parts, "lists lists.things");
	expect_parts(tables[3].parts, "things things.parts");
	expect_parts(tables[4].parts, "things files");
	expect_parts(plan->unified_parts, "maker lists tags");
	plan_free(plan);
	plan = plan_of("pinpoint_rooms");
	expect_parts(plan->tables[plan_table(plan, &native_rooms)].parts, "rooms");
	plan_free(plan);
}

static void remote_data_hides_what_only_native_tables_need(void **state)
{
	struct plan *plan = plan_of("boxes pinpoint_boxes pinpoint_things");

	(void)state;
	assert_non_null(plan->raw_edit);
	assert_int_equal(plan->raw_edit->attributes.count, 1);
	assert_int_equal(names_find(&plan->raw_edit->attributes, SV("weight")), 0);
	assert_int_equal(plan->raw_edit->relationships.count, 2);
	assert_true(names_find(&plan->raw_edit->relationships, SV("owner")) >= 0);
	assert_true(names_find(&plan->raw_edit->relationships, SV("things")) >= 0);
	plan_free(plan);
	plan = plan_of("boxes pinpoint_box_tags");
	assert_null(plan->raw_edit);
	plan_free(plan);
	plan = plan_of("boxes pinpoint_boxes -remote_data");
	assert_null(plan->raw_edit);
	plan_free(plan);
}

static bool looks_up(const struct plan *plan, const char *type)
{
	return type_names_find(plan->types, plan->type_count, sv_of(type)) != NULL;
}

static void only_what_is_looked_up_is_kept(void **state)
{
	struct plan *plan = plan_of("boxes pinpoint_boxes pinpoint_things");

	(void)state;
	assert_true(looks_up(plan, "makers") && looks_up(plan, "things") && looks_up(plan, "lists"));
	assert_false(looks_up(plan, "people") || looks_up(plan, "shops"));
	assert_true(plan->needs_included);
	plan_free(plan);
	plan = plan_of("pinpoint_boxes");
	assert_false(looks_up(plan, "makers") || plan->needs_included);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_what_its_tables_need),
		cmocka_unit_test(filters_total_and_sort_are_always_requested),
		cmocka_unit_test(native_tables_and_columns_know_their_parts),
		cmocka_unit_test(remote_data_hides_what_only_native_tables_need),
		cmocka_unit_test(only_what_is_looked_up_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
