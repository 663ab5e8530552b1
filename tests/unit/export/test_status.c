/* How complete a table and a run count as. */
#include "fixture.h"

#include "export/deletions.h"
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

static void refuse_users(struct fixture *fixture, const char *tables, enum fetch_status users)
{
	fake_service.resources[0] = (struct fake_resource){.path = "/users", .listed = "1", .result = result(users)};
	fixture_read(fixture, tables);
	fixture_succeeds(deletions_settle(&fixture->export));
	fixture_finish(fixture);
}

static bool run_is_complete(struct fixture *fixture)
{
	return status_is_complete(&fixture->export);
}

static void what_was_never_readable_makes_a_run_incomplete_only_if_it_was_named(void **state)
{
	static const struct {
		const char *tables;
		bool complete;
	} rows[] = {
		{"users,tags", false}, {"unified", false},     {"use*,tags", true},    {"all", true},
		{"all,users", false},  {"all,unified", false}, {"*,candidates", true},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		refuse_users(*state, rows[i].tables, FETCH_NOT_READABLE);
		assert_status(*state, "/users", 0, "not_readable");
		if (run_is_complete(*state) != rows[i].complete)
			fail_msg("%s", rows[i].tables);
	}
}

static void what_was_readable_before_always_makes_it_incomplete(void **state)
{
	refuse_users(*state, "all", FETCH_COMPLETE);
	assert_true(run_is_complete(*state));
	refuse_users(*state, "all", FETCH_NOT_READABLE);
	assert_status(*state, "/users", 0, "not_readable");
	assert_false(run_is_complete(*state));
	refuse_users(*state, "use*,tags", FETCH_NOT_READABLE);
	assert_false(run_is_complete(*state));
}

static void without_a_state_nothing_was_readable_before(void **state)
{
	struct fixture *fixture = *state;

	fixture->without_state = true;
	fixture->options.mode = MODE_SNAPSHOT;
	refuse_users(fixture, "all", FETCH_NOT_READABLE);
	assert_true(run_is_complete(fixture));
	assert_non_null(strstr(fixture_logged(fixture), "give the key Read permission there, if the account has it"));
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
		RUNS(what_was_never_readable_makes_a_run_incomplete_only_if_it_was_named),
		RUNS(what_was_readable_before_always_makes_it_incomplete),
		RUNS(without_a_state_nothing_was_readable_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
