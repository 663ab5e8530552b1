#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/retry.h"

#define NOW INT64_C(1795399200000) /* 2026-11-23T02:00:00Z */

static void expect_class(long status, bool complete, enum retry_class expected)
{
	const struct net_answer answer = {.status = status, .complete = complete};

	assert_int_equal(retry_classify(&answer), expected);
}

static void a_whole_answer_is_not_retried(void **state)
{
	(void)state;
	expect_class(200, true, RETRY_NOT);
	expect_class(204, true, RETRY_NOT);
}

static void no_answer_and_half_an_answer_are_transport(void **state)
{
	(void)state;
	expect_class(0, false, RETRY_TRANSPORT);
	expect_class(100, false, RETRY_TRANSPORT);
	expect_class(200, false, RETRY_TRANSPORT);
}

static void the_status_decides_whatever_happened_to_the_body(void **state)
{
	static const long refused[] = {301, 302, 307, 308, 400, 401, 403, 404, 410, 422};
	static const long server[] = {202, 408, 421, 425, 500, 502, 504, 520, 599};
	static const long throttled[] = {429, 503};

	(void)state;
	for (int complete = 0; complete < 2; complete++) {
		for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
			expect_class(refused[i], complete, RETRY_NOT);
		for (size_t i = 0; i < sizeof(server) / sizeof(server[0]); i++)
			expect_class(server[i], complete, RETRY_SERVER);
		for (size_t i = 0; i < sizeof(throttled) / sizeof(throttled[0]); i++)
			expect_class(throttled[i], complete, RETRY_THROTTLED);
	}
}

static void a_refusal_in_html_is_retried(void **state)
{
	static const long refused[] = {400, 401, 403, 404, 422};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		const struct net_answer answer = {.status = refused[i], .complete = true, .markup = true};
		bool between = refused[i] == 401 || refused[i] == 403;

		assert_int_equal(retry_from_between(&answer), between);
		assert_int_equal(retry_classify(&answer), between ? RETRY_THROTTLED : RETRY_NOT);
	}
}

static void a_refused_certificate_is_not_retried(void **state)
{
	const struct net_answer answer = {.permanent = true};

	(void)state;
	assert_int_equal(retry_classify(&answer), RETRY_NOT);
}

static void expect_wait(int64_t given, unsigned tried, double random, int64_t expected)
{
	const struct net_answer answer = {.retry_after = given};

	assert_int_equal(retry_wait_ms(&answer, tried, random), expected);
}

static void our_own_wait_doubles_up_to_its_cap(void **state)
{
	(void)state;
	expect_wait(-1, 1, 0.5, 250);
	expect_wait(-1, 2, 0.5, 500);
	expect_wait(-1, 3, 0.5, 1000);
	expect_wait(-1, 6, 0.5, 8000);
	expect_wait(-1, 7, 0.5, 15000);
	expect_wait(-1, 8, 0.5, 15000);
	expect_wait(-1, 4000000000U, 0.5, 15000);
	expect_wait(-1, 0, 0.5, 250);
}

static void the_wait_is_spread_over_the_whole_range(void **state)
{
	(void)state;
	expect_wait(-1, 4, 0.0, 0);
	expect_wait(-1, 4, 0.999999, 3999);
}

static void retry_after_is_a_minimum_without_a_cap(void **state)
{
	(void)state;
	expect_wait(0, 1, 0.5, 250);
	expect_wait(3, 1, 0.5, 3000);
	expect_wait(1, 6, 0.5, 8000);
	expect_wait(86400, 1, 0.5, 86400000);
	expect_wait(INT64_MAX, 1, 0.5, RETRY_AFTER_MAX * 1000);
}

static void retry_after_may_be_in_seconds(void **state)
{
	(void)state;
	assert_int_equal(retry_after_read(SV("0"), NOW), 0);
	assert_int_equal(retry_after_read(SV("120"), NOW), 120);
	assert_int_equal(retry_after_read(SV(" 120\t"), -1), 120);
	assert_int_equal(retry_after_read(SV("007"), NOW), 7);
	assert_int_equal(retry_after_read(SV("1.5"), NOW), 2);
	assert_int_equal(retry_after_read(SV("20261123"), NOW), 20261123); /* not a date */
	assert_int_equal(retry_after_read(SV("99999999999999999999999999"), NOW), RETRY_AFTER_MAX);
}

static void retry_after_may_be_a_date(void **state)
{
	(void)state;
	assert_int_equal(retry_after_read(SV("Mon, 23 Nov 2026 02:01:30 GMT"), NOW), 90);
	assert_int_equal(retry_after_read(SV("Monday, 23-Nov-26 02:01:30 GMT"), NOW), 90);
	assert_int_equal(retry_after_read(SV("Mon Nov 23 02:01:30 2026"), NOW), 90);
	assert_int_equal(retry_after_read(SV("Mon, 23 Nov 2026 02:00:01 GMT"), NOW - 1), 2);
	assert_int_equal(retry_after_read(SV("Mon, 23 Nov 2026 01:59:59 GMT"), NOW), 0);
	assert_int_equal(retry_after_read(SV("Fri, 31 Dec 9999 23:59:59 GMT"), NOW), RETRY_AFTER_MAX);
	assert_int_equal(retry_after_read(SV("Mon, 23 Nov 2026 02:01:30 GMT"), -1), -1);
}

static void anything_else_is_no_retry_after(void **state)
{
	static const struct sv values[] = {
		{"", 0}, {NULL, 0}, {" ", 1}, {"soon", 4}, {"-1", 2}, {"1.", 2}, {"1.x", 3}, {"1 s", 3}, {"1e3", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_int_equal(retry_after_read(values[i], NOW), -1);
}

static void dates_are_read(void **state)
{
	char longest[HTTP_DATE_MAX + 2];

	(void)state;
	memset(longest, ' ', sizeof(longest));
	memcpy(longest, "Mon, 23 Nov 2026 02:00:00 GMT", 29);
	assert_int_equal(http_date_ms(SV("Mon, 23 Nov 2026 02:00:00 GMT")), NOW);
	assert_int_equal(http_date_ms((struct sv){longest, HTTP_DATE_MAX}), NOW);
	assert_int_equal(http_date_ms((struct sv){longest, HTTP_DATE_MAX + 1}), -1);
	assert_int_equal(http_date_ms(SV("")), -1);
	assert_int_equal(http_date_ms(SV("yesterday")), -1);
	assert_int_equal(http_date_ms(SV("1 Jan 999999999")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_answer_is_not_retried),
		cmocka_unit_test(no_answer_and_half_an_answer_are_transport),
		cmocka_unit_test(the_status_decides_whatever_happened_to_the_body),
		cmocka_unit_test(a_refusal_in_html_is_retried),
		cmocka_unit_test(a_refused_certificate_is_not_retried),
		cmocka_unit_test(our_own_wait_doubles_up_to_its_cap),
		cmocka_unit_test(the_wait_is_spread_over_the_whole_range),
		cmocka_unit_test(retry_after_is_a_minimum_without_a_cap),
		cmocka_unit_test(retry_after_may_be_in_seconds),
		cmocka_unit_test(retry_after_may_be_a_date),
		cmocka_unit_test(anything_else_is_no_retry_after),
		cmocka_unit_test(dates_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
