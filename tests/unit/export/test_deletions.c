/* What is gone, what is only unknown, and what is looked up to tell one from the other. */
#include "fixture.h"

#include "export/deletions.h"
#include "export/status.h"

#define NO_STAGES ",\"relationships\":{\"stages\":{\"data\":[]}}"

static struct fake_resource *serve(unsigned place, const char *path, const char *listed, const char *members)
{
	struct fake_resource *resource = &fake_service.resources[place];

	*resource =
		(struct fake_resource){.path = path, .listed = listed, .members = members, .result.read_whole = true};
	return resource;
}

/* A first run that sees these users; then what the second is to see. */
static struct fake_resource *users(struct fixture *fixture, const char *first, const char *second)
{
	serve(0, "/users", first, NULL);
	fixture_run(fixture, "users");
	return serve(0, "/users", second, NULL);
}

static enum rc settle(struct fixture *fixture, const char *tables)
{
	fixture_read(fixture, tables);
	return deletions_settle(&fixture->export);
}

/* ---- lookups ---- */

static void nothing_is_looked_up_when_nothing_is_missing(void **state)
{
	users(*state, "1-3", "1-4");
	fixture_run(*state, "users");
	fixture_asked("");
	fixture_counts(*state, "users", "1 created 3 unchanged");
}

static void a_missing_record_is_deleted_once_a_seen_one_was_found_by_id(void **state)
{
	users(*state, "1-3", "1 3");
	fixture_run(*state, "users");
	fixture_asked("/users/1 /users/2 ");
	fixture_counts(*state, "users", "1 deleted 2 unchanged");
}

static void a_missing_record_that_is_found_by_id_is_compared_like_any_other(void **state)
{
	users(*state, "1-3", "1 3")->slipped = "2";
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "3 unchanged");
}

static void nothing_is_deleted_when_the_seen_record_is_not_found(void **state)
{
	users(*state, "1-3", "1 3")->denied = "1";
	fixture_run(*state, "users");
	fixture_asked("/users/1 ");
	fixture_counts(*state, "users", "2 unchanged 1 unconfirmed");
	assert_non_null(strstr(fixture_logged(*state), "/users: a record that this run has read cannot be looked up"));
}

static void nothing_is_deleted_when_the_answer_for_the_seen_record_stays_open(void **state)
{
	users(*state, "1-3", "1 3")->unsettled = "1";
	fixture_run(*state, "users");
	fixture_asked("/users/1 ");
	fixture_counts(*state, "users", "2 unchanged 1 unconfirmed");
}

/* ---- without lookups ---- */

/* A second run that sees these users, of a service that gives none by id. */
static void run_without_lookups(struct fixture *fixture, const char *first, const char *second, const char *again)
{
	users(fixture, first, second)->listed_again = again;
	fixture_read(fixture, "users");
	fixture_resource(fixture, "/users")->by_id = false;
	fixture_succeeds(deletions_settle(&fixture->export));
	fixture_finish(fixture);
	fixture_asked("");
}

static void without_lookups_a_second_reading_decides(void **state)
{
	run_without_lookups(*state, "1-5", "1-3", "1 2 3 5");
	fixture_counts(*state, "users", "1 deleted 4 unchanged");
	assert_int_equal(fake_service.readings, 2);
}

static void without_lookups_nothing_is_read_again_if_nothing_is_missing(void **state)
{
	run_without_lookups(*state, "1-3", "1-4", "");
	fixture_counts(*state, "users", "1 created 3 unchanged");
	assert_int_equal(fake_service.readings, 1);
}

static void without_lookups_a_drifting_second_reading_decides_nothing(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1-3", "1 2")->result.status = FETCH_DRIFTED;
	fixture_read(fixture, "users");
	fixture_resource(fixture, "/users")->by_id = false;
	fixture_succeeds(deletions_settle(&fixture->export));
	fixture_counts(fixture, "users", "2 unchanged 1 unconfirmed");
}

static void without_lookups_the_guard_still_comes_first(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1-60", "1-30");
	fixture_read(fixture, "users");
	fixture_resource(fixture, "/users")->by_id = false;
	assert_int_equal(deletions_settle(&fixture->export), RC_GUARD);
	assert_int_equal(fake_service.readings, 1);
}

/* ---- the control ---- */

static void where_a_resource_shows_no_record_one_of_another_resource_is_the_control(void **state)
{
	serve(1, "/interviews", "5", NULL);
	serve(0, "/users", "1 2", NULL);
	fixture_run(*state, "users,interviews");
	serve(0, "/users", "", NULL);
	fixture_run(*state, "users,interviews");
	fixture_asked("/interviews/5 /users/1 /users/2 ");
	fixture_counts(*state, "users", "2 deleted");
}

