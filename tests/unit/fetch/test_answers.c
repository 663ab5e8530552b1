/* What each kind of answer leads to: retries, waits, the budget, the run's status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

static void status_500(struct fake_answer *answer)
{
	answer->status = 500;
	answer->request_id = "req-500";
}

static void with_request_id(struct fake_answer *answer)
{
	answer->request_id = "req-2";
}

static void wait_seven_seconds(struct fake_answer *answer)
{
	answer->status = 429;
	answer->retry_after = 7;
}

static void wait_an_hour(struct fake_answer *answer)
{
	answer->status = 503;
	answer->retry_after = 3600;
}

static void no_answer(struct fake_answer *answer)
{
	answer->status = 0;
}

static void html(struct fake_answer *answer)
{
	buf_clear(&answer->body);
	buf_adds(&answer->body, "<html>secret-body</html>");
	answer->request_id = "req-html";
}

static void empty_body(struct fake_answer *answer)
{
	buf_clear(&answer->body);
}

static void errors_document(struct fake_answer *answer)
{
	buf_clear(&answer->body);
	buf_adds(&answer->body, "{\"errors\":[{\"status\":\"500\"}]}");
}

static void cut_in_half(struct fake_answer *answer)
{
	answer->cut = answer->body.n / 2;
}

static void cut_but_framed(struct fake_answer *answer)
{
	cut_in_half(answer);
	answer->cut_is_end = true;
}

static void cut_and_unframed(struct fake_answer *answer)
{
	cut_but_framed(answer);
	answer->unframed = true;
}

static void expect_recovery(void)
{
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.status, FETCH_COMPLETE);
}

static void a_500_is_retried(void **state)
{
	(void)state;
	fault(2, 1, status_500);
	expect_recovery();
	assert_int_equal(result.requests, 4);
	assert_int_equal(result.retried, 1);
	assert_true(noticed("/things, page 2: HTTP 500 (request id req-500); retrying in 0."));
	assert_true(noticed("(try 2 of 3)"));
}

static void tries_are_counted_for_each_request(void **state)
{
	(void)state;
	fault(1, 1, status_500);
	fault(2, 1, status_500);
	fault(2, 2, status_500);
	fault(3, 1, status_500);
	expect_recovery();
	assert_int_equal(result.retried, 4);
}

static void after_all_retries_the_run_ends_with_the_service_at_fault(void **state)
{
	(void)state;
	fault(2, 0, status_500);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 4);
	assert_true(said("/things, page 2: HTTP 500 (request id req-500): gave up after 3 tries; "));
}

static void without_retries_the_first_failure_is_the_last(void **state)
{
	(void)state;
	config.retries = 0;
	fault(1, 0, no_answer);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 1);
	assert_true(said("no answer (connection closed): gave up after 1 try;"));
}

static void retry_after_is_a_floor(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	fault(2, 1, wait_seven_seconds);
	expect_recovery();
	assert_in_range(fake_world.now - begin, 7000, 7300);
	assert_true(noticed("HTTP 429; retrying in 7.0 s"));
}

static void our_own_wait_is_random_and_capped(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	config.retries = 12;
	config.retry_budget_ms = 10000000;
	fake_world.random = 0.999;
	for (int nth = 1; nth < 8; nth++)
		fault(1, nth, status_500);
	expect_recovery();
	/* 0.5 + 1 + 2 + 4 + 8 + 16 + 30 seconds at most. */
	assert_in_range(fake_world.now - begin, 50000, 61500);
}

static void a_wait_beyond_the_budget_ends_the_run_at_once(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	fault(2, 0, wait_an_hour);
	assert_int_equal(run(), RC_SERVICE);
	assert_in_range(fake_world.now - begin, 0, 100);
	assert_true(said("asks to wait 3600 s, more than is left of the retry budget of 900 s"));
	assert_true(said("--retry-budget"));
}

static void a_wait_within_the_budget_is_kept_no_matter_how_long(void **state)
{
	(void)state;
	config.retry_budget_ms = 3700 * 1000;
	fault(2, 1, wait_an_hour);
	expect_recovery();
}

static void a_service_that_is_down_ends_within_the_budget(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	config.retries = 1000000;
	config.retry_budget_ms = 60000;
	fault(0, 0, status_500);
	assert_int_equal(run(), RC_SERVICE);
	assert_in_range(fake_world.now - begin, 30000, 60100);
	assert_true(said("no page was finished for"));
}

static void slow(struct fake_answer *answer)
{
	answer->latency_ms = 40000;
}

/* The handler may be slow, both while a page streams in and while the kept body of a page ahead is read. */
static void our_own_slowness_does_not_use_up_the_budget(void **state)
{
	(void)state;
	for (int concurrency = 1; concurrency <= 4; concurrency += 3) {
		config.concurrency = concurrency;
		account.padding = 100000;
		collected.record_ms = 400000;
		fault(2, 1, cut_in_half);
		expect_recovery();
		assert_int_equal(result.retried, 1);
		tear_down(state);
		set_up(state);
	}
}

static void very_slow(struct fake_answer *answer)
{
	answer->latency_ms = 1000000;
	answer->request_id = "req-slow";
}

static void drip(struct fake_answer *answer)
{
	answer->piece = 1;
	answer->gap_ms = 10000;
	answer->request_id = "req-drip";
}

static void no_answer_at_all_ends_the_run_with_the_budget(void **state)
{
	(void)state;
	fault(2, 0, very_slow);
	assert_int_equal(run(), RC_SERVICE);
	assert_true(said("/things, page 2: no answer arrived for 900 s, longer than the retry budget; "));
	assert_false(said("req-slow"));
}

