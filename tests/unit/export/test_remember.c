/* What the state learns about how a resource was read, and what the next delta makes of it. */
#include "fixture.h"

#include <stdio.h>

#include "export/deletions.h"
#include "export/remember.h"

#define READ_MS INT64_C(1795000000000)    /* when the service says that a reading began: 2026-11-18T11:06:40Z */
#define SINCE "2026-11-18T10:56:40+00:00" /* ten minutes earlier */

#define FORM_CUSTOM_FIELD "include=custom_attributes.custom_field"
#define FORM_TAKEN "+" FORM_CUSTOM_FIELD ",+stats"

enum {
	CUSTOM_FIELD = 1 << 9,
	PRIVATE_JOB = 1 << 15,
	STATS = 1 << 22
}; /* parts of mappings/endpoints.c that may be given up */

static struct fetch_result result(void)
{
	return (struct fetch_result){.read_whole = true, .began_at_ms = READ_MS};
}

static void serve(const char *path, struct fetch_result result)
{
	fake_service.resources[0] = (struct fake_resource){
		.path = path,
		.listed = "1 2",
		.members = ",\"attributes\":{\"title\":\"Cook\",\"updated_at\":\"2026-11-01T08:00:00Z\"}",
		.result = result,
	};
}

static void run_jobs(struct fixture *fixture, struct fetch_result of)
{
	serve("/jobs", of);
	fixture_run(fixture, "jobs");
}

/* As the next run finds it. */
static struct state_resource known(struct fixture *fixture, const char *path)
{
	fixture_read(fixture, strcmp(path, "/users") == 0 ? "users" : "jobs");
	return fixture_resource(fixture, path)->known;
}

/* What the next delta asks /jobs for. */
static const char *since(struct fixture *fixture, const char *tables)
{
	fixture->options.mode = MODE_DELTA;
	fixture_read(fixture, tables);
	return fixture_resource(fixture, "/jobs")->since;
}

/* ---- form and view ---- */

static void the_first_reading_is_remembered_with_its_view(void **state)
{
	struct state_resource jobs;

	run_jobs(*state, result());
	jobs = known(*state, "/jobs");
	assert_true(jobs.read);
	assert_string_equal(jobs.form, FORM_TAKEN);
	assert_string_equal(jobs.visibility, "external,internal,private_job,confidential");
}

static void a_part_that_was_given_up_belongs_to_the_form(void **state)
{
	struct fetch_result of = result();

	of.given_up = CUSTOM_FIELD;
	run_jobs(*state, of);
	assert_string_equal(known(*state, "/jobs").form, FORM_CUSTOM_FIELD ",+stats");
	assert_string_equal(known(*state, "/jobs").visibility, "external,internal,private_job,confidential");
}

static void a_narrower_view_does_not_replace_the_widest(void **state)
{
	struct fetch_result of = result();

	run_jobs(*state, result());
	of.given_up = PRIVATE_JOB;
	run_jobs(*state, of);
	assert_false(fixture_resource(*state, "/jobs")->sees_all_known);
	assert_string_equal(known(*state, "/jobs").visibility, "external,internal,private_job,confidential");
}

static void a_wider_view_replaces_the_known_one(void **state)
{
	struct fetch_result of = result();

	of.given_up = PRIVATE_JOB;
	run_jobs(*state, of);
	assert_string_equal(known(*state, "/jobs").visibility, "external,internal,confidential");
	run_jobs(*state, result());
	assert_true(fixture_resource(*state, "/jobs")->sees_all_known);
	assert_string_equal(known(*state, "/jobs").visibility, "external,internal,private_job,confidential");
}

static void a_reading_of_updates_alone_does_not_count_as_whole(void **state)
{
	struct fetch_result of = result();

	of.read_whole = false;
	run_jobs(*state, of);
	assert_false(known(*state, "/jobs").read);
}

static void a_resource_that_is_not_readable_leaves_what_is_known(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = result();

	run_jobs(fixture, result());
	of = (struct fetch_result){.status = FETCH_NOT_READABLE, .given_up = CUSTOM_FIELD, .began_at_ms = 2 * READ_MS};
	serve("/jobs", of);
	fixture_run(fixture, "users,jobs");
	serve("/jobs", result());
	assert_string_equal(known(fixture, "/jobs").form, FORM_TAKEN);
	assert_string_equal(since(fixture, "jobs"), SINCE);
}