static void where_no_resource_shows_a_record_nothing_is_looked_up_or_deleted(void **state)
{
	users(*state, "1 2", "");
	fixture_run(*state, "users");
	fixture_asked("");
	fixture_counts(*state, "users", "2 unconfirmed");
}

static void a_record_whose_lookup_stays_open_is_unconfirmed(void **state)
{
	users(*state, "1-4", "1 4")->unsettled = "3";
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "1 deleted 2 unchanged 1 unconfirmed");
	assert_non_null(
		strstr(fixture_logged(*state), "/users: 1 known row not sent by the service, and not confirmed"));
	serve(0, "/users", "1 4", NULL);
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "1 deleted 2 unchanged");
}

static void lookups_stop_at_their_ceiling_and_the_rest_is_unconfirmed(void **state)
{
	struct fixture *fixture = *state;

	fixture->options.max_lookups = 3;
	users(fixture, "1-6", "1");
	fixture_run(fixture, "users");
	fixture_asked("/users/1 /users/2 /users/3 ");
	fixture_counts(fixture, "users", "2 deleted 1 unchanged 3 unconfirmed");
	assert_non_null(strstr(fixture_logged(fixture), "/users: 3 known rows not sent"));
}

static void all_resources_share_the_ceiling_of_lookups(void **state)
{
	struct fixture *fixture = *state;

	fixture->options.max_lookups = 5;
	serve(0, "/users", "1-3", NULL);
	serve(1, "/interviews", "1-6", NULL);
	fixture_run(fixture, "users,interviews");
	serve(0, "/users", "1", NULL);
	serve(1, "/interviews", "1", NULL);
	fixture_run(fixture, "users,interviews");
	fixture_asked("/users/1 /users/2 /users/3 /interviews/1 /interviews/2 ");
	fixture_counts(fixture, "interviews", "1 deleted 1 unchanged 4 unconfirmed");
}

static void with_one_lookup_allowed_nothing_is_looked_up(void **state)
{
	struct fixture *fixture = *state;

	fixture->options.max_lookups = 1;
	users(fixture, "1-3", "1");
	fixture_run(fixture, "users");
	fixture_asked("");
	fixture_counts(fixture, "users", "1 unchanged 2 unconfirmed");
}

/* ---- the guard, and the second reading ---- */

static void more_than_the_share_missing_ends_the_run_before_any_lookup(void **state)
{
	users(*state, "1-100", "1-79");
	assert_int_equal(settle(*state, "users"), RC_GUARD);
	assert_non_null(strstr(rc_text(), "/users: 21 of 100 known records are missing"));
	fixture_asked("");
}

static void the_share_itself_passes(void **state)
{
	users(*state, "1-200", "1-160");
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "40 deleted 160 unchanged");
}

static void twenty_missing_records_pass_whatever_their_share(void **state)
{
	users(*state, "1-21", "1");
	fixture_run(*state, "users");
	fixture_counts(*state, "users", "20 deleted 1 unchanged");
}

static void five_records_of_which_none_is_left_end_the_run(void **state)
{
	users(*state, "1-5", "");
	assert_int_equal(settle(*state, "users"), RC_GUARD);
	assert_non_null(strstr(rc_text(), "/users: 5 of 5 known records are missing"));
	fixture_asked("");
}

static void a_ratio_of_one_lets_everything_pass(void **state)
{
	struct fixture *fixture = *state;

	fixture->options.max_delete_ratio = 1;
	users(fixture, "1-50", "50");
	fixture_run(fixture, "users");
	fixture_counts(fixture, "users", "49 deleted 1 unchanged");
}

static void the_guard_checks_every_resource_before_the_first_lookup(void **state)
{
	struct fixture *fixture = *state;

	serve(0, "/users", "1-3", NULL);
	serve(1, "/interviews", "1-50", NULL);
	fixture_run(fixture, "users,interviews");
	serve(0, "/users", "1 2", NULL);
	serve(1, "/interviews", "1", NULL);
	assert_int_equal(settle(fixture, "users,interviews"), RC_GUARD);
	assert_non_null(strstr(rc_text(), "/interviews: "));
	fixture_asked("");
}

static void a_thousand_missing_records_are_looked_up_at_once(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1-5010", "1-4010");
	fixture_run(fixture, "users");
	assert_int_equal(fake_service.readings, 1);
	fixture_counts(fixture, "users", "1000 deleted 4010 unchanged");
}

