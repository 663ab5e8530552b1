#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/patience.h"

static int64_t now;

static int64_t current_time(void *context)
{
	(void)context;
	return now;
}

static const struct clock test_clock = {.now_ms = current_time, .steady_ms = current_time};

static struct patience patience_at(double rate)
{
	struct patience_config config = {.clock = &test_clock, .budget_ms = 1000, .rate = rate, .requests = 16, .windows = true};
	struct patience patience;

	now = 5000;
	patience_init(&patience, &config);
	return patience;
}

static void the_budget_is_time_without_a_finished_page(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	now += 400;
	assert_int_equal(patience_left(&patience), 600);
	assert_int_equal(patience_without_page(&patience), 400);
	patience_page_finished(&patience);
	now += 1100;
	assert_int_equal(patience_left(&patience), -100);
}

static void work_of_our_own_does_not_use_up_the_budget(void **state)
{
	struct patience patience = patience_at(0);
	int64_t began_at;

	(void)state;
	now += 400;
	began_at = now;
	now += 5000;
	patience_worked(&patience, began_at);
	assert_int_equal(patience_without_page(&patience), 400);
	now += 100;
	assert_int_equal(patience_left(&patience), 500);
}

static void a_page_finished_during_work_does_not_lengthen_the_budget(void **state)
{
	struct patience patience = patience_at(0);
	int64_t began_at = now;

	(void)state;
	now += 5000;
	patience_page_finished(&patience);
	now += 10;
	patience_worked(&patience, began_at);
	assert_int_equal(patience_left(&patience), 1000);
}

static void records_and_starts_count_as_progress_and_our_own_work_is_not_counted(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	now += 300;
	assert_int_equal(patience_without_move(&patience), 300);
	now += 5000;
	patience_worked(&patience, now - 5000);
	assert_int_equal(patience_without_move(&patience), 300);
	patience_moved(&patience);
	patience_worked(&patience, now);
	assert_int_equal(patience_without_move(&patience), 0);
	now += 200;
	patience_worked(&patience, now);
	assert_int_equal(patience_without_move(&patience), 200);
	patience_started(&patience);
	assert_int_equal(patience_without_move(&patience), 0);
	assert_int_equal(patience_without_page(&patience), 500);
}

static void without_a_rate_nothing_waits(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(patience_until_start(&patience), 0);
		patience_started(&patience);
	}
}

/* Starts as often as allowed for ten seconds, looking every `step` ms at least. */
static int starts_in_ten_seconds(double rate, int64_t step)
{
	struct patience patience = patience_at(rate);
	int starts = 0;

	while (now < 15000) {
		int64_t wait = patience_until_start(&patience);

		if (wait > 0) {
			now += wait > step ? step : wait;
			continue;
		}
		patience_started(&patience);
		starts++;
	}
	return starts;
}

static void a_rate_is_kept_exactly(void **state)
{
	(void)state;
	assert_int_equal(starts_in_ten_seconds(10, 1000), 100);
	assert_int_equal(starts_in_ten_seconds(3, 1000), 30);
	assert_int_equal(starts_in_ten_seconds(0.5, 100), 5);
	assert_int_equal(starts_in_ten_seconds(300, 1000), 3000);
}

static void a_pause_is_not_made_up_for_by_a_burst(void **state)
{
	struct patience patience = patience_at(10);

	(void)state;
	patience_started(&patience);
	now += 60000;
	assert_int_equal(patience_until_start(&patience), 0);
	patience_started(&patience);
	assert_int_equal(patience_until_start(&patience), 100);
}

/* A request that starts late does not let the next one start early. */
static void a_late_start_does_not_bring_two_close_together(void **state)
{
	struct patience patience = patience_at(0.5);

	(void)state;
	patience_started(&patience);
	now += 3800;
	patience_started(&patience);
	assert_int_equal(patience_until_start(&patience), 2000);
}

static void a_refusal_halves_the_requests_in_flight(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	assert_int_equal(patience_requests(&patience), 16);
	patience_throttled(&patience, now, -1);
	assert_int_equal(patience_requests(&patience), 8);
	assert_int_equal(patience_until_start(&patience), 0);
}

static void refusals_of_requests_under_way_together_count_once(void **state)
{
	struct patience patience = patience_at(0);
	int64_t asked_at = now;

	(void)state;
	now += 5;
	for (int i = 0; i < 16; i++) {
		now++;
		patience_throttled(&patience, asked_at + i % 2, -1);
	}
	assert_int_equal(patience_requests(&patience), 8);
	patience_throttled(&patience, now, -1);
	assert_int_equal(patience_requests(&patience), 4);
}