/* ---- what the service refused ---- */

static struct fetch_result refusing(uint64_t parts, const char *version)
{
	struct fetch_result of = result();

	of.given_up = parts;
	of.page_size = 1000;
	snprintf(of.version, sizeof(of.version), "%s", version);
	return of;
}

/* What the next run believes, at the given time after the runs so far. */
static const struct export_resource *believes(struct fixture *fixture, int64_t later_ms)
{
	fixture->options.page_size = 1000;
	fixture->run_ms += later_ms;
	fixture_read(fixture, "jobs");
	return fixture_resource(fixture, "/jobs");
}

static void what_was_refused_is_believed_for_a_week(void **state)
{
	struct fixture *fixture = *state;
	const struct export_resource *jobs;

	run_jobs(fixture, refusing(CUSTOM_FIELD | PRIVATE_JOB, "1.0.23"));
	jobs = believes(fixture, DAY_MS);
	assert_true(jobs->believed);
	assert_true(jobs->refused.parts == (CUSTOM_FIELD | PRIVATE_JOB));
	assert_string_equal(jobs->refused.version, "1.0.23");
	assert_int_equal(jobs->refused.page_size, 0);
	assert_false(believes(fixture, 7 * DAY_MS)->believed);
}

static void what_is_believed_is_not_renewed(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = refusing(CUSTOM_FIELD, "1.0.23");

	run_jobs(fixture, of);
	of.refused_as_before = true;
	fixture->run_ms += 6 * DAY_MS;
	run_jobs(fixture, of);
	assert_true(fixture_resource(fixture, "/jobs")->believed);
	assert_false(believes(fixture, DAY_MS)->believed);
}

static void what_is_taken_again_is_forgotten(void **state)
{
	struct fixture *fixture = *state;

	run_jobs(fixture, refusing(CUSTOM_FIELD, "1.0.23"));
	assert_true(believes(fixture, 1000)->believed);
	run_jobs(fixture, refusing(0, "1.0.27"));
	assert_false(believes(fixture, 1000)->believed);
}

static void a_size_that_is_refused_is_believed_too(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = refusing(0, "");

	fixture->options.page_size = 1000;
	of.page_size = 250;
	run_jobs(fixture, of);
	assert_int_equal(believes(fixture, 1000)->refused.page_size, 250);
	assert_string_equal(believes(fixture, 1000)->refused.version, "");
}

/* A part that the tables of a run do not want keeps what is known of it, unless the service is another one by then. */
static void parts_that_are_not_wanted_stay_refused(void **state)
{
	static const struct {
		const char *version;
		uint64_t refused;
	} cases[] = {{"1.0.23", CUSTOM_FIELD | STATS}, {"", CUSTOM_FIELD | STATS}, {"1.0.27", STATS}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct fixture *fixture = *state;

		run_jobs(fixture, refusing(CUSTOM_FIELD, "1.0.23"));
		serve("/jobs", refusing(STATS, cases[i].version));
		fixture_read(fixture, "jobs");
		fixture_resource(fixture, "/jobs")->plan->parts &= ~(uint64_t)CUSTOM_FIELD;
		fixture_succeeds(deletions_settle(&fixture->export));
		fixture_finish(fixture);
		assert_true(believes(fixture, 0)->refused.parts == cases[i].refused);
		run_jobs(fixture, refusing(0, "1.0.23"));
	}
}

/* What one run requested and another one gave up is another form; what only one of them wanted is not. */
static void the_form_is_compared_where_both_runs_wanted_a_part(void **state)
{
	struct fixture *fixture = *state;

	run_jobs(fixture, refusing(CUSTOM_FIELD, ""));
	assert_true(fixture_resource(fixture, "/jobs")->same_form);
	run_jobs(fixture, refusing(CUSTOM_FIELD | STATS, ""));
	assert_false(fixture_resource(fixture, "/jobs")->same_form);
	fixture_read(fixture, "jobs");
	fixture_resource(fixture, "/jobs")->plan->parts &= ~(uint64_t)(CUSTOM_FIELD | STATS);
	serve("/jobs", refusing(0, ""));
	fixture_succeeds(deletions_settle(&fixture->export));
	assert_true(fixture_resource(fixture, "/jobs")->same_form);
	fixture_finish(fixture);
	assert_string_equal(known(fixture, "/jobs").form, FORM_CUSTOM_FIELD ",stats");
	run_jobs(fixture, refusing(STATS, ""));
	assert_false(fixture_resource(fixture, "/jobs")->same_form);
}

