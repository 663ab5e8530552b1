/* Pages ahead: how many, their memory, pausing, and that nothing waits forever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake_account.h"

static struct account account;
static struct collected collected;
static struct fetch_result result;
static struct fetch_config config;

static int set_up(void **state)
{
	(void)state;
	account = (struct account){.first_id = 1, .records = 95};
	collected = (struct collected){0};
	fake_reset(account_serve, &account);
	config = collect_config(&collected);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	collected_release(&collected);
	fake_release();
	return 0;
}

static void expect_all(int records)
{
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, records));
	assert_int_equal(result.status, FETCH_COMPLETE);
}

static int most_ahead;

static void note_ahead(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	int turn = (int)fake_world.read + 1;

	(void)a;
	(void)path;
	if (page - turn > most_ahead)
		most_ahead = page - turn;
	answer->latency_ms = page == 2 ? 50000 : 10;
}

static void pages_ahead_use_the_time_of_a_slow_page_up_to_their_limit(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	account.records = 100;
	account.after = note_ahead;
	config.page_size = 1;
	config.concurrency = 2;
	collected.page_bytes = 1;
	most_ahead = 0;
	expect_all(100);
	assert_int_equal(most_ahead, 31);
	/* 31 of them arrived while page 2 did not. */
	assert_in_range(fake_world.now - begin, 50000, 50000 + 70 * 10);
}

enum { BIG_PAGES = 14, BIG = 2 << 20 };

static bool close_paused;

static void second_page_is_slow(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = page == 2 ? 100000 : 10;
	answer->closed_when_paused = close_paused;
}

static void set_up_big_pages(int concurrency)
{
	account.records = BIG_PAGES;
	account.padding = BIG;
	account.after = second_page_is_slow;
	config.page_size = 1;
	config.concurrency = concurrency;
	collected.page_bytes = BIG;
}

static void pages_ahead_pause_at_the_limit_and_go_on(void **state)
{
	(void)state;
	set_up_big_pages(16);
	close_paused = false;
	expect_all(BIG_PAGES);
	assert_true(fake_world.paused > 0);
	assert_int_equal(result.retried, 0);
	assert_int_equal(result.requests, BIG_PAGES + 1);
	/* Nearly all of it was used, and never more than that and the page whose turn it was. */
	assert_in_range(fake_world.most_unread, FETCH_AHEAD_MAX - (1 << 20), FETCH_AHEAD_MAX + BIG + (1 << 17));
}

static void a_connection_closed_while_we_paused_it_does_not_count_as_a_try(void **state)
{
	(void)state;
	set_up_big_pages(16);
	close_paused = true;
	config.retries = 0;
	expect_all(BIG_PAGES);
	assert_true(result.retried > 0);
}

static void slow_fails_once(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	second_page_is_slow(a, path, page, answer);
	if (page == 2 && a->asked[0]++ == 0)
		answer->status = 500;
}

static void paused_pages_do_not_block_the_retry_of_the_page_whose_turn_it_is(void **state)
{
	(void)state;
	close_paused = false;
	for (int concurrency = 2; concurrency <= 16; concurrency += 7) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		account.asked[0] = 0;
		set_up_big_pages(concurrency);
		account.after = slow_fails_once;
		expect_all(BIG_PAGES);
		assert_int_equal(result.retried, 1);
	}
}

static void slow_is_throttled(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	second_page_is_slow(a, path, page, answer);
	if (page == 2 && a->asked[0]++ < 7)
		answer->status = 503;
}

/* Finally one request at a time is allowed, and paused ones do not count. */
static void paused_pages_do_not_block_a_retry_while_the_service_throttles_either(void **state)
{
	(void)state;
	close_paused = false;
	set_up_big_pages(16);
	account.after = slow_is_throttled;
	config.retries = 8;
	config.retry_budget_ms = 10000000;
	expect_all(BIG_PAGES);
	assert_true(fake_world.paused > 0);
	assert_int_equal(result.retried, 7);
}

static void third_page_waits(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)path;
	answer->latency_ms = page == 2 ? 1000 : 400;
	if (page != 3 || a->asked[0]++ > 5)
		return;
	answer->latency_ms = 10;
	answer->status = 500;
}

/* It gave up its slot when it failed ahead of its turn, and all the others may pause while it waits. */
static void a_page_that_waits_for_its_retry_gets_a_slot(void **state)
{
	(void)state;
	config.retries = 8;
	for (size_t size = BIG / 2; size <= BIG * 3; size += BIG / 2) {
		fake_reset(account_serve, &account);
		fake_world.random = 0.999;
		buf_clear(&collected.ids);
		account.asked[0] = 0;
		set_up_big_pages(2);
		account.padding = collected.page_bytes = size;
		account.after = third_page_waits;
		expect_all(BIG_PAGES);
		assert_true(fake_world.paused > 0 || size < BIG);
		assert_in_range(fake_world.most_running, 1, 2);
	}
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(pages_ahead_use_the_time_of_a_slow_page_up_to_their_limit),
		CASE(pages_ahead_pause_at_the_limit_and_go_on),
		CASE(a_connection_closed_while_we_paused_it_does_not_count_as_a_try),
		CASE(paused_pages_do_not_block_the_retry_of_the_page_whose_turn_it_is),
		CASE(paused_pages_do_not_block_a_retry_while_the_service_throttles_either),
		CASE(a_page_that_waits_for_its_retry_gets_a_slot),
	};

	return cmocka_run_group_tests_name("fetch: memory and pausing", tests, NULL, NULL);
}
