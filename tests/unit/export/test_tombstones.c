/* What remains of rows that are gone, and how long snapshots keep it. */
#include "fixture.h"

#include "export/tombstones.h"

#define PERSON ",\"attributes\":{\"first_name\":\"Ada\",\"last_name\":\"Lovelace\",\"email\":\"ada@acme.example\"}"
#define TAGGED ",\"attributes\":{\"tags\":[{\"context\":\"skill\",\"name\":\"secret\"}]}"
#define NOT_TAGGED ",\"attributes\":{\"tags\":[]}"
#define STAGED ",\"relationships\":{\"stages\":{\"data\":[{\"type\":\"stages\",\"id\":\"31\"}]}}"
#define NOT_STAGED ",\"relationships\":{\"stages\":{\"data\":[]}}"
#define STAGE "{\"type\":\"stages\",\"id\":\"31\",\"attributes\":{\"name\":\"Offer\"}}"

/* Of the second run. Ids were computed outside the program: output/README.md, "Ids". */
#define GONE_AT "\"changed_at\":\"2026-11-23T03:00:00.000Z\",\"remote_deleted_at\":\"2026-11-23T03:00:00.000Z\""

/* Record 7 is there in the first run, and gone in the second. */
static const char *rows_of_second_run(struct fixture *fixture, const char *tables, struct fake_resource resource)
{
	const char *members = resource.members;

	resource.result.read_whole = true;
	resource.listed = "1 7";
	fake_service.resources[0] = resource;
	fixture_run(fixture, tables);
	fake_service.resources[0].listed = "1";
	if (strcmp(members, TAGGED) == 0)
		fake_service.resources[0].members = NOT_TAGGED;
	if (strcmp(members, STAGED) == 0)
		fake_service.resources[0].members = NOT_STAGED;
	fake_service.resources[0].included = NULL;
	fixture_run(fixture, tables);
	return fixture_rows(fixture);
}

static void a_record_keeps_its_ids(void **state)
{
	assert_string_equal(rows_of_second_run(*state, "users",
					       (struct fake_resource){.path = "/users", .members = PERSON}),
			    "{\"id\":\"2nchmzFpbRgjoi3yxToqNJL2\",\"remote_id\":\"7\"," GONE_AT
			    ",\"first_name\":null,\"last_name\":null,\"email\":null}\n");
}

static void a_tag_keeps_only_its_derived_id(void **state)
{
	assert_string_equal(rows_of_second_run(*state, "tags",
					       (struct fake_resource){.path = "/candidates", .members = TAGGED}),
			    "{\"id\":\"1MvdknSAxYaQoRKERDWfmypF\",\"remote_id\":null," GONE_AT ",\"name\":null}\n");
}

static void a_link_to_a_tag_keeps_the_ids_of_both_ends(void **state)
{
	const char *rows = rows_of_second_run(*state, "candidate_tags",
					      (struct fake_resource){.path = "/candidates", .members = TAGGED});

	assert_non_null(strstr(rows, "{\"candidate_id\":\"2RwTYyzLLUq9Tc1YWdeEGnsX\","
				     "\"tag_id\":\"1MvdknSAxYaQoRKERDWfmypF\","
				     "\"id\":\"1PmpbU21xXraYXxPMnWReBvF\"," GONE_AT "}\n"));
}

static void a_stage_keeps_its_ids(void **state)
{
	assert_string_equal(
		rows_of_second_run(*state, "application_stages",
				   (struct fake_resource){.path = "/jobs", .members = STAGED, .included = STAGE}),
		"{\"id\":\"2KFYYm7fRnz8RDNPZvLcDQBW\",\"remote_id\":\"31\"," GONE_AT ",\"name\":null}\n");
}

static void a_link_to_a_stage_keeps_the_ids_of_both_ends(void **state)
{
	const char *rows =
		rows_of_second_run(*state, "job_application_stages",
				   (struct fake_resource){.path = "/jobs", .members = STAGED, .included = STAGE});

	assert_non_null(strstr(rows, "{\"index\":null,\"job_id\":\"2WG2yEH1ahM7cAS9caUST7WN\","
				     "\"stage_id\":\"2KFYYm7fRnz8RDNPZvLcDQBW\","
				     "\"id\":\"2Dxcz25jhviWiUnDswnHzqyA\"," GONE_AT "}\n"));
}

