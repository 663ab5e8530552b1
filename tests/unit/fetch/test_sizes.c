/* A service that refuses the size of a page: which sizes are tried, when optional parts are given up, what others do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

static int takes;             /* records per page at most */
static const char *knows_not; /* a text in a URL that is refused */
static long refuses_with;

/* Instead of account_serve(): refuses pages that are too large, and what it does not know. */
static void serve(void *context, const char *url, struct fake_answer *answer)
{
	account_serve(context, url, answer);
	if (account.size <= takes && !(knows_not && strstr(url, knows_not)))
		return;
	answer->status = refuses_with;
	buf_clear(&answer->body);
}

static int begin(void **state)
{
	set_up(state);
	fake_reset(serve, &account);
	account.records = 1200;
	config = collect_config(&collected);
	config.page_size = 1000;
	takes = 1000;
	knows_not = NULL;
	refuses_with = 400;
	return 0;
}

/* The sizes in the order of the requests: "1000 1 500 ". */
static void expect_sizes(const char *expected)
{
	AUTO_BUF sizes = {0};
	const char *name = "page%5Bsize%5D=";

	for (const char *at = strstr(buf_text(&fake_world.log), name); at; at = strstr(at, name)) {
		at += strlen(name);
		buf_addf(&sizes, "%.*s ", (int)strcspn(at, "\n"), at);
	}
	assert_string_equal(buf_text(&sizes), expected);
}

static void expect_whole(void)
{
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, account.records));
	assert_int_equal(result.status, FETCH_COMPLETE);
}

static void smaller_pages_follow_a_page_of_one_record(void **state)
{
	static const struct {
		int takes;
		const char *sizes;
	} cases[] = {
		{1000, "1000 1000 "},
		{999, "1000 1 500 500 500 "},
		{499, "1000 1 500 250 250 250 250 250 "},
		{100, "1000 1 500 250 100 100 100 100 100 100 100 100 100 100 100 100 100 "},
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		refuses_with = i % 2 ? 422 : 400;
		takes = cases[i / 2].takes;
		expect_whole();
		expect_sizes(cases[i / 2].sizes);
		assert_int_equal(result.given_up, 0);
		tear_down(state);
		begin(state);
	}
}

static void each_size_is_reported(void **state)
{
	(void)state;
	takes = 300;
	expect_whole();
	assert_string_equal(buf_text(&collected.notices), "/things: HTTP 400; requesting 1 record at a time\n"
							  "/things: HTTP 200; requesting 500 records at a time\n"
							  "/things: HTTP 400; requesting 250 records at a time\n");
}

static void below_a_hundred_the_run_ends(void **state)
{
	(void)state;
	takes = 99;
	assert_int_equal(run(), RC_SERVICE);
	expect_sizes("1000 1 500 250 100 ");
	assert_true(
		said("/things, page 1: HTTP 400: the service accepts a page of one record, but none of 100; choose"));
}

static void a_size_that_was_chosen_is_not_raised(void **state)
{
	(void)state;
	config.page_size = 300;
	account.records = 300;
	takes = 250;
	expect_whole();
	expect_sizes("300 1 250 250 ");
	tear_down(state);
	begin(state);
	config.page_size = 50;
	takes = 20;
	assert_int_equal(run(), RC_SERVICE);
	expect_sizes("50 1 50 ");
	assert_true(said(
		"HTTP 400: the service accepts a page of one record, but none of 50; choose a smaller --page-size"));
}

static void parts_are_given_up_if_one_record_is_refused_too(void **state)
{
	(void)state;
	knows_not = "extra_fields";
	expect_whole();
	expect_sizes("1000 1 1 1 1 1 1000 1000 ");
	assert_int_equal(result.given_up, THINGS_MARKS);
}

static void a_service_may_refuse_the_size_and_a_part(void **state)
{
	(void)state;
	knows_not = "extra_fields";
	takes = 500;
	expect_whole();
	expect_sizes("1000 1 1 1 1 1 1000 500 500 500 ");
	assert_int_equal(result.given_up, THINGS_MARKS);
}

static void a_422_for_one_record_gives_up_no_part(void **state)
{
	(void)state;
	refuses_with = 422;
	knows_not = "extra_fields";
	assert_int_equal(run(), RC_SERVICE);
	expect_sizes("1000 1 ");
}

static void records_that_wait_are_passed_on_once(void **state)
{
	(void)state;
	collected.all_wait = true;
	takes = 500;
	expect_whole();
}

static void an_empty_resource_is_no_fault(void **state)
{
	(void)state;
	account.records = 0;
	takes = 500;
	expect_whole();
	expect_sizes("1000 1 500 ");
}

static void fail_503(struct fake_answer *answer)
{
	answer->status = 503;
}

static void a_failure_in_between_is_retried(void **state)
{
	(void)state;
	takes = 500;
	fault(1, 2, fail_503);
	expect_whole();
	expect_sizes("1000 1 1 500 500 500 ");
	assert_int_equal(result.retried, 1);
}

static const struct query others = {.path = "/others", .type = "others", .parts = {MAY_STATS, SORT("id")}};

static void the_size_holds_for_the_rest_of_the_run(void **state)
{
	struct fetch_request first = collect_request(&collected, &things),
			     second = collect_request(&collected, &others);
	struct fetch *fetch;

	(void)state;
	account.records = 10;
	takes = 250;
	for (int concurrency = 1; concurrency <= 2; concurrency++) {
		config.concurrency = concurrency;
		buf_clear(&fake_world.log);
		assert_int_equal(fetch_new(&config, &fetch), RC_OK);
		fetch_add(fetch, &first);
		fetch_add(fetch, &second);
		assert_int_equal(fetch_run(fetch), RC_OK);
		fetch_free(fetch);
		expect_sizes(concurrency == 1 ? "1000 1 500 250 250 " : "1000 1000 1 1 500 500 250 250 ");
	}
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(smaller_pages_follow_a_page_of_one_record),
		CASE(each_size_is_reported),
		CASE(below_a_hundred_the_run_ends),
		CASE(a_size_that_was_chosen_is_not_raised),
		CASE(parts_are_given_up_if_one_record_is_refused_too),
		CASE(a_service_may_refuse_the_size_and_a_part),
		CASE(a_422_for_one_record_gives_up_no_part),
		CASE(records_that_wait_are_passed_on_once),
		CASE(an_empty_resource_is_no_fault),
		CASE(a_failure_in_between_is_retried),
		CASE(the_size_holds_for_the_rest_of_the_run),
	};

	return cmocka_run_group_tests_name("fetch: sizes of pages", tests, NULL, NULL);
}
