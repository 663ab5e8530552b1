#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "fixture.h"

static char reported[1024];

static enum rc report_run(void *context, const struct state_run *run)
{
	size_t n = strlen(reported);
	unsigned *left = context;

	snprintf(reported + n, sizeof(reported) - n, "%lld %s %s %d %lld %llu;",
		 (long long)((run->at_ms - FIRST_RUN_MS) / DAY_MS), run->mode, run->place, run->complete,
		 (long long)(run->finished_ms - run->started_ms), (unsigned long long)run->written);
	return left && --*left == 0 ? RC_GUARD : RC_OK;
}

static void runs_are_reported_latest_first(void **state)
{
	struct fixture *fixture = *state;
	unsigned left = 1;

	for (int run = 0; run < 3; run++) {
		begin_run(fixture);
		commit_run(fixture);
	}
	begin_run(fixture);
	reported[0] = '\0';
	succeeds(state_runs(fixture->state, 2, report_run, NULL));
	assert_string_equal(reported, "2 changes /there 1 5000 1;1 changes /there 1 5000 1;");
	reported[0] = '\0';
	assert_int_equal(state_runs(fixture->state, 9, report_run, &left), RC_GUARD);
	assert_string_equal(reported, "2 changes /there 1 5000 1;");
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
	struct state_run run = {.at_ms = run_ms(0),
				.mode = "delta",
				.place = "-",
				.started_ms = run_ms(0),
				.finished_ms = run_ms(0) + 1000,
				.written = 1,
				.created = 2,
				.changed = 3,
				.deleted = 4,
				.unchanged = 5,
				.unconfirmed = 6};
	struct state_run kept = {0};

	begin_run(fixture);
	succeeds(state_commit(fixture->state, &run));
	abandon_run(fixture);
	begin_run(fixture);
	reported[0] = '\0';
	succeeds(state_runs(fixture->state, 9, report_run, NULL));
	assert_string_equal(reported, "0 delta - 0 1000 1;");
	succeeds(state_runs(fixture->state, 1, keep_run, &kept));
	assert_true(kept.at_ms == run.at_ms && kept.started_ms == run.started_ms &&
		    kept.finished_ms == run.finished_ms);
	assert_true(kept.written == 1 && kept.created == 2 && kept.changed == 3);
	assert_true(kept.deleted == 4 && kept.unchanged == 5 && kept.unconfirmed == 6);
}

static void a_run_is_known_after_its_commit(void **state)
{
	struct fixture *fixture = *state;
	struct state_commit commit = {0};
	int64_t last;

	begin_run(fixture);
	succeeds(state_last_run(fixture->state, &last));
	assert_true(last == TIMESTAMP_NONE);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_last_run(fixture->state, &last));
	assert_true(last == run_ms(0));
	succeeds(state_has_run(fixture->state, run_ms(0), &commit));
	assert_true(commit.done && commit.complete && commit.place.n);
	succeeds(state_has_run(fixture->state, run_ms(0) + 1000, &commit));
	assert_false(commit.done || commit.complete || commit.place.n);
	succeeds(state_has_run(fixture->state, run_ms(1), &commit));
	assert_false(commit.done || commit.complete || commit.place.n);
	buf_release(&commit.place);
}

static void how_a_resource_was_read_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource;

	begin_run(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_false(resource.read);
	assert_true(resource.since_ms == TIMESTAMP_NONE);
	assert_string_equal(resource.form, "");
	snprintf(resource.form, sizeof(resource.form), "stats,private_job");
	resource.read = true;
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	snprintf(resource.visibility, sizeof(resource.visibility), "external");
	resource.since_ms = run_ms(0) + 4999;
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.read);
	assert_true(resource.since_ms == run_ms(0) + 4000);
	assert_string_equal(resource.form, "stats,private_job");
	assert_string_equal(resource.visibility, "external");
	succeeds(state_resource(fixture->state, "users", &resource));
	assert_false(resource.read);
}

