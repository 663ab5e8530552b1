/* What becomes of rows that live inside records: tags, stages, and the links to them. */
#include "fixture.h"

#include "export/status.h"

#define TAG(name_) "{\"context\":\"c\",\"name\":\"" name_ "\"}"
#define TAGGED(list_) ",\"attributes\":{\"tags\":[" list_ "]}"
#define STAGED ",\"relationships\":{\"stages\":{\"data\":[{\"type\":\"stages\",\"id\":\"31\"}]}}"
#define STAGE "{\"type\":\"stages\",\"id\":\"31\",\"attributes\":{\"name\":\"Offer\"}}"
#define CANDIDATES "candidates,tags,candidate_tags"

static struct fake_resource *serve(const char *path, const char *listed, const char *members)
{
	struct fake_resource *resource = &fake_service.resources[0];

	*resource =
		(struct fake_resource){.path = path, .listed = listed, .members = members, .result.read_whole = true};
	return resource;
}

static void links_go_with_their_record_and_a_thing_that_nobody_lists_goes(void **state)
{
	serve("/candidates", "1 2", TAGGED(TAG("x")));
	fixture_run(*state, CANDIDATES);
	serve("/candidates", "1", TAGGED(TAG("y")));
	fixture_run(*state, CANDIDATES);
	fixture_counts(*state, "candidate_tags", "1 created 2 deleted");
	fixture_counts(*state, "tags", "1 created 1 deleted");
}

static void a_thing_that_another_record_lists_stays(void **state)
{
	serve("/candidates", "1 2", TAGGED(TAG("x")));
	fixture_run(*state, CANDIDATES);
	serve("/candidates", "1", TAGGED(TAG("x")));
	fixture_run(*state, CANDIDATES);
	fixture_counts(*state, "candidate_tags", "1 deleted 1 unchanged");
	fixture_counts(*state, "tags", "1 unchanged");
}

static void a_thing_that_is_listed_but_not_included_stays(void **state)
{
	serve("/jobs", "1", STAGED)->included = STAGE;
	fixture_run(*state, "application_stages,job_application_stages");
	serve("/jobs", "1", STAGED);
	fixture_run(*state, "application_stages,job_application_stages");
	fixture_counts(*state, "job_application_stages", "1 unchanged");
	fixture_counts(*state, "application_stages", "1 unchanged");
}

static void nothing_inside_a_resource_is_deleted_while_a_record_of_it_is_unconfirmed(void **state)
{
	serve("/candidates", "1 2", TAGGED(TAG("x")));
	fixture_run(*state, CANDIDATES);
	serve("/candidates", "1", TAGGED())->unsettled = "2";
	fixture_run(*state, CANDIDATES);
	fixture_counts(*state, "candidates", "1 changed 1 unconfirmed");
	fixture_counts(*state, "candidate_tags", "2 unconfirmed");
	fixture_counts(*state, "tags", "1 unconfirmed");
	serve("/candidates", "1", TAGGED());
	fixture_run(*state, CANDIDATES);
	fixture_counts(*state, "candidate_tags", "2 deleted");
	fixture_counts(*state, "tags", "1 deleted");
}

static void a_list_that_the_service_does_not_give_keeps_its_rows(void **state)
{
	serve("/candidates", "1", TAGGED(TAG("x")));
	fixture_run(*state, "tags,candidate_tags");
	serve("/candidates", "1", NULL);
	fixture_run(*state, "tags,candidate_tags");
	fixture_counts(*state, "candidate_tags", "1 unchanged");
	fixture_counts(*state, "tags", "1 unchanged");
}

static void a_snapshot_reports_such_rows_as_unconfirmed(void **state)
{
	struct fixture *fixture = *state;

	serve("/candidates", "1", TAGGED(TAG("x")));
	fixture_run(fixture, "tags,candidate_tags");
	serve("/candidates", "1", NULL);
	fixture->options.mode = MODE_SNAPSHOT;
	fixture_run(fixture, "tags,candidate_tags");
	fixture_counts(fixture, "candidate_tags", "1 unconfirmed");
	fixture_counts(fixture, "tags", "1 unconfirmed");
}

/* ---- tables that are not wanted ---- */

static void the_links_of_a_deleted_record_go_even_if_its_own_table_is_not_wanted(void **state)
{
	serve("/candidates", "1 2", TAGGED(TAG("x")));
	fixture_run(*state, "candidate_tags");
	serve("/candidates", "1", TAGGED(TAG("x")));
	fixture_run(*state, "candidate_tags");
	fixture_asked("/candidates/1 /candidates/2 ");
	fixture_counts(*state, "candidate_tags", "1 deleted 1 unchanged");
	fixture_counts(*state, "candidates", "");
}

static void an_unconfirmed_record_of_a_table_that_is_not_wanted_still_makes_the_run_incomplete(void **state)
{
	struct fixture *fixture = *state;

	serve("/candidates", "1 2", TAGGED(TAG("x")));
	fixture_run(fixture, "candidate_tags");
	serve("/candidates", "1", TAGGED(TAG("x")))->unsettled = "2";
	fixture_run(fixture, "candidate_tags");
	fixture_counts(fixture, "candidates", "");
	fixture_counts(fixture, "candidate_tags", "1 unchanged 1 unconfirmed");
	assert_false(status_is_complete(&fixture->export));
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(links_go_with_their_record_and_a_thing_that_nobody_lists_goes),
		RUNS(a_thing_that_another_record_lists_stays),
		RUNS(a_thing_that_is_listed_but_not_included_stays),
		RUNS(nothing_inside_a_resource_is_deleted_while_a_record_of_it_is_unconfirmed),
		RUNS(a_list_that_the_service_does_not_give_keeps_its_rows),
		RUNS(a_snapshot_reports_such_rows_as_unconfirmed),
		RUNS(the_links_of_a_deleted_record_go_even_if_its_own_table_is_not_wanted),
		RUNS(an_unconfirmed_record_of_a_table_that_is_not_wanted_still_makes_the_run_incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