static void the_number_of_records_is_that_of_the_last_whole_reading(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = result();

	of.received = 7;
	run_jobs(fixture, of);
	assert_int_equal(known(fixture, "/jobs").records, 7);
	of.received = 1;
	of.read_whole = false;
	run_jobs(fixture, of);
	assert_int_equal(known(fixture, "/jobs").records, 7);
}

/* ---- where a delta begins ---- */

static void a_delta_asks_for_what_was_updated_since_the_last_reading_began(void **state)
{
	run_jobs(*state, result());
	assert_string_equal(since(*state, "jobs"), SINCE);
}

static bool choose_none(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)table;
	(void)column;
	return false;
}

/* Deltas of the unified model read /interviews whole, those of native tables need not. */
static void a_filter_may_be_for_native_tables_alone(void **state)
{
	static const struct {
		const char *path;
		bool unified, filters;
	} cases[] = {
		{"/jobs", true, true},        {"/jobs", false, true},  {"/interviews", true, false},
		{"/interviews", false, true}, {"/users", true, false}, {"/users", false, false},
	};
	struct state_resource resource = {.since_ms = READ_MS};
	struct options options = {.mode = MODE_DELTA, .overlap = 600};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct endpoint *endpoint = mappings_find_endpoint(&shipped_mappings, cases[i].path);
		struct plan *plan =
			plan_new(&shipped_mappings, endpoint, SV("acme"),
				 &(struct plan_choice){cases[i].unified ? plan_choose_all : choose_none, NULL, NULL});
		char from[EXPORT_SINCE_SIZE];

		remember_write_since(&options, plan, &resource, from);
		assert_string_equal(from, cases[i].filters ? SINCE : "");
		plan_free(plan);
	}
}

static void the_overlap_reaches_further_back(void **state)
{
	((struct fixture *)*state)->options.overlap = 3600;
	run_jobs(*state, result());
	assert_string_equal(since(*state, "jobs"), "2026-11-18T10:06:40+00:00");
}

static void the_first_delta_reads_whole(void **state)
{
	serve("/jobs", result());
	assert_string_equal(since(*state, "jobs"), "");
}

static void only_a_delta_asks_for_updates(void **state)
{
	struct fixture *fixture = *state;

	run_jobs(fixture, result());
	fixture_read(fixture, "jobs");
	assert_string_equal(fixture_resource(fixture, "/jobs")->since, "");
}

static void a_resource_without_the_filter_is_always_read_whole(void **state)
{
	struct fixture *fixture = *state;

	serve("/users", result());
	fixture_run(fixture, "users");
	fixture->options.mode = MODE_DELTA;
	fixture_read(fixture, "users");
	assert_string_equal(fixture_resource(fixture, "/users")->since, "");
}

static void drift_does_not_move_it(void **state)
{
	struct fetch_result of = result();

	run_jobs(*state, result());
	of.status = FETCH_DRIFTED;
	of.began_at_ms += HOUR_MS;
	run_jobs(*state, of);
	assert_string_equal(since(*state, "jobs"), SINCE);
}

static void a_run_that_leaves_out_a_known_table_does_not_move_it(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = result();

	serve("/jobs", of);
	fixture_run(fixture, "jobs,job_hiring_team");
	of.began_at_ms += HOUR_MS;
	run_jobs(fixture, of);
	assert_string_equal(since(fixture, "jobs,job_hiring_team"), SINCE);
}

static void a_table_that_was_never_compared_is_read_whole(void **state)
{
	run_jobs(*state, result());
	assert_string_equal(since(*state, "jobs,job_hiring_team"), "");
}

static void a_delta_moves_it_on(void **state)
{
	struct fixture *fixture = *state;
	struct fetch_result of = result();

	run_jobs(fixture, of);
	of.began_at_ms += HOUR_MS;
	of.read_whole = false;
	fixture->options.mode = MODE_DELTA;
	run_jobs(fixture, of);
	assert_string_equal(since(fixture, "jobs"), "2026-11-18T11:56:40+00:00");
	assert_true(fixture_resource(fixture, "/jobs")->known.read);
}

/* ---- watermarks and the run ---- */

static struct state_watermark watermark(struct fixture *fixture)
{
	struct state_watermark out;

