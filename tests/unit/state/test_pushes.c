/*
 * What the state knows of destinations: which runs were pushed, and which still have to be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "state/store.h"

#define FIRST "s3://first/prefix"
#define SECOND "s3://second"

static void note(const struct fixture *fixture, const char *destination, int since, int run)
{
	const struct state_note known = {.destination = destination,
					 .since_ms = run_ms(since),
					 .run_ms = run < 0 ? TIMESTAMP_NONE : run_ms(run),
					 .pushed_ms = run_ms(run + 1)};

	succeeds(state_add_note(fixture->path, "acme", &known));
}

static int number_of(int64_t ms)
{
	return (int)((ms - FIRST_RUN_MS) / MS_PER_DAY);
}

static enum rc add_pushed(void *context, int64_t ms, bool complete)
{
	buf_addf(context, "%d%s ", number_of(ms), complete ? "" : "?");
	return RC_OK;
}

static enum rc add_unpushed(void *context, const struct state_unpushed *run)
{
	buf_addf(context, "%s:%d%s ", run->destination, number_of(run->run_ms), run->replaced ? "!" : "");
	return RC_OK;
}

static struct state *read_state(const struct fixture *fixture)
{
	struct state_config config = {.path = fixture->path, .account = "acme", .read_only = true};
	struct state *state;

	succeeds(state_open(&config, &state));
	return state;
}

static void expect(const struct fixture *fixture, const char *pushed, const char *unpushed)
{
	struct state *state = read_state(fixture);
	AUTO_BUF first = {0}, all = {0};

	succeeds(state_pushed(state, FIRST, add_pushed, &first));
	succeeds(state_unpushed(state, add_unpushed, &all));
	state_close(state);
	assert_string_equal(buf_text(&first), pushed);
	assert_string_equal(buf_text(&all), unpushed);
}

static void runs(struct fixture *fixture, int count)
{
	for (int i = 0; i < count; i++) {
		begin_run(fixture);
		commit_run(fixture);
	}
}

static void without_a_destination_nothing_has_to_be_pushed(void **state)
{
	runs(*state, 2);
	expect(*state, "", "");
}

static void a_run_has_to_be_pushed_to_each_destination_since_it_is_used(void **state)
{
	struct fixture *fixture = *state;

	runs(fixture, 3);
	note(fixture, FIRST, 0, -1);
	note(fixture, SECOND, 2, -1);
	expect(fixture, "", FIRST ":0 " FIRST ":1 " FIRST ":2 " SECOND ":2 ");
	note(fixture, FIRST, 0, 1);
	note(fixture, SECOND, 0, 2); /* an earlier time does not count any more */
	expect(fixture, "1 ", FIRST ":0 " FIRST ":2 ");
	note(fixture, FIRST, 0, 0);
	note(fixture, FIRST, 0, 0);
	note(fixture, FIRST, 0, 2);
	expect(fixture, "0 1 2 ", "");
}

static void a_run_that_the_state_does_not_know_can_be_noted(void **state)
{
	struct fixture *fixture = *state;

	runs(fixture, 1);
	note(fixture, FIRST, 0, 0);
	note(fixture, FIRST, 0, 7);
	expect(fixture, "0 7? ", "");
}

static void only_a_later_complete_snapshot_replaces_a_run(void **state)
{
	struct fixture *fixture = *state;

	runs(fixture, 4);
	begin_run(fixture);
	succeeds(store_run(
		fixture->state,
		"UPDATE main.runs SET mode = 'snapshot' WHERE at <> (SELECT max(at) FROM main.runs);"
		"UPDATE main.runs SET complete = 0 WHERE at = (SELECT max(at) - 86400 FROM main.runs); COMMIT",
		"cannot be changed"));
	abandon_run(fixture);
	/* 0 and 1 are complete snapshots, 2 is an incomplete one, 3 holds changes only. */
	note(fixture, FIRST, 0, 3);
	note(fixture, FIRST, 0, 2);
	expect(fixture, "2? 3 ", FIRST ":0 " FIRST ":1 ");
	note(fixture, FIRST, 0, 1);
	expect(fixture, "1 2? 3 ", FIRST ":0! ");
}

static void a_note_waits_for_no_other_account_and_no_file(void **state)
{
	struct fixture *fixture = *state;
	const struct state_note known = {.destination = FIRST, .since_ms = run_ms(0), .run_ms = run_ms(0)};

	assert_int_equal(state_add_note(fixture->path, "acme", &known), RC_OUTPUT); /* there is none */
	runs(fixture, 1);
	assert_int_equal(state_add_note(fixture->path, "other", &known), RC_USAGE);
	expect(fixture, "", "");
}

static void a_destination_can_be_forgotten(void **state)
{
	struct fixture *fixture = *state;
	bool known;

	runs(fixture, 2);
	note(fixture, FIRST, 0, 0);
	note(fixture, SECOND, 0, 0);
	succeeds(state_forget_destination(fixture->path, "acme", FIRST, &known));
	assert_true(known);
	expect(fixture, "", SECOND ":1 ");
	succeeds(state_forget_destination(fixture->path, "acme", FIRST, &known));
	assert_false(known);
}

static void a_state_of_version_3_has_no_destinations_until_one_is_noted(void **state)
{
	struct fixture *fixture = *state;

	runs(fixture, 1);
	begin_run(fixture);
	succeeds(store_run(fixture->state,
			   "DROP TABLE main.pushes; DROP TABLE main.destinations; PRAGMA main.user_version = 3; COMMIT",
			   "cannot be made older"));
	abandon_run(fixture);
	expect(fixture, "", "");
	note(fixture, FIRST, 0, -1);
	expect(fixture, "", FIRST ":0 ");
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FIXTURE(without_a_destination_nothing_has_to_be_pushed),
		WITH_FIXTURE(a_run_has_to_be_pushed_to_each_destination_since_it_is_used),
		WITH_FIXTURE(a_run_that_the_state_does_not_know_can_be_noted),
		WITH_FIXTURE(only_a_later_complete_snapshot_replaces_a_run),
		WITH_FIXTURE(a_note_waits_for_no_other_account_and_no_file),
		WITH_FIXTURE(a_destination_can_be_forgotten),
		WITH_FIXTURE(a_state_of_version_3_has_no_destinations_until_one_is_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
