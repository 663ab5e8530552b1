/*
 * A service that counts requests in fixed windows, as Pinpoint is said to: 120 a minute and 240 in eight minutes. A run gets
 * everything, in about the time that the windows allow, and is rarely refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

#define SECOND INT64_C(1000)

enum { REFUSALS_MAX = 3 }; /* in one window */

static struct window {
	int64_t length;
	unsigned allowed, taken, refused, most_refused;
	int64_t begins;
} windows[2];

static int64_t page_ms, refusal_ms;
static unsigned refused;

static void window_reach(struct window *window, int64_t now)
{
	while (now >= window->begins + window->length) {
		window->begins += window->length;
		window->taken = window->refused = 0;
	}
}

static bool window_is_full(struct window *window)
{
	return window->taken == window->allowed;
}

/* Seconds until it ends, rounded up. */
static int64_t window_rest(const struct window *window, int64_t now)
{
	return (window->begins + window->length - now + SECOND - 1) / SECOND;
}

static void refuse(struct window *window, struct fake_answer *answer)
{
	int64_t now = fake_world.now;

	refused++;
	if (++window->refused > window->most_refused)
		window->most_refused = window->refused;
	answer->status = 429;
	answer->latency_ms = refusal_ms;
	/* The service counts the request as it arrives; the answer is under way for a while. */
	answer->retry_after = window_rest(window, now + refusal_ms);
	buf_clear(&answer->body);
}

static void count_request(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	answer->latency_ms = page_ms;
	for (int i = 0; i < 2; i++)
		window_reach(&windows[i], fake_world.now);
	for (int i = 1; i >= 0; i--)
		if (window_is_full(&windows[i])) {
			refuse(&windows[i], answer);
			return;
		}
	windows[0].taken++;
	windows[1].taken++;
}

/* `into`: how far into its windows the run begins. */
static void begin(void **state, int concurrency, int64_t into)
{
	set_up(state);
	config.concurrency = concurrency;
	config.retries = 8;
	account.after = count_request;
	refused = 0;
	windows[0] =
		(struct window){.length = 60 * SECOND, .allowed = 120, .begins = fake_world.now - into % (60 * SECOND)};
	windows[1] = (struct window){.length = 480 * SECOND, .allowed = 240, .begins = fake_world.now - into};
}

/* When the last request may begin, give or take a minute, and then as long as a full window takes with two in flight. */
static int64_t most_seconds(int concurrency, int64_t into, int requests)
{
	int64_t least = (requests - 1) / 240 * 480 + (requests - 1) % 240 / 120 * 60 - into / SECOND;
	int64_t rest = requests < 240 ? requests : 240;

	return (least > 0 ? least : 0) + rest * page_ms / SECOND / (concurrency < 2 ? 1 : 2) + 60;
}

static void expect_run(void **state, int concurrency, int64_t into, int requests)
{
	int64_t began;

	begin(state, concurrency, into);
	account.records = requests * 10 - 5;
	began = fake_world.now;
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, account.records));
	assert_int_equal(result.retried, refused);
	assert_int_equal(result.requests, (unsigned)requests + refused);
	assert_in_range((fake_world.now - began) / SECOND, 0, most_seconds(concurrency, into, requests));
	for (int i = 0; i < 2; i++)
		assert_in_range(windows[i].most_refused, 0, REFUSALS_MAX);
	tear_down(state);
}

static void the_windows_are_kept(void **state)
{
	static const int concurrencies[] = {1, 2, 4, 16};
	static const int64_t pages[] = {30, 300, 2000}, intos[] = {0, 400 * SECOND};

	refusal_ms = 20;
	for (size_t c = 0; c < 4; c++)
		for (size_t p = 0; p < 3; p++)
			for (size_t i = 0; i < 2; i++) {
				page_ms = pages[p];
				expect_run(state, concurrencies[c], intos[i], 150);
				expect_run(state, concurrencies[c], intos[i], 1000);
			}
}

/* The refusals arrive later than the pages that were requested after them. */
static void refusals_that_take_long_are_no_more(void **state)
{
	page_ms = 300;
	refusal_ms = 2000;
	expect_run(state, 4, 0, 700);
	expect_run(state, 16, 0, 700);
}

static void it_says_when_it_goes_on(void **state)
{
	page_ms = refusal_ms = 100;
	begin(state, 1, 0);
	account.records = 1215;
	assert_int_equal(run(), RC_OK);
	assert_int_equal(refused, 1);
	/* The world of the tests begins 1,000 s after 1970; twelve of the first minute have gone by. */
	assert_true(noticed("/things, page 121: HTTP 429; retrying in 48.0 s, at 00:17:40Z (try 2 of 9)"));
	tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_windows_are_kept),
		cmocka_unit_test(refusals_that_take_long_are_no_more),
		cmocka_unit_test(it_says_when_it_goes_on),
	};

	return cmocka_run_group_tests_name("fetch: windows of the service", tests, NULL, NULL);
}