static void if_more_are_missing_only_what_a_second_reading_misses_too_is_looked_up(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1-5010", "1-4009")->listed_again = "1-4009 4011-5010";
	fixture_run(fixture, "users");
	assert_int_equal(fake_service.readings, 2);
	fixture_asked("/users/1 /users/4010 ");
	fixture_counts(fixture, "users", "1 deleted 5009 unchanged");
}

/* ---- runs that may delete nothing ---- */

static void assert_unconfirmed_without_lookups(struct fixture *fixture)
{
	fixture_run(fixture, "users");
	fixture_asked("");
	fixture_counts(fixture, "users", "1 unchanged 1 unconfirmed");
}

static void after_drift_nothing_is_deleted(void **state)
{
	users(*state, "1 2", "1")->result.status = FETCH_DRIFTED;
	assert_unconfirmed_without_lookups(*state);
}

static void in_another_form_nothing_is_deleted(void **state)
{
	users(*state, "1 2", "1")->result.given_up = 1;
	assert_unconfirmed_without_lookups(*state);
}

static void in_a_narrower_view_nothing_is_deleted(void **state)
{
	struct fixture *fixture = *state;
	unsigned private_job = 1U << 15; /* in mappings/endpoints.c */

	serve(0, "/jobs", "1 2", NO_STAGES);
	fixture_run(fixture, "jobs");
	serve(0, "/jobs", "1", NO_STAGES)->result.given_up = private_job;
	for (int run = 0; run < 2; run++) {
		fixture_run(fixture, "jobs");
		fixture_asked("");
		fixture_counts(fixture, "jobs", "1 unchanged 1 unconfirmed");
	}
	serve(0, "/jobs", "1", NO_STAGES);
	fixture_run(fixture, "jobs");
	fixture_counts(fixture, "jobs", "1 deleted 1 unchanged");
}

static void a_delta_deletes_nothing_and_misses_nothing(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1 2", "1");
	fixture->options.mode = MODE_DELTA;
	fixture_run(fixture, "users");
	fixture_asked("");
	fixture_counts(fixture, "users", "1 unchanged");
	assert_true(status_is_complete(&fixture->export));
}

static void a_resource_that_is_not_readable_keeps_everything(void **state)
{
	struct fixture *fixture = *state;

	users(fixture, "1 2", "")->result.status = FETCH_NOT_READABLE;
	fixture_run(fixture, "users,interviews");
	fixture_counts(fixture, "users", "");
	serve(0, "/users", "1 2", NULL);
	fixture_run(fixture, "users");
	fixture_counts(fixture, "users", "2 unchanged");
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(nothing_is_looked_up_when_nothing_is_missing),
		RUNS(a_missing_record_is_deleted_once_a_seen_one_was_found_by_id),
		RUNS(a_missing_record_that_is_found_by_id_is_compared_like_any_other),
		RUNS(nothing_is_deleted_when_the_seen_record_is_not_found),
		RUNS(nothing_is_deleted_when_the_answer_for_the_seen_record_stays_open),
		RUNS(without_lookups_a_second_reading_decides),
		RUNS(without_lookups_nothing_is_read_again_if_nothing_is_missing),
		RUNS(without_lookups_a_drifting_second_reading_decides_nothing),
		RUNS(without_lookups_the_guard_still_comes_first),
		RUNS(where_a_resource_shows_no_record_one_of_another_resource_is_the_control),
		RUNS(where_no_resource_shows_a_record_nothing_is_looked_up_or_deleted),
		RUNS(a_record_whose_lookup_stays_open_is_unconfirmed),
		RUNS(lookups_stop_at_their_ceiling_and_the_rest_is_unconfirmed),
		RUNS(all_resources_share_the_ceiling_of_lookups),
		RUNS(with_one_lookup_allowed_nothing_is_looked_up),
		RUNS(more_than_the_share_missing_ends_the_run_before_any_lookup),
		RUNS(the_share_itself_passes),
		RUNS(twenty_missing_records_pass_whatever_their_share),
		RUNS(five_records_of_which_none_is_left_end_the_run),
		RUNS(a_ratio_of_one_lets_everything_pass),
		RUNS(the_guard_checks_every_resource_before_the_first_lookup),
		RUNS(a_thousand_missing_records_are_looked_up_at_once),
		RUNS(if_more_are_missing_only_what_a_second_reading_misses_too_is_looked_up),
		RUNS(after_drift_nothing_is_deleted),
		RUNS(in_another_form_nothing_is_deleted),
		RUNS(in_a_narrower_view_nothing_is_deleted),
		RUNS(a_delta_deletes_nothing_and_misses_nothing),
		RUNS(a_resource_that_is_not_readable_keeps_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