	fixture_succeeds(state_watermark(fixture->export.state, fixture_table(fixture, "jobs")->handle, &out));
	return out;
}

static void changed_at_of_a_table_moves_only_with_a_difference(void **state)
{
	struct fixture *fixture = *state;
	int64_t first;

	run_jobs(fixture, result());
	first = fixture->run_ms;
	assert_int_equal(watermark(fixture).changed_at_ms, first);
	run_jobs(fixture, result());
	assert_int_equal(watermark(fixture).changed_at_ms, first);
	serve("/jobs", result());
	fake_service.resources[0].listed = "1-3";
	fixture_run(fixture, "jobs");
	assert_int_equal(watermark(fixture).changed_at_ms, fixture->run_ms);
}

static void remote_updated_at_of_a_table_never_goes_back(void **state)
{
	struct fixture *fixture = *state;

	run_jobs(fixture, result());
	assert_string_equal(watermark(fixture).remote_updated_at, "2026-11-01T08:00:00.000Z");
	serve("/jobs", result());
	fake_service.resources[0].members = ",\"attributes\":{\"updated_at\":\"2026-10-01T08:00:00Z\"}";
	fixture_run(fixture, "jobs");
	assert_string_equal(watermark(fixture).remote_updated_at, "2026-11-01T08:00:00.000Z");
}

static enum rc on_run(void *context, const struct state_run *run)
{
	struct buf *text = context;

	buf_addf(text, "%s %s %s: %llu written, %llu created, %llu unchanged, %llu unconfirmed\n", run->mode,
		 run->place, run->complete ? "complete" : "incomplete", (unsigned long long)run->written,
		 (unsigned long long)run->created, (unsigned long long)run->unchanged,
		 (unsigned long long)run->unconfirmed);
	return RC_OK;
}

static void a_run_is_remembered_with_the_sums_over_its_tables(void **state)
{
	struct fixture *fixture = *state;
	AUTO_BUF text = {0};

	run_jobs(fixture, result());
	serve("/jobs", result());
	fake_service.resources[0].listed = "1";
	fake_service.resources[0].unsettled = "2";
	fixture_run(fixture, "jobs");
	fixture_read(fixture, "jobs");
	fixture_succeeds(state_runs(fixture->export.state, 9, on_run, &text));
	assert_string_equal(buf_text(&text),
			    "changes /there incomplete: 0 written, 0 created, 1 unchanged, 1 unconfirmed\n"
			    "changes /there complete: 2 written, 2 created, 0 unchanged, 0 unconfirmed\n");
}

int main(void)
{
#define RUNS(name_) cmocka_unit_test_setup_teardown(name_, fixture_new, fixture_remove)
	const struct CMUnitTest tests[] = {
		RUNS(the_first_reading_is_remembered_with_its_view),
		RUNS(a_part_that_was_given_up_belongs_to_the_form),
		RUNS(what_was_refused_is_believed_for_a_week),
		RUNS(what_is_believed_is_not_renewed),
		RUNS(what_is_taken_again_is_forgotten),
		RUNS(a_size_that_is_refused_is_believed_too),
		RUNS(parts_that_are_not_wanted_stay_refused),
		RUNS(the_form_is_compared_where_both_runs_wanted_a_part),
		RUNS(the_number_of_records_is_that_of_the_last_whole_reading),
		RUNS(a_narrower_view_does_not_replace_the_widest),
		RUNS(a_wider_view_replaces_the_known_one),
		RUNS(a_reading_of_updates_alone_does_not_count_as_whole),
		RUNS(a_resource_that_is_not_readable_leaves_what_is_known),
		RUNS(a_delta_asks_for_what_was_updated_since_the_last_reading_began),
		RUNS(a_filter_may_be_for_native_tables_alone),
		RUNS(the_overlap_reaches_further_back),
		RUNS(the_first_delta_reads_whole),
		RUNS(only_a_delta_asks_for_updates),
		RUNS(a_resource_without_the_filter_is_always_read_whole),
		RUNS(drift_does_not_move_it),
		RUNS(a_run_that_leaves_out_a_known_table_does_not_move_it),
		RUNS(a_table_that_was_never_compared_is_read_whole),
		RUNS(a_delta_moves_it_on),
		RUNS(changed_at_of_a_table_moves_only_with_a_difference),
		RUNS(remote_updated_at_of_a_table_never_goes_back),
		RUNS(a_run_is_remembered_with_the_sums_over_its_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