static void what_the_service_refused_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource;

	begin_run(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.records == -1 && resource.refused.found_ms == TIMESTAMP_NONE);
	resource.records = 0;
	resource.refused = (struct state_refused){.parts = "stats,include=stages",
						  .page_size = 250,
						  .version = "1.0.23",
						  .found_ms = run_ms(0)};
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_int_equal(resource.records, 0);
	assert_string_equal(resource.refused.parts, "stats,include=stages");
	assert_int_equal(resource.refused.page_size, 250);
	assert_string_equal(resource.refused.version, "1.0.23");
	assert_true(resource.refused.found_ms == run_ms(0));
	resource.records = -1;
	resource.refused = (struct state_refused){.found_ms = TIMESTAMP_NONE};
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	succeeds(state_resource(fixture->state, "jobs", &resource));
	assert_true(resource.records == -1 && resource.refused.found_ms == TIMESTAMP_NONE);
	assert_true(resource.refused.page_size == 0 && !resource.refused.parts[0] && !resource.refused.version[0]);
}

static void watermarks_are_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_watermark watermark;

	begin_run(fixture);
	succeeds(state_watermark(fixture->state, fixture->table, &watermark));
	assert_true(watermark.changed_at_ms == TIMESTAMP_NONE);
	assert_string_equal(watermark.remote_updated_at, "");
	watermark.changed_at_ms = run_ms(0);
	snprintf(watermark.remote_updated_at, sizeof(watermark.remote_updated_at), "2026-11-22T10:00:00.123Z");
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_watermark_of(fixture->state, "users", &watermark));
	assert_true(watermark.changed_at_ms == run_ms(0));
	assert_string_equal(watermark.remote_updated_at, "2026-11-22T10:00:00.123Z");
	succeeds(state_watermark_of(fixture->state, "links", &watermark));
	assert_true(watermark.changed_at_ms == TIMESTAMP_NONE);
	succeeds(state_watermark_of(fixture->state, "neither", &watermark));
	assert_true(watermark.changed_at_ms == TIMESTAMP_NONE);
}

static enum rc report_count(void *context, const struct state_count *count)
{
	size_t n = strlen(reported);

	(void)context;
	snprintf(reported + n, sizeof(reported) - n, "%s %llu %llu %d;", count->table, (unsigned long long)count->live,
		 (unsigned long long)count->deleted, count->watermark.changed_at_ms == run_ms(1));
	return RC_OK;
}

static void live_and_deleted_rows_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct state_watermark watermark = {.changed_at_ms = run_ms(1)};
	struct state_key seven = record(7);

	begin_run(fixture);
	see_all(fixture, 1, 9);
	see(fixture, 30, NULL); /* only known to exist: does not count */
	list(fixture, 1, (const uint64_t[]){11, 12, 0}, true);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_run(fixture);
	begin_run(fixture);
	reported[0] = '\0';
	succeeds(state_counts(fixture->state, report_count, NULL));
	assert_string_equal(reported, "users 8 1 1;links 2 0 0;");
}

static void too_many_tables_are_refused(void **state)
{
	struct fixture *fixture = *state;
	unsigned char columns[STATE_HASH_SIZE] = {0};
	char name[STATE_NAME_MAX + 1];
	unsigned table;
	bool changed;

	begin_run(fixture);
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
		WITH_FIXTURE(runs_are_reported_latest_first),    WITH_FIXTURE(all_counts_of_a_run_are_kept),
		WITH_FIXTURE(a_run_is_known_after_its_commit),   WITH_FIXTURE(how_a_resource_was_read_is_kept),
		WITH_FIXTURE(what_the_service_refused_is_kept),  WITH_FIXTURE(watermarks_are_kept),
		WITH_FIXTURE(live_and_deleted_rows_are_counted), WITH_FIXTURE(too_many_tables_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
