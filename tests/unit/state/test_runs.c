#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

static char told[1024];

static enum rc tell_run(void *context, const struct state_run *run)
{
	size_t n = strlen(told);
	unsigned *left = context;

	snprintf(told + n, sizeof(told) - n, "%lld %s %s %d %lld %llu;",
		 (long long)((run->at_ms - FIRST_NIGHT_MS) / NIGHT_MS), run->mode, run->place, run->complete,
		 (long long)(run->finished_ms - run->started_ms), (unsigned long long)run->written);
	return left && --*left == 0 ? RC_GUARD : RC_OK;
}

static void runs_are_told_latest_first(void **state)
{
	struct fixture *fixture = *state;
	unsigned left = 1;

	for (int night = 0; night < 3; night++) {
		begin_night(fixture);
		commit_night(fixture);
	}
	begin_night(fixture);
	told[0] = '\0';
	succeeds(state_runs(fixture->state, 2, tell_run, NULL));
	assert_string_equal(told, "2 changes /there 1 5000 1;1 changes /there 1 5000 1;");
	told[0] = '\0';
	assert_int_equal(state_runs(fixture->state, 9, tell_run, &left), RC_GUARD);
	assert_string_equal(told, "2 changes /there 1 5000 1;");
}

static enum rc keep_run(void *context, const struct state_run *run)
{
	struct state_run *kept = context;

	*kept = *run;
	kept->mode = kept->place = NULL;
	return RC_OK;
}

static void all_counts_of_a_run_are_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_run run = {.at_ms = night_ms(0),
				.mode = "delta",
				.place = "-",
				.started_ms = night_ms(0),
				.finished_ms = night_ms(0) + 1000,
				.written = 1,
				.created = 2,
				.changed = 3,
				.deleted = 4,
				.unchanged = 5,
				.unconfirmed = 6};
	struct state_run kept = {0};

	begin_night(fixture);
	succeeds(state_commit(fixture->state, &run));
	abandon_night(fixture);
	begin_night(fixture);
	told[0] = '\0';
	succeeds(state_runs(fixture->state, 9, tell_run, NULL));
	assert_string_equal(told, "0 delta - 0 1000 1;");
	succeeds(state_runs(fixture->state, 1, keep_run, &kept));
	assert_true(kept.at_ms == run.at_ms && kept.started_ms == run.started_ms &&
		    kept.finished_ms == run.finished_ms);
	assert_true(kept.written == 1 && kept.created == 2 && kept.changed == 3);
	assert_true(kept.deleted == 4 && kept.unchanged == 5 && kept.unconfirmed == 6);
}

static void a_run_is_known_once_committed(void **state)
{
	struct fixture *fixture = *state;
	struct state_commit commit = {0};
	int64_t last;

	begin_night(fixture);
	succeeds(state_last_run(fixture->state, &last));
	assert_true(last == STATE_NEVER);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_last_run(fixture->state, &last));
	assert_true(last == night_ms(0));
	succeeds(state_has_run(fixture->state, night_ms(0), &commit));
	assert_true(commit.done && commit.complete && commit.place.n);
	succeeds(state_has_run(fixture->state, night_ms(0) + 1000, &commit));
	assert_false(commit.done || commit.complete || commit.place.n);
	succeeds(state_has_run(fixture->state, night_ms(1), &commit));
	assert_false(commit.done || commit.complete || commit.place.n);
	buf_release(&commit.place);
}

static void a_resource_is_kept_as_it_was_read(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource;

	begin_night(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_false(resource.read);
	assert_true(resource.since_ms == STATE_NEVER);
	assert_string_equal(resource.form, "");
	snprintf(resource.form, sizeof(resource.form), "stats,private_job");
	resource.read = true;
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	snprintf(resource.visibility, sizeof(resource.visibility), "external");
	resource.since_ms = night_ms(0) + 4999;
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.read);
	assert_true(resource.since_ms == night_ms(0) + 4000);
	assert_string_equal(resource.form, "stats,private_job");
	assert_string_equal(resource.visibility, "external");
	succeeds(state_resource(fixture->state, "users", &resource));
	assert_false(resource.read);
}

static void watermarks_are_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_watermark watermark;

	begin_night(fixture);
	succeeds(state_watermark(fixture->state, fixture->table, &watermark));
	assert_true(watermark.changed_at_ms == STATE_NEVER);
	assert_string_equal(watermark.remote_updated_at, "");
	watermark.changed_at_ms = night_ms(0);
	snprintf(watermark.remote_updated_at, sizeof(watermark.remote_updated_at), "2026-11-22T10:00:00.123Z");
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_watermark_of(fixture->state, "users", &watermark));
	assert_true(watermark.changed_at_ms == night_ms(0));
	assert_string_equal(watermark.remote_updated_at, "2026-11-22T10:00:00.123Z");
	succeeds(state_watermark_of(fixture->state, "links", &watermark));
	assert_true(watermark.changed_at_ms == STATE_NEVER);
	succeeds(state_watermark_of(fixture->state, "neither", &watermark));
	assert_true(watermark.changed_at_ms == STATE_NEVER);
}

static enum rc tell_count(void *context, const struct state_count *count)
{
	size_t n = strlen(told);

	(void)context;
	snprintf(told + n, sizeof(told) - n, "%s %llu %llu %d;", count->table, (unsigned long long)count->live,
		 (unsigned long long)count->deleted, count->watermark.changed_at_ms == night_ms(1));
	return RC_OK;
}

static void live_and_deleted_rows_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct state_watermark watermark = {.changed_at_ms = night_ms(1)};
	struct state_key seven = record(7), eight = record(8);

	begin_night(fixture);
	meet_all(fixture, 1, 9);
	meet(fixture, 30, NULL); /* only known to exist: no row of anything that was written */
	list(fixture, 1, (const uint64_t[]){11, 12, 0}, true);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_hide(fixture->state, fixture->table, &eight, true));
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_night(fixture);
	begin_night(fixture);
	told[0] = '\0';
	succeeds(state_counts(fixture->state, tell_count, NULL));
	assert_string_equal(told, "users 8 1 1;links 2 0 0;");
}

static void tables_are_never_more_than_there_is_room_for(void **state)
{
	struct fixture *fixture = *state;
	unsigned char columns[STATE_HASH_SIZE] = {0};
	char name[STATE_NAME_MAX + 1];
	unsigned table;
	bool changed;

	begin_night(fixture);
	for (int i = 2; i < STATE_TABLES_MAX; i++) {
		snprintf(name, sizeof(name), "table %d", i);
		succeeds(state_table(fixture->state, name, columns, &table, &changed));
		assert_int_equal(table, i);
	}
	succeeds(state_table(fixture->state, "users", columns, &table, &changed));
	assert_int_equal(table, fixture->table);
	assert_int_equal(state_table(fixture->state, "one more", columns, &table, &changed), RC_INTERNAL);
	memset(name, 'x', STATE_NAME_MAX);
	name[STATE_NAME_MAX] = '\0';
	assert_int_equal(state_table(fixture->state, name, columns, &table, &changed), RC_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(runs_are_told_latest_first),
		WITH_FIXTURE(all_counts_of_a_run_are_kept),
		WITH_FIXTURE(a_run_is_known_once_committed),
		WITH_FIXTURE(a_resource_is_kept_as_it_was_read),
		WITH_FIXTURE(watermarks_are_kept),
		WITH_FIXTURE(live_and_deleted_rows_are_counted),
		WITH_FIXTURE(tables_are_never_more_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
