/* What makes all rows of a table count as changed: another mapping of its columns, or another rule for its rows. */
#include "export/ledger.h"
#include "map/plan.h"
#include "support/scratch.h"
#include "unit/schema/check_fixture.h"

#define FIRST_RUN_MS INT64_C(1795395600000)

/* A run with this mapping; returns a bit for each table whose rows all count as changed. */
static unsigned changed_tables(void **state, const struct mappings *mappings)
{
	static int count;
	struct state_config config = {.path = scratch_path(state, "acme.db"), .account = "acme", .temporary = *state};
	struct state_run run = {.at_ms = FIRST_RUN_MS + 1000 * count++, .mode = "changes", .place = "-"};
	struct outlet outlets[MAP_TABLES_MAX] = {0};
	struct plan *plan =
		plan_new(mappings, mappings->endpoints, SV("acme"), &(struct plan_choice){.wanted = plan_choose_all});
	struct ledger_config of = {.plan = plan, .outlets = outlets, .changed_at = SV("now")};
	struct ledger ledger;
	unsigned changed = 0;

	assert_int_equal(state_open(&config, &of.state), RC_OK);
	state_begin_run(of.state, run.at_ms);
	assert_int_equal(ledger_init(&ledger, &of), RC_OK);
	for (unsigned t = 0; t < plan->count; t++) {
		changed |= (unsigned)ledger.tables[t].columns_changed << t;
		state_keep_columns(of.state, ledger.tables[t].handle);
	}
	assert_int_equal(state_commit(of.state, &run), RC_OK);
	state_close(of.state);
	ledger_release(&ledger);
	plan_free(plan);
	return changed;
}

static void the_same_mapping_is_no_change(void **state)
{
	assert_int_equal(changed_tables(state, &mapping_of_boxes), 0);
	assert_int_equal(changed_tables(state, &mapping_of_boxes), 0);
}

static void another_column_is_a_change_of_its_table(void **state)
{
	struct fixture f;
	const struct column more = COL("size", NONE, "Test", ATTR("size"));

	fixture_setup(&f);
	assert_int_equal(changed_tables(state, &f.mappings), 0);
	fixture_add_column(&f, THINGS, &more);
	assert_int_equal(changed_tables(state, &f.mappings), 1U << THINGS);
	assert_int_equal(changed_tables(state, &f.mappings), 0);
}

static void another_rule_of_its_rows_is_a_change_of_its_table(void **state)
{
	struct fixture f;

	fixture_setup(&f);
	assert_int_equal(changed_tables(state, &f.mappings), 0);
	f.tables[PEOPLE].each =
		(struct each){.kind = EACH_ROLE, .roles = PAIRS(ROLE("owner", "OWNER"), ROLE("maker", "BUILDER"))};
	assert_int_equal(changed_tables(state, &f.mappings), 1U << PEOPLE);
	f.tables[BOX_THINGS].each = (struct each){.kind = EACH_TO_MANY, .relationship = "things", .by = "position"};
	assert_int_equal(changed_tables(state, &f.mappings), 1U << BOX_THINGS);
	f.tables[FIXTURE_TAGS].each = (struct each){.kind = EACH_TAG, .attribute = "labels"};
	assert_int_equal(changed_tables(state, &f.mappings), 1U << FIXTURE_TAGS);
	assert_int_equal(changed_tables(state, &f.mappings), 0);
}

int main(void)
{
#define ON_DISK(name_) cmocka_unit_test_setup_teardown(name_, scratch_make, scratch_remove)
	const struct CMUnitTest tests[] = {
		ON_DISK(the_same_mapping_is_no_change),
		ON_DISK(another_column_is_a_change_of_its_table),
		ON_DISK(another_rule_of_its_rows_is_a_change_of_its_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
