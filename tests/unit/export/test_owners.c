/* Whose the rows of native tables are, what is unknown of them, and what is lost with a part of the request. */
#include "export/asking.h"
#include "export/lost.h"
#include "export/owners.h"
#include "export/remember.h"
#include "map/native.h"
#include "support/scratch.h"

enum { BOXES, PARTS, SCREWS, PART_USERS, MAKERS, BOX_NOTES };
enum { SIZE_PART, PARTS_PART, MAKER_PART };

#define KEY_TO(name_, table_)                                                                                          \
	COL(name_, NONE, "Test", .from = {.kind = SOURCE_RECORD_ID}, .as = CONVERT_KEY, .table = NATIVE_PREFIX table_)
#define LISTED(identity_, relationship_)                                                                               \
	.path = "/boxes", .identity = identity_, .each = {.kind = EACH_TO_MANY, .relationship = relationship_}

// clang-format off
TABLE(boxes, RECORDS("/boxes"), COL("size", NONE, "Test", ATTR("size")), COL("name", NONE, "Test", ATTR("name")))
TABLE(parts, LISTED(OF_EACH, "parts"), KEY_TO("box_id", "boxes"))
TABLE(screws, LISTED(OF_EACH, "parts.screws"), KEY_TO("part_id", "parts"))
TABLE(part_users, LISTED(OF_BOTH, "parts.users"), KEY_TO("part_id", "parts"))
TABLE(makers, LISTED(OF_EACH, "maker"), COL("name", NONE, "Test", EACH_ATTR("name")))
TABLE(box_notes, LISTED(OF_BOTH, "notes"), KEY_TO("box_id", "boxes"))

static const struct endpoint endpoints[] = {
	ENDPOINT("/boxes", "boxes", 0, MAY_EXTRA("boxes", "size"), MAY_INCLUDE("parts", "parts"), INCLUDE("maker", "makers")),
	END_OF_ENDPOINTS,
};
// clang-format on

static const struct table *const tables[] = {
	&native_boxes, &native_parts, &native_screws, &native_part_users, &native_makers, &native_box_notes, NULL};
static const struct mappings mappings = {endpoints, tables, NULL};

static bool want_all_but(void *context, const struct table *table, const struct column *column)
{
	return column || !context || strcmp(table->name, context) != 0;
}

static bool want_unified(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)column;
	return table->model == MODEL_UNIFIED;
}

static struct plan *plan_without(const char *table)
{
	return plan_new(&mappings, endpoints, SV("acme"),
			&(struct plan_choice){want_all_but, NULL, (void *)(uintptr_t)table});
}

static struct owners owners_of(const struct plan *plan, unsigned table)
{
	struct owners owners = {0};

	owners_init(&owners, plan, table);
	return owners;
}

static void rows_belong_to_the_record_or_to_what_it_includes(void **state)
{
	static const struct {
		unsigned table;
		int owners;
		bool kept_with_row;
	} rows[] = {
		{BOXES, -1, false},         {PARTS, -1, true},   {SCREWS, PARTS, true},
		{PART_USERS, PARTS, false}, {MAKERS, -1, false}, {BOX_NOTES, -1, false},
	};
	struct plan *plan = plan_without(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct owners owners = owners_of(plan, rows[i].table);

		if (owners.table != rows[i].owners || owners.kept_with_row != rows[i].kept_with_row)
			fail_msg("%s", plan->tables[rows[i].table].table->name);
	}
	plan_free(plan);
}

static void only_the_rows_of_an_unknown_owner_are_unknown(void **state)
{
	struct plan *plan = plan_without(NULL);
	struct owners parts = owners_of(plan, PARTS);

	(void)state;
	owners_note_unknown(&parts, SV("7"));
	assert_true(owners_is_unknown(&parts, NULL, 7));
	assert_false(owners_is_unknown(&parts, NULL, 8));
	assert_false(parts.all_unknown);
	owners_release(&parts);
	plan_free(plan);
}

