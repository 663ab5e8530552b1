/* A service that throttles: the whole run slows down, waits as requested, and gets its speed back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

static unsigned refused;

static int begin(void **state)
{
	set_up(state);
	account.records = 2000;
	config.concurrency = 16;
	config.retries = 8;
	refused = 0;
	return 0;
}

static void expect_all(void)
{
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, account.records));
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.retried, refused);
}

static void refuse(struct fake_answer *answer, int64_t retry_after)
{
	answer->status = 429;
	answer->retry_after = retry_after;
	refused++;
}

/* More than five at a time are refused; the one just started is counted already. */
static void bears_five(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	answer->latency_ms = 300;
	if (fake_world.running >= 5)
		refuse(answer, -1);
}

static void a_service_that_allows_five_requests_gets_about_five(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	account.after = bears_five;
	expect_all();
	/* Eleven at first, then at most a few each time the window grows again. */
	assert_in_range(refused, 11, 40);
	/* 200 pages of 300 ms, five at a time, take 12 s. */
	assert_in_range(fake_world.now - began, 12000, 25000);
}

static unsigned seen;
static int64_t hold_from, hold_until;
static bool broken;

static void one_asks_for_a_minute(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = 100;
	if (hold_from && fake_world.now > hold_from && fake_world.now < hold_until)
		broken = true;
	if (page != 30 || seen++ > 0)
		return;
	refuse(answer, 60);
	hold_from = fake_world.now + answer->latency_ms;
	hold_until = hold_from + 60000;
}

static void retry_after_holds_every_request(void **state)
{
	(void)state;
	seen = 0;
	broken = false;
	hold_from = 0;
	account.after = one_asks_for_a_minute;
	expect_all();
	assert_int_equal(refused, 1);
	assert_true(fake_world.now > hold_until);
	assert_false(broken);
	assert_true(noticed("/things, page 30: HTTP 429; retrying in 60.0 s, at 00:17:40Z (try 2 of 9)"));
}

static void one_throttles_and_one_fails(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = page == 3 ? 200 : 100;
	if ((page != 2 && page != 3) || seen++ > 1)
		return;
	refuse(answer, 40);
	if (page == 3) {
		answer->status = 500;
		answer->retry_after = -1;
	}
}

static void the_reported_wait_is_the_real_one(void **state)
{
	(void)state;
	seen = 0;
	account.after = one_throttles_and_one_fails;
	expect_all();
	assert_true(noticed("/things, page 2: HTTP 429; retrying in 40.0 s"));
	assert_true(noticed("/things, page 3: HTTP 500; retrying in 39.9 s"));
}

static void a_page_ahead_asks_for_an_hour(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = page == 2 ? 50000 : 100;
	if (page == 9)
		refuse(answer, 3600);
}

static void a_wait_of_a_page_ahead_beyond_the_budget_ends_the_run_at_once(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	account.after = a_page_ahead_asks_for_an_hour;
	assert_int_equal(run(), RC_SERVICE);
	assert_in_range(fake_world.now - began, 0, 1000);
	assert_true(said("/things, page 9: HTTP 429: the service asks to wait 3600 s"));
}

static void ahead_always_fails(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = page == 2 ? 50000 : 100;
	if (page == 9 && fake_world.now < 1000000 + 60000) {
		answer->status = 500;
		refused++;
	}
}

/* Its tries are not used up before its turn. */
static void a_page_ahead_keeps_tries_for_its_turn(void **state)
{
	(void)state;
	account.after = ahead_always_fails;
	account.records = 100;
	expect_all();
	assert_in_range(refused, 4, 9);
}

static void refused_once(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	answer->latency_ms = 300;
	if (fake_world.started < 17 && fake_world.started > 0)
		refuse(answer, -1);
}

/* All in flight were refused: each is requested again once, most of them before their turn. */
static void pages_ahead_that_were_refused_do_not_wait_for_their_turns(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	account.after = refused_once;
	account.records = 200;
	expect_all();
	assert_int_equal(refused, 16);
	assert_in_range(fake_world.now - began, 1000, 6000);
}

static void dead(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	if (page > 3)
		refuse(answer, -1);
}

static void a_service_that_throttles_forever_ends_the_run_in_bounded_time(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	account.after = dead;
	config.retries = 1000000;
	config.retry_budget_ms = 60000;
	assert_int_equal(run(), RC_SERVICE);
	assert_in_range(fake_world.now - began, 20000, 80000);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_service_that_allows_five_requests_gets_about_five),
		CASE(retry_after_holds_every_request),
		CASE(the_reported_wait_is_the_real_one),
		CASE(a_wait_of_a_page_ahead_beyond_the_budget_ends_the_run_at_once),
		CASE(a_page_ahead_keeps_tries_for_its_turn),
		CASE(pages_ahead_that_were_refused_do_not_wait_for_their_turns),
		CASE(a_service_that_throttles_forever_ends_the_run_in_bounded_time),
	};

	return cmocka_run_group_tests_name("fetch: pace", tests, NULL, NULL);
}