static void an_id_of_twenty_digits_is_kept_as_it_was_sent(void **state)
{
	struct fixture *fixture = *state;

	fake_service.resources[0] =
		(struct fake_resource){.path = "/users", .listed = "1 10000000000000000000", .result.read_whole = true};
	fixture_run(fixture, "users");
	fake_service.resources[0].listed = "1";
	fixture_run(fixture, "users");
	assert_non_null(strstr(fixture_rows(fixture),
			       "{\"id\":\"28ro9LZqYYjDfLcpUB4WncMt\",\"remote_id\":\"10000000000000000000\"," GONE_AT));
}

/* User 7 is deleted by the second run; what a third one writes that many milliseconds later. */
static const char *rows_later(struct fixture *fixture, int mode, int64_t later_ms)
{
	rows_of_second_run(fixture, "users", (struct fake_resource){.path = "/users", .members = PERSON});
	fixture->options.mode = mode;
	fixture->run_ms += later_ms - HOUR_MS;
	fixture_run(fixture, "users");
	return fixture_rows(fixture);
}

static void a_later_run_that_writes_changes_does_not_repeat_them(void **state)
{
	assert_string_equal(rows_later(*state, MODE_CHANGES, HOUR_MS), "");
	fixture_counts(*state, "users", "1 unchanged");
}

static void a_snapshot_repeats_them_for_fourteen_days_after_the_live_rows(void **state)
{
	const char *rows = rows_later(*state, MODE_SNAPSHOT, 14 * DAY_MS), *live = strstr(rows, "\"remote_id\":\"1\""),
		   *gone = strstr(rows, "\"remote_id\":\"7\"," GONE_AT);

	assert_non_null(live);
	assert_non_null(gone);
	assert_true(live < gone);
	assert_int_equal(fixture_table(*state, "users")->rows.written, 2);
}

static void a_tombstone_counts_as_deleted_only_in_the_run_that_made_it(void **state)
{
	rows_of_second_run(*state, "users", (struct fake_resource){.path = "/users", .members = PERSON});
	fixture_counts(*state, "users", "1 deleted 1 unchanged");
	((struct fixture *)*state)->options.mode = MODE_SNAPSHOT;
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "1 unchanged");
}

static void after_fourteen_days_a_snapshot_lacks_them(void **state)
{
	assert_null(strstr(rows_later(*state, MODE_SNAPSHOT, 14 * DAY_MS + 1000), "\"remote_id\":\"7\""));
}

static void a_resource_that_was_not_readable_has_none(void **state)
{
	struct fixture *fixture = *state;

	rows_of_second_run(fixture, "users", (struct fake_resource){.path = "/users", .members = PERSON});
	fake_service.resources[0].result.status = FETCH_NOT_READABLE;
	fixture->options.mode = MODE_SNAPSHOT;
	fixture_read(fixture, "users,interviews");
	fixture_succeeds(tombstones_write(&fixture->export));
	assert_int_equal(fixture_table(fixture, "users")->rows.written, 0);
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(a_record_keeps_its_ids),
		RUNS(a_tag_keeps_only_its_derived_id),
		RUNS(a_link_to_a_tag_keeps_the_ids_of_both_ends),
		RUNS(a_stage_keeps_its_ids),
		RUNS(a_link_to_a_stage_keeps_the_ids_of_both_ends),
		RUNS(an_id_of_twenty_digits_is_kept_as_it_was_sent),
		RUNS(a_later_run_that_writes_changes_does_not_repeat_them),
		RUNS(a_snapshot_repeats_them_for_fourteen_days_after_the_live_rows),
		RUNS(a_tombstone_counts_as_deleted_only_in_the_run_that_made_it),
		RUNS(after_fourteen_days_a_snapshot_lacks_them),
		RUNS(a_resource_that_was_not_readable_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