static void an_answer_that_drips_ends_the_run_with_the_budget(void **state)
{
	(void)state;
	fault(2, 0, drip);
	assert_int_equal(run(), RC_SERVICE);
	assert_true(said("/things, page 2: HTTP 200 (request id req-drip): no record arrived for 90"));
}

static void a_slow_service_that_finishes_pages_outlives_the_budget(void **state)
{
	(void)state;
	config.retry_budget_ms = 60000;
	fault(0, 0, slow);
	for (int page = 1; page <= 3; page++)
		fault(page, 1, status_500);
	config.retry_budget_ms = 41000;
	expect_recovery();
	assert_true(fake_world.now > 6 * 40000);
}

static void a_body_that_is_cut_off_is_requested_again(void **state)
{
	(void)state;
	fault(2, 1, cut_in_half);
	fault(2, 2, cut_and_unframed);
	expect_recovery();
	assert_true(noticed("HTTP 200, the body was cut off"));
}

static void bodies_that_are_always_cut_off_are_the_service_s_fault(void **state)
{
	(void)state;
	fault(2, 0, cut_and_unframed);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 4);
	assert_true(said("/things, page 2: HTTP 200, the body was cut off: gave up after 3 tries"));
}

static void a_complete_answer_that_does_not_parse_gets_two_more_tries(void **state)
{
	(void)state;
	config.retries = 0;
	fault(2, 1, html);
	fault(2, 2, empty_body);
	expect_recovery();
}

static void then_it_is_a_format_error_without_a_byte_of_the_body(void **state)
{
	(void)state;
	config.retries = 8;
	fault(2, 0, html);
	assert_int_equal(run(), RC_FORMAT);
	assert_int_equal(fake_world.started, 4);
	assert_true(said("/things, page 2: HTTP 200 (request id req-html): "));
	assert_true(noticed("/things, page 2: HTTP 200 (request id req-html): "));
	assert_true(noticed("(try 3 of 3)"));
	assert_false(said("secret"));
	assert_false(said("<"));
	assert_false(noticed("secret"));
}

static void a_framed_body_with_an_unexpected_end_is_a_format_error(void **state)
{
	(void)state;
	fault(2, 0, cut_but_framed);
	assert_int_equal(run(), RC_FORMAT);
}

static void an_errors_document_with_status_200_is_the_service_s_fault(void **state)
{
	(void)state;
	fault(2, 0, errors_document);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 4);
}

static void a_failing_handler_ends_the_run_with_its_own_text(void **state)
{
	(void)state;
	collected.fails_with = RC_OUTPUT;
	collected.fails_at = 12;
	assert_int_equal(run(), RC_OUTPUT);
	assert_string_equal(rc_text(), "the handler says no");
	assert_int_equal(fake_world.started, 2);
}

static void a_closed_pipe_is_passed_on(void **state)
{
	(void)state;
	collected.fails_with = RC_PIPE;
	collected.fails_at = 1;
	assert_int_equal(run(), RC_PIPE);
}

/* Even if the handler fails with a status that the document can fail with too. */
static void a_format_error_of_the_handler_is_not_retried(void **state)
{
	(void)state;
	fault(2, 0, with_request_id);
	collected.fails_with = RC_FORMAT;
	collected.fails_at = 12;
	assert_int_equal(run(), RC_FORMAT);
	assert_int_equal(fake_world.started, 2);
	assert_string_equal(rc_text(),
			    "/things, page 2: HTTP 200 (request id req-2): the handler says no; report it with the "
			    "request id");
}

static volatile int signal_number;

static void send_signal(struct fake_answer *answer)
{
	(void)answer;
	signal_number = 15;
}

static void a_signal_ends_the_run(void **state)
{
	(void)state;
	signal_number = 0;
	config.stop = &signal_number;
	fault(2, 0, send_signal);
	assert_int_equal(run(), 128 + 15);
	assert_int_equal(fake_world.started, 2);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_500_is_retried),
		CASE(tries_are_counted_for_each_request),
		CASE(after_all_retries_the_run_ends_with_the_service_at_fault),
		CASE(without_retries_the_first_failure_is_the_last),
		CASE(retry_after_is_a_floor),
		CASE(our_own_wait_is_random_and_capped),
		CASE(a_wait_beyond_the_budget_ends_the_run_at_once),
		CASE(a_wait_within_the_budget_is_kept_no_matter_how_long),
		CASE(a_service_that_is_down_ends_within_the_budget),
		CASE(our_own_slowness_does_not_use_up_the_budget),
		CASE(no_answer_at_all_ends_the_run_with_the_budget),
		CASE(an_answer_that_drips_ends_the_run_with_the_budget),
		CASE(a_slow_service_that_finishes_pages_outlives_the_budget),
		CASE(a_body_that_is_cut_off_is_requested_again),
		CASE(bodies_that_are_always_cut_off_are_the_service_s_fault),
		CASE(a_complete_answer_that_does_not_parse_gets_two_more_tries),
		CASE(then_it_is_a_format_error_without_a_byte_of_the_body),
		CASE(a_framed_body_with_an_unexpected_end_is_a_format_error),
		CASE(an_errors_document_with_status_200_is_the_service_s_fault),
		CASE(a_failing_handler_ends_the_run_with_its_own_text),
		CASE(a_closed_pipe_is_passed_on),
		CASE(a_format_error_of_the_handler_is_not_retried),
		CASE(a_signal_ends_the_run),
	};

	return cmocka_run_group_tests_name("fetch: answers", tests, NULL, NULL);
}
