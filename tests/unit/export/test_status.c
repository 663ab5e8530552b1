/* How complete a table and a run count as. */
#include "fixture.h"

#include "export/status.h"

static struct fetch_result result(enum fetch_status status)
{
	return (struct fetch_result){.status = status, .read_whole = true};
}

static void read_users_and_candidates(struct fixture *fixture, enum fetch_status users)
{
	fake_service.resources[0] = (struct fake_resource){.path = "/users", .listed = "1", .result = result(users)};
	fixture_read(fixture, "users,candidates,tags");
}

static void assert_status(struct fixture *fixture, const char *path, unsigned table, const char *expected)
{
	assert_string_equal(status_of_table(&fixture->export, fixture_resource(fixture, path), table), expected);
}

static void a_run_that_read_everything_is_complete(void **state)
{
	read_users_and_candidates(*state, FETCH_COMPLETE);
	assert_status(*state, "/users", 0, "complete");
	assert_true(status_is_complete(&((struct fixture *)*state)->export));
}

static void drift_makes_tables_and_run_incomplete(void **state)
{
	read_users_and_candidates(*state, FETCH_DRIFTED);
	assert_status(*state, "/users", 0, "incomplete");
	assert_status(*state, "/candidates", 0, "complete");
	assert_false(status_is_complete(&((struct fixture *)*state)->export));
}

static void a_resource_that_is_not_readable_says_so(void **state)
{
	read_users_and_candidates(*state, FETCH_NOT_READABLE);
	assert_status(*state, "/users", 0, "not_readable");
	assert_false(status_was_read(&((struct fixture *)*state)->export, fixture_resource(*state, "/users")));
	assert_false(status_is_complete(&((struct fixture *)*state)->export));
}

static void an_unconfirmed_record_makes_every_table_of_its_resource_incomplete(void **state)
{
	struct fixture *fixture = *state;

	read_users_and_candidates(fixture, FETCH_COMPLETE);
	fixture_resource(fixture, "/candidates")->unconfirmed = 1;
	assert_status(fixture, "/candidates", 0, "incomplete");
	assert_status(fixture, "/candidates", 1, "incomplete");
	assert_status(fixture, "/users", 0, "complete");
	assert_false(status_is_complete(&fixture->export));
}

static void an_unconfirmed_row_makes_only_its_table_incomplete(void **state)
{
	struct fixture *fixture = *state;

	read_users_and_candidates(fixture, FETCH_COMPLETE);
	fixture_table(fixture, "tags")->rows.unconfirmed = 1;
	assert_status(fixture, "/candidates", 0, "complete");
	assert_status(fixture, "/candidates", 1, "incomplete");
	assert_false(status_is_complete(&fixture->export));
}

static void a_table_that_is_not_wanted_does_not_count(void **state)
{
	struct fixture *fixture = *state;

	read_users_and_candidates(fixture, FETCH_COMPLETE);
	fixture_table(fixture, "candidate_tags")->rows.unconfirmed = 1;
	assert_true(status_is_complete(&fixture->export));
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(a_run_that_read_everything_is_complete),
		RUNS(drift_makes_tables_and_run_incomplete),
		RUNS(a_resource_that_is_not_readable_says_so),
		RUNS(an_unconfirmed_record_makes_every_table_of_its_resource_incomplete),
		RUNS(an_unconfirmed_row_makes_only_its_table_incomplete),
		RUNS(a_table_that_is_not_wanted_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