static void below_one_request_starts_keep_apart_up_to_a_ceiling(void **state)
{
	struct patience patience = patience_at(0);
	int64_t longest = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		patience_throttled(&patience, now, -1);
	patience_started(&patience);
	assert_int_equal(patience_requests(&patience), 1);
	assert_int_equal(patience_until_start(&patience), 0);
	patience_throttled(&patience, now, -1);
	assert_int_equal(patience_until_start(&patience), WINDOW_PAUSE_MS);
	for (int i = 0; i < 100; i++)
		patience_throttled(&patience, now, -1);
	assert_int_equal(patience_requests(&patience), 1);
	longest = patience_until_start(&patience);
	assert_in_range(longest, 5000, 10000);
	now += longest;
	assert_int_equal(patience_until_start(&patience), 0);
}

static void speed_comes_back_with_finished_pages_and_no_further(void **state)
{
	struct patience patience = patience_at(0);
	int pages = 0;

	(void)state;
	patience_throttled(&patience, now, -1);
	for (; patience_requests(&patience) < 16; pages++)
		patience_page_finished(&patience);
	assert_int_equal(pages, 128);
	for (; pages < 1000; pages++)
		patience_page_finished(&patience);
	assert_int_equal(patience_requests(&patience), 16);
}

static void retry_after_holds_every_start(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	patience_throttled(&patience, now, 10);
	now += 2000;
	assert_int_equal(patience_until_start(&patience), 8000);
	patience_throttled(&patience, now, 3); /* a shorter one changes nothing */
	assert_int_equal(patience_until_start(&patience), 8000);
	patience_restart(&patience);
	assert_int_equal(patience_until_start(&patience), 8000);
	now += 8000;
	assert_int_equal(patience_until_start(&patience), 0);
}

static void the_rate_stays_the_ceiling(void **state)
{
	struct patience patience = patience_at(10);

	(void)state;
	patience_started(&patience);
	for (int i = 0; i < 6; i++)
		patience_throttled(&patience, now, -1);
	assert_true(patience_until_start(&patience) > 500);
	for (int i = 0; i < 1000; i++)
		patience_page_finished(&patience);
	assert_int_equal(patience_until_start(&patience), 100);
}

static void a_service_that_counts_gets_one_and_then_three_at_once(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	patience_counted(&patience);
	assert_int_equal(patience_requests(&patience), 1);
	patience_page_finished(&patience);
	assert_int_equal(patience_requests(&patience), CAREFUL_REQUESTS);
	for (int i = 0; i < 2 * CAREFUL_UNTIL; i++)
		patience_started(&patience);
	assert_int_equal(patience_requests(&patience), CAREFUL_REQUESTS);
}

static void while_the_first_windows_may_be_full_there_are_three_at_once(void **state)
{
	struct patience patience = patience_at(0);

	(void)state;
	for (int started = 0; started < CAREFUL_UNTIL + 5; started++) {
		bool careful = started >= CAREFUL_FROM && started < CAREFUL_UNTIL;

		assert_int_equal(patience_requests(&patience), careful ? CAREFUL_REQUESTS : 16);
		patience_started(&patience);
	}
	patience.started = CAREFUL_FROM;
	patience.windows = false;
	assert_int_equal(patience_requests(&patience), 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_budget_is_time_without_a_finished_page),
		cmocka_unit_test(work_of_our_own_does_not_use_up_the_budget),
		cmocka_unit_test(a_page_finished_during_work_does_not_lengthen_the_budget),
		cmocka_unit_test(records_and_starts_count_as_progress_and_our_own_work_is_not_counted),
		cmocka_unit_test(without_a_rate_nothing_waits),
		cmocka_unit_test(a_rate_is_kept_exactly),
		cmocka_unit_test(a_pause_is_not_made_up_for_by_a_burst),
		cmocka_unit_test(a_late_start_does_not_bring_two_close_together),
		cmocka_unit_test(a_refusal_halves_the_requests_in_flight),
		cmocka_unit_test(refusals_of_requests_under_way_together_count_once),
		cmocka_unit_test(below_one_request_starts_keep_apart_up_to_a_ceiling),
		cmocka_unit_test(speed_comes_back_with_finished_pages_and_no_further),
		cmocka_unit_test(retry_after_holds_every_start),
		cmocka_unit_test(the_rate_stays_the_ceiling),
		cmocka_unit_test(a_service_that_counts_gets_one_and_then_three_at_once),
		cmocka_unit_test(while_the_first_windows_may_be_full_there_are_three_at_once),
	};

	return cmocka_run_group_tests_name("fetch: budget and pace", tests, NULL, NULL);
}
