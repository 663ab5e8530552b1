/* What is written of the rows that come, and what they count as. */
#include "fixture.h"

#define PERSON(name_) ",\"attributes\":{\"first_name\":\"" name_ "\"}"
#define MANAGER(id_) "\"hiring_manager_user\":{\"data\":{\"type\":\"users\",\"id\":\"" id_ "\"}}"
#define NO_RECRUITER "\"recruitment_manager_user\":{\"data\":null}"
#define TEAM(people_) ",\"relationships\":{" people_ "}"

#define IN_FIRST_RUN "\"changed_at\":\"2026-11-23T02:00:00.000Z\""
#define IN_SECOND_RUN "\"changed_at\":\"2026-11-23T03:00:00.000Z\""

static void serve(const char *path, const char *listed, const char *members)
{
	fake_service.resources[0] =
		(struct fake_resource){.path = path, .listed = listed, .members = members, .result.read_whole = true};
}

/* Two runs; what the second writes. */
static const char *rows_after(struct fixture *fixture, const char *listed, const char *members)
{
	serve("/users", "1 2", PERSON("Ada"));
	fixture_run(fixture, "users");
	serve("/users", listed, members);
	fixture_run(fixture, "users");
	return fixture_rows(fixture);
}

static unsigned rows_with(const char *rows, const char *part)
{
	unsigned count = 0;

	while ((rows = strstr(rows, part))) {
		rows += strlen(part);
		count++;
	}
	return count;
}

static void in_the_first_run_every_row_is_new(void **state)
{
	struct fixture *fixture = *state;

	serve("/users", "1 2", PERSON("Ada"));
	fixture_run(fixture, "users");
	fixture_counts(fixture, "users", "2 created");
	assert_int_equal(rows_with(fixture_rows(fixture), IN_FIRST_RUN), 2);
}

static void changes_writes_only_what_is_new(void **state)
{
	const char *rows = rows_after(*state, "1-3", PERSON("Ada"));

	assert_non_null(strstr(rows, "\"remote_id\":\"3\"," IN_SECOND_RUN));
	assert_int_equal(rows_with(rows, "\"remote_id\""), 1);
	fixture_counts(*state, "users", "1 created 2 unchanged");
}

static void changes_writes_what_differs(void **state)
{
	assert_int_equal(rows_with(rows_after(*state, "1 2", PERSON("Grace")), IN_SECOND_RUN), 2);
	fixture_counts(*state, "users", "2 changed");
}

static void a_snapshot_writes_every_row_and_keeps_the_changed_at_of_those_that_are_the_same(void **state)
{
	struct fixture *fixture = *state;
	const char *rows;

	fixture->options.mode = MODE_SNAPSHOT;
	rows = rows_after(fixture, "1-3", PERSON("Ada"));
	assert_int_equal(rows_with(rows, IN_FIRST_RUN), 2);
	assert_int_equal(rows_with(rows, IN_SECOND_RUN), 1);
	fixture_counts(fixture, "users", "1 created 2 unchanged");
}

static void a_record_that_comes_back_counts_as_changed(void **state)
{
	struct fixture *fixture = *state;

	rows_after(fixture, "1", PERSON("Ada"));
	serve("/users", "1 2", PERSON("Ada"));
	fixture_run(fixture, "users");
	fixture_counts(fixture, "users", "1 changed 1 unchanged");
}

static void without_a_state_every_row_is_new_in_every_run(void **state)
{
	struct fixture *fixture = *state;

	fixture->without_state = true;
	fixture->options.mode = MODE_SNAPSHOT;
	assert_int_equal(rows_with(rows_after(fixture, "1 2", PERSON("Ada")), IN_SECOND_RUN), 2);
	fixture_counts(fixture, "users", "2 created");
}

/* ---- lists that are not known as a whole ---- */

static void run_team(struct fixture *fixture, const char *members, const char *expected)
{
	serve("/jobs", "1", members);
	fixture_run(fixture, "job_hiring_team");
	fixture_counts(fixture, "job_hiring_team", expected);
}

static void a_known_row_that_only_half_a_list_would_change_stays_as_it_was(void **state)
{
	run_team(*state,
		 TEAM(MANAGER("8") ",\"recruitment_manager_user\":{\"data\":{\"type\":\"users\",\"id\":\"8\"}}"),
		 "1 created");
	run_team(*state, TEAM(MANAGER("8")), "1 unchanged");
	run_team(*state, TEAM(MANAGER("8") "," NO_RECRUITER), "1 changed");
}

static void a_new_row_of_half_a_list_is_written(void **state)
{
	run_team(*state, TEAM(MANAGER("8") "," NO_RECRUITER), "1 created");
	run_team(*state, TEAM(MANAGER("9")), "1 created 1 unchanged");
	run_team(*state, TEAM(MANAGER("9") "," NO_RECRUITER), "1 deleted 1 unchanged");
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(in_the_first_run_every_row_is_new),
		RUNS(changes_writes_only_what_is_new),
		RUNS(changes_writes_what_differs),
		RUNS(a_snapshot_writes_every_row_and_keeps_the_changed_at_of_those_that_are_the_same),
		RUNS(a_record_that_comes_back_counts_as_changed),
		RUNS(without_a_state_every_row_is_new_in_every_run),
		RUNS(a_known_row_that_only_half_a_list_would_change_stays_as_it_was),
		RUNS(a_new_row_of_half_a_list_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