static void what_is_kept_keeps_what_hangs_on_it(void **state)
{
	struct plan *plan = plan_without(NULL);
	struct owners parts = owners_of(plan, PARTS), screws = owners_of(plan, SCREWS);

	(void)state;
	/* Which parts a box has was not given: one that is known of earlier runs was kept. */
	owners_note_unknown(&screws, SV(""));
	idset_add(&parts.kept_rows, 31);
	assert_false(screws.all_unknown);
	assert_true(owners_is_unknown(&screws, &parts, 31));
	assert_false(owners_is_unknown(&screws, &parts, 32));
	owners_release(&parts);
	owners_release(&screws);
	plan_free(plan);
}

static void without_the_table_of_the_owners_everything_is_unknown(void **state)
{
	struct plan *plan = plan_without("pinpoint_parts");
	struct owners screws = owners_of(plan, SCREWS);

	(void)state;
	owners_note_unknown(&screws, SV(""));
	assert_true(screws.all_unknown);
	owners_release(&screws);
	plan_free(plan);
}

static void what_may_be_shared_is_unknown_as_a_whole(void **state)
{
	struct plan *plan = plan_without(NULL);
	struct owners makers = owners_of(plan, MAKERS);

	(void)state;
	owners_note_unknown(&makers, SV("7"));
	assert_true(makers.all_unknown);
	owners_release(&makers);
	plan_free(plan);
}

/* ---- lost parts ---- */

/* The plan says that the size comes from one part, and the parts from another. */
static struct plan *plan_with_parts(void)
{
	struct plan *plan = plan_without(NULL);
	struct op *columns = (struct op *)(uintptr_t)plan->tables[BOXES].columns;

	for (unsigned i = 0; i < plan->tables[BOXES].count; i++)
		columns[i].parts = strcmp(plan->tables[BOXES].names[i], "size") == 0 ? UINT64_C(1) << SIZE_PART : 0;
	plan->tables[PARTS].parts = UINT64_C(1) << PARTS_PART;
	return plan;
}

static void a_column_is_lost_with_its_part(void **state)
{
	struct plan *plan = plan_with_parts();
	struct row_hash_plan hash = {.group_count = 0};
	const char *names[ROW_COLUMNS_MAX];
	struct lost lost = {0};

	(void)state;
	assert_int_equal(lost_init(&lost, plan, BOXES, &hash), RC_OK);
	assert_int_equal(hash.group_count, 1);
	lost_set(&lost, &hash, UINT64_C(1) << PARTS_PART);
	assert_int_equal(lost.groups, 0);
	lost_set(&lost, &hash, UINT64_C(1) << SIZE_PART);
	assert_int_equal(lost.groups, 1);
	assert_false(lost.table);
	assert_int_equal(lost_names(&lost, &plan->tables[BOXES], names), 1);
	assert_string_equal(names[0], "size");
	lost_set(&lost, &hash, 0);
	assert_int_equal(lost_names(&lost, &plan->tables[BOXES], names), 0);
	plan_free(plan);
}

static void a_table_is_lost_with_its_part(void **state)
{
	struct plan *plan = plan_with_parts();
	struct row_hash_plan hash = {.group_count = 0};
	struct lost lost = {0};

	(void)state;
	assert_int_equal(lost_init(&lost, plan, PARTS, &hash), RC_OK);
	assert_int_equal(hash.group_count, 0);
	lost_set(&lost, &hash, UINT64_C(1) << PARTS_PART);
	assert_true(lost.table);
	lost_set(&lost, &hash, UINT64_C(1) << SIZE_PART);
	assert_false(lost.table);
	plan_free(plan);
}

