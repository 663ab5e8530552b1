/* Which links are known, although no run wanted them, and what they say when a record is silent. */
#include "base/digest.h"
#include "export/ledger.h"
#include "map/plan.h"
#include "support/scratch.h"
#include "unit/schema/check_fixture.h"

#define FIRST_RUN_MS INT64_C(1795395600000)

struct run {
	struct state_run run;
	struct plan *plan;
	struct outlet outlets[MAP_TABLES_MAX];
	struct ledger ledger;
};

static bool without_links(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	return column || table->identity != OF_BOTH;
}

static void begin(void **state, struct run *run, const struct mappings *mappings,
		  bool (*wanted)(void *context, const struct table *table, const struct column *column))
{
	static int count;
	struct state_config state_config = {.path = scratch_path(state, "acme.db"),
					    .account = "acme",
					    .temporary = *state};
	struct ledger_config config = {.outlets = run->outlets, .changed_at = SV("now")};

	*run = (struct run){.run = {.at_ms = FIRST_RUN_MS + 1000 * count++, .mode = "changes", .place = "-"}};
	config.plan = run->plan =
		plan_new(mappings, mappings->endpoints, SV("acme"), &(struct plan_choice){.wanted = wanted});
	assert_int_equal(state_open(&state_config, &config.state), RC_OK);
	state_begin_run(config.state, run->run.at_ms);
	assert_int_equal(ledger_init(&run->ledger, &config), RC_OK);
}

static void commit(struct run *run)
{
	assert_int_equal(state_commit(run->ledger.state, &run->run), RC_OK);
	state_close(run->ledger.state);
	ledger_release(&run->ledger);
	plan_free(run->plan);
}

/* The record "1" lists this thing, or none if it is NULL. */
static void list(struct run *run, unsigned table, bool known, const char *thing)
{
	assert_int_equal(ledger_list_begin(&run->ledger, table, SV("1"), known), RC_OK);
	if (thing)
		assert_int_equal(ledger_listed(&run->ledger, table, SV("1"), sv_of(thing)), RC_OK);
	assert_int_equal(ledger_list_end(&run->ledger, table), RC_OK);
}

static void a_silent_record_keeps_the_things_of_links_that_no_run_wanted(void **state)
{
	struct run run;

	begin(state, &run, &mapping_of_boxes, without_links);
	assert_true(run.ledger.tables[BOX_THINGS].tracked);
	list(&run, THINGS, true, "7");
	commit(&run);
	begin(state, &run, &mapping_of_boxes, without_links);
	list(&run, THINGS, false, NULL);
	assert_true(idset_has(&run.ledger.tables[THINGS].only_listed, idset_of(SV("7"))));
	assert_false(run.ledger.tables[THINGS].unknown);
	commit(&run);
}

static void a_link_that_is_no_longer_listed_keeps_nothing(void **state)
{
	struct run run;

	begin(state, &run, &mapping_of_boxes, without_links);
	list(&run, THINGS, true, "7");
	commit(&run);
	begin(state, &run, &mapping_of_boxes, without_links);
	list(&run, THINGS, true, NULL);
	commit(&run);
	begin(state, &run, &mapping_of_boxes, without_links);
	list(&run, THINGS, false, NULL);
	assert_true(run.ledger.tables[THINGS].only_listed.count == 0);
	commit(&run);
}

static void wanted_links_are_compared_by_their_own_rows_only(void **state)
{
	struct run run;

	begin(state, &run, &mapping_of_boxes, plan_choose_all);
	assert_false(run.ledger.tables[BOX_THINGS].tracked);
	list(&run, THINGS, true, "7");
	commit(&run);
	begin(state, &run, &mapping_of_boxes, plan_choose_all);
	list(&run, BOX_THINGS, false, NULL);
	assert_true(run.ledger.tables[BOX_THINGS].carried == 0);
	commit(&run);
}

static void without_a_table_of_links_one_silent_record_leaves_all_things_unknown(void **state)
{
	struct run run;

	begin(state, &run, &mapping_of_boxes, plan_choose_all);
	list(&run, FIXTURE_TAGS, true, ":red");
	assert_false(run.ledger.tables[FIXTURE_TAGS].unknown);
	list(&run, FIXTURE_TAGS, false, NULL);
	assert_true(run.ledger.tables[FIXTURE_TAGS].unknown);
	commit(&run);
}

static enum rc expect_derived_id(void *context, const struct state_key *key)
{
	const char *id = context;

	assert_true(sv_is(key->child.text, id));
	return RC_FORMAT; /* so that the caller knows that there was one */
}

static void of_a_tracked_tag_only_the_derived_id_is_kept(void **state)
{
	struct idset none = {0};
	char id[KEY_SIZE];
	struct state_missing missing = {.seen = &none, .each = expect_derived_id, .context = id};
	struct fixture f;
	struct run run;
	uint64_t live;

	fixture_setup(&f);
	f.tables[BOX_THINGS].each = (struct each){.kind = EACH_TAG, .attribute = "tags"};
	digest_key(SV("pinpoint/acme/box_tags/"), SV(":red"), id);
	begin(state, &run, &f.mappings, without_links);
	list(&run, FIXTURE_TAGS, true, ":red");
	commit(&run);
	begin(state, &run, &f.mappings, without_links);
	assert_int_equal(state_missing(run.ledger.state, run.ledger.tables[BOX_THINGS].handle, &missing, &live),
			 RC_FORMAT);
	commit(&run);
}

int main(void)
{
#define ON_DISK(name_) cmocka_unit_test_setup_teardown(name_, scratch_make, scratch_remove)
	const struct CMUnitTest tests[] = {
		ON_DISK(a_silent_record_keeps_the_things_of_links_that_no_run_wanted),
		ON_DISK(a_link_that_is_no_longer_listed_keeps_nothing),
		ON_DISK(wanted_links_are_compared_by_their_own_rows_only),
		ON_DISK(without_a_table_of_links_one_silent_record_leaves_all_things_unknown),
		ON_DISK(of_a_tracked_tag_only_the_derived_id_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