/* A key may not be allowed to read what it brings. */
static void a_table_is_lost_with_a_documented_include(void **state)
{
	struct plan *plan = plan_with_parts();
	struct row_hash_plan hash = {.group_count = 0};
	struct lost lost = {0};

	(void)state;
	plan->tables[MAKERS].parts = UINT64_C(1) << MAKER_PART;
	assert_int_equal(lost_init(&lost, plan, MAKERS, &hash), RC_OK);
	lost_set(&lost, &hash, UINT64_C(1) << MAKER_PART);
	assert_true(lost.table);
	plan_free(plan);
}

static void what_only_native_tables_ask_for_may_be_forbidden_or_unknown(void **state)
{
	struct plan *plan = plan_without(NULL);
	struct fetch_request request;

	(void)state;
	plan->parts = UINT64_C(1) << SIZE_PART | UINT64_C(1) << PARTS_PART | UINT64_C(1) << MAKER_PART;
	plan->unified_parts = 0;
	request = asking_request(plan);
	assert_true(request.parts == plan->parts);
	assert_true(request.spare == plan->parts);
	assert_true(request.maybe_unknown);
	plan->unified_parts = UINT64_C(1) << MAKER_PART;
	assert_true(asking_request(plan).spare == (UINT64_C(1) << SIZE_PART | UINT64_C(1) << PARTS_PART));
	assert_true(remember_refused_parts(plan, "include=maker,include=parts,extra_fields[boxes]=size") ==
		    (UINT64_C(1) << SIZE_PART | UINT64_C(1) << PARTS_PART));
	plan_free(plan);
}

static void what_unified_tables_ask_for_is_known(void **state)
{
	const struct endpoint *jobs = mappings_find_endpoint(&shipped_mappings, "/jobs");
	struct plan *plan = plan_new(&shipped_mappings, jobs, SV("acme"), &(struct plan_choice){want_unified, NULL, NULL});

	(void)state;
	assert_true(asking_request(plan).spare == 0);
	assert_false(asking_request(plan).maybe_unknown);
	plan_free(plan);
}

static void a_column_that_is_not_compared_is_in_no_group(void **state)
{
	struct plan *plan = plan_with_parts();
	struct row_hash_plan hash = {.group_count = 0};
	struct lost lost = {0};

	(void)state;
	for (unsigned i = 0; i < plan->tables[BOXES].count; i++)
		column_mask_add(&hash.skip, i);
	assert_int_equal(lost_init(&lost, plan, BOXES, &hash), RC_OK);
	assert_int_equal(hash.group_count, 0);
	plan_free(plan);
}

/* A run that wants such a table would end with a defect. */
static void the_groups_of_all_shipped_tables_fit(void **state)
{
	(void)state;
	for (const struct endpoint *endpoint = shipped_mappings.endpoints; endpoint->query.path; endpoint++) {
		struct plan *plan = plan_new(&shipped_mappings, endpoint, SV("acme"),
					     &(struct plan_choice){.wanted = plan_choose_all});

		for (unsigned t = 0; t < plan->count; t++) {
			struct row_hash_plan hash = {.group_count = 0};
			struct lost lost = {0};

			if (lost_init(&lost, plan, t, &hash) != RC_OK)
				fail_msg("%s", rc_text());
		}
		plan_free(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_belong_to_the_record_or_to_what_it_includes),
		cmocka_unit_test(only_the_rows_of_an_unknown_owner_are_unknown),
		cmocka_unit_test(what_is_kept_keeps_what_hangs_on_it),
		cmocka_unit_test(without_the_table_of_the_owners_everything_is_unknown),
		cmocka_unit_test(what_may_be_shared_is_unknown_as_a_whole),
		cmocka_unit_test(a_column_is_lost_with_its_part),
		cmocka_unit_test(a_table_is_lost_with_its_part),
		cmocka_unit_test(a_table_is_lost_with_a_documented_include),
		cmocka_unit_test(what_only_native_tables_ask_for_may_be_forbidden_or_unknown),
		cmocka_unit_test(what_unified_tables_ask_for_is_known),
		cmocka_unit_test(a_column_that_is_not_compared_is_in_no_group),
		cmocka_unit_test(the_groups_of_all_shipped_tables_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
