/* Heavy pages in halves: which sizes, down to where, and that nothing is lost or comes twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

/* A page with the heavy record fails in this way if it is larger than `bears`. */
static int heavy_id, bears;
static void (*fails)(struct fake_answer *answer);

static void status_504(struct fake_answer *answer)
{
	answer->status = 504;
}

static void status_408(struct fake_answer *answer)
{
	answer->status = 408;
}

static void status_429(struct fake_answer *answer)
{
	answer->status = 429;
}

static void times_out(struct fake_answer *answer)
{
	answer->status = 0;
	answer->timed_out = true;
}

static void stops_coming(struct fake_answer *answer)
{
	answer->cut = answer->body.n / 3;
	answer->timed_out = true;
}

static void breaks_off(struct fake_answer *answer)
{
	answer->cut = answer->body.n / 2;
}

static void breaks_off_after_its_last_record(struct fake_answer *answer)
{
	answer->cut = answer->body.n - 5;
}

static void no_answer(struct fake_answer *answer)
{
	answer->status = 0;
}

static void html(struct fake_answer *answer)
{
	buf_clear(&answer->body);
	buf_adds(&answer->body, "<html>");
}

static void weigh(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	int first = (page - 1) * a->size + 1;

	(void)path;
	if (heavy_id >= first && heavy_id < first + a->size && a->size > bears)
		fails(answer);
}

static int begin(void **state)
{
	set_up(state);
	account.records = 400;
	account.after = weigh;
	config.page_size = 160;
	heavy_id = 200;
	bears = 40;
	fails = status_504;
	return 0;
}

static void expect_whole(void)
{
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, account.records));
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.received, account.records);
	assert_int_equal(result.passes, 1);
}

/* "1x160 2x160 …": number and size of each request. */
static void expect_asked(const char *expected)
{
	AUTO_BUF asked = {0};
	const char *at = buf_text(&fake_world.log);
	const char *number, *size;

	while ((number = strstr(at, "number%5D="))) {
		number += strlen("number%5D=");
		size = strstr(number, "size%5D=") + strlen("size%5D=");
		buf_addf(&asked, "%.*sx%.*s ", (int)strspn(number, "0123456789"), number,
			 (int)strspn(size, "0123456789"), size);
		at = size;
	}
	assert_string_equal(buf_text(&asked), expected);
}

static unsigned times_noticed(const char *text)
{
	unsigned times = 0;

	for (const char *at = buf_text(&collected.notices); (at = strstr(at, text)); at++)
		times++;
	return times;
}

static void a_page_that_fails_three_times_is_requested_in_halves(void **state)
{
	(void)state;
	bears = 80;
	expect_whole();
	expect_asked("1x160 2x160 2x160 2x160 3x80 4x80 5x80 6x80 ");
	assert_int_equal(result.retried, 3);
	assert_true(noticed("/things, page 2: HTTP 504; retrying in "));
	assert_int_equal(times_noticed("from here on 80 records at a time"), 1);
}

static void halves_are_halved_again(void **state)
{
	(void)state;
	bears = 20;
	expect_whole();
	expect_asked("1x160 2x160 2x160 2x160 3x80 3x80 3x80 5x40 5x40 5x40 9x20 10x20 11x20 12x20 13x20 14x20 15x20 "
		     "16x20 17x20 18x20 19x20 20x20 21x20 ");
}

static void ten_is_the_smallest(void **state)
{
	(void)state;
	bears = 0;
	config.retries = 3;
	assert_int_equal(run(), RC_SERVICE);
	assert_true(collected_is_range(&collected, 1, 190));
	assert_true(said("/things, page 20: HTTP 504: gave up after 4 tries"));
}

static void halves_have_tries_of_their_own(void **state)
{
	(void)state;
	bears = 80;
	config.retries = 2;
	fault(3, 1, status_504);
	fault(3, 2, status_504);
	expect_whole();
	assert_int_equal(result.retried, 5);
}

static void with_fewer_than_three_tries_there_are_no_halves(void **state)
{
	(void)state;
	config.retries = 1;
	assert_int_equal(run(), RC_SERVICE);
	assert_true(said("/things, page 2: HTTP 504: gave up after 2 tries"));
}

static void a_failure_that_a_smaller_page_may_avoid_is_halved(void **state)
{
	static void (*const heavy[])(struct fake_answer *) = {
		status_504, status_408, times_out, stops_coming, breaks_off, breaks_off_after_its_last_record,
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(heavy) / sizeof(heavy[0]); i++) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		fails = heavy[i / 2];
		collected.all_wait = i % 2;
		expect_whole();
		assert_true(noticed("from here on 40 records at a time"));
	}
}

static void a_failure_that_a_smaller_page_has_too_is_not_halved(void **state)
{
	static void (*const others[])(struct fake_answer *) = {status_429, no_answer, html};

	(void)state;
	config.retries = 4;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		fails = others[i];
		assert_int_not_equal(run(), RC_OK);
		assert_false(noticed("at a time"));
		assert_true(collected_is_range(&collected, 1, 160));
	}
}

/* More than 80 records were read from the page before it was cut off, so its first half holds nothing new. */
static void halves_without_a_new_record_are_not_the_end(void **state)
{
	(void)state;
	fails = breaks_off_after_its_last_record;
	bears = 80;
	account.padding = 4000;
	account.gives_no_total = true;
	expect_whole();
}

static void the_first_page_may_be_the_heavy_one(void **state)
{
	(void)state;
	heavy_id = 1;
	expect_whole();
	assert_non_null(strstr(buf_text(&fake_world.log), "number%5D=1&page%5Bsize%5D=40"));
}

static void the_last_page_may_be_the_heavy_one(void **state)
{
	(void)state;
	heavy_id = 400;
	expect_whole();
}

static void a_page_after_the_last_may_be_the_heavy_one(void **state)
{
	(void)state;
	config.page_size = 100;
	heavy_id = 401;
	expect_whole();
}

static void nothing_is_lost_at_any_size_and_concurrency_with_or_without_a_total(void **state)
{
	static const int sizes[] = {1000, 500, 399, 125, 101, 97, 64, 33, 25, 21, 20, 15, 13, 11};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (config.concurrency = 1; config.concurrency <= 16; config.concurrency += 5)
			for (heavy_id = 1; heavy_id <= 400; heavy_id += 57) {
				fake_reset(account_serve, &account);
				buf_clear(&collected.ids);
				config.page_size = sizes[i];
				bears = 10 + heavy_id % 60;
				account.gives_no_total = heavy_id % 2;
				fails = heavy_id % 3 ? breaks_off : status_504;
				collected.all_wait = heavy_id % 5 == 0;
				expect_whole();
			}
}

static void capped_pages_are_halved_from_their_real_size(void **state)
{
	(void)state;
	config.page_size = 500;
	for (account.cap = 20; account.cap <= 100; account.cap++) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		bears = account.cap / 2;
		account.gives_no_total = account.cap % 2;
		config.concurrency = 1 + account.cap % 16;
		expect_whole();
	}
}

/* The service counts the record and does not show it: the full first page has 159, while pages still begin every 160. */
static void a_record_missing_on_the_first_page_loses_no_other(void **state)
{
	(void)state;
	account.hides = 7;
	account.total = 399;
	for (bears = 10; bears < 160; bears++) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		assert_int_equal(run(), RC_OK);
		assert_int_equal(result.received, 399);
		assert_int_equal(result.status, FETCH_COMPLETE);
		assert_int_equal(result.passes, 1);
	}
}

static void ignored_page_numbers_end_all_the_same(void **state)
{
	(void)state;
	account.ignores_numbers = true;
	account.records = 160;
	account.gives_no_total = true;
	heavy_id = 161;
	bears = 80;
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, 160));
	assert_true(fake_world.started < 20);
}

/* A record of the first half is deleted before the second half is read: this pass notices, the next one repairs it. */
static void delete_between_halves(struct account *a, const char *path, int page)
{
	(void)path;
	if (page != 4 || a->first_id != 1 || !noticed("at a time"))
		return;
	a->first_id = 2;
	a->records--;
}

static void drift_between_halves_costs_another_pass_at_the_smaller_size(void **state)
{
	(void)state;
	account.before = delete_between_halves;
	bears = 80;
	assert_int_equal(run(), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.passes, 2);
	assert_int_equal(result.received, 400);
	assert_int_equal(times_noticed("at a time"), 1);
}

static void link_on(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	weigh(a, path, page, answer);
	if (page != 1)
		return;
	answer->body.n--;
	buf_adds(&answer->body, ",\"links\":{\"next\":\"?page%5Bnumber%5D=2&page%5Bsize%5D=160\"}}");
}

static void what_a_link_leads_to_is_not_halved(void **state)
{
	(void)state;
	account.after = link_on;
	assert_int_equal(run(), RC_SERVICE);
	assert_false(noticed("at a time"));
}

static void the_largest_page_is_halved_as_well(void **state)
{
	(void)state;
	bears = 125;
	config.page_size = 1000;
	expect_whole();
	expect_asked("1x1000 1x1000 1x1000 1x500 1x500 1x500 1x250 1x250 1x250 1x125 2x125 3x125 4x125 ");
}

static void wait_seven_seconds(struct fake_answer *answer)
{
	answer->status = 503;
	answer->retry_after = 7;
}

static void a_half_waits_as_long_as_the_service_asked(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	bears = 80;
	fails = wait_seven_seconds;
	expect_whole();
	assert_true(fake_world.now - began >= 21000);
}

/* The service removes records after it made its pages: the length of page 1 says little about the others. */
static void only_half_of_page_one(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	int first = (page - 1) * a->size + 1;

	weigh(a, path, page, answer);
	if (answer->status != 200)
		return;
	buf_clear(&answer->body);
	buf_adds(&answer->body, "{\"data\":[");
	for (int id = first; id < first + a->size && id <= a->records; id++)
		if (id > 80)
			buf_addf(&answer->body, "%s{\"id\":\"%d\",\"type\":\"things\"}",
				 answer->body.p[answer->body.n - 1] == '[' ? "" : ",", id);
	buf_adds(&answer->body, "]}");
}

static void a_first_page_that_is_short_does_not_end_the_halves_early(void **state)
{
	(void)state;
	account.records = 2000;
	account.after = only_half_of_page_one;
	heavy_id = 700;
	bears = 80;
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 81, 1920));
	assert_int_equal(result.status, FETCH_COMPLETE);
}

/* Page numbers count, but a page past the end is page 1 again. */
static void back_to_page_one(struct account *a, const char *path, int page)
{
	(void)path;
	a->ignores_numbers = (page - 1) * 20 >= a->records && page > 1;
}

static void a_page_past_the_end_that_is_page_one_again_is_the_end(void **state)
{
	(void)state;
	for (int gives = 0; gives < 2; gives++) {
		account.records = 100;
		account.gives_no_total = !gives;
		account.before = back_to_page_one;
		account.ignores_numbers = false;
		config.page_size = 40;
		heavy_id = 1;
		bears = 20;
		buf_clear(&collected.ids);
		assert_int_equal(run(), RC_OK);
		assert_true(collected_is_range(&collected, 1, 100));
		assert_int_equal(result.status, FETCH_COMPLETE);
		assert_int_equal(result.passes, 1);
	}
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_first_page_that_is_short_does_not_end_the_halves_early),
		CASE(a_page_past_the_end_that_is_page_one_again_is_the_end),
		CASE(a_page_that_fails_three_times_is_requested_in_halves),
		CASE(halves_are_halved_again),
		CASE(ten_is_the_smallest),
		CASE(halves_have_tries_of_their_own),
		CASE(with_fewer_than_three_tries_there_are_no_halves),
		CASE(a_failure_that_a_smaller_page_may_avoid_is_halved),
		CASE(a_failure_that_a_smaller_page_has_too_is_not_halved),
		CASE(halves_without_a_new_record_are_not_the_end),
		CASE(the_first_page_may_be_the_heavy_one),
		CASE(the_last_page_may_be_the_heavy_one),
		CASE(a_page_after_the_last_may_be_the_heavy_one),
		CASE(nothing_is_lost_at_any_size_and_concurrency_with_or_without_a_total),
		CASE(capped_pages_are_halved_from_their_real_size),
		CASE(a_record_missing_on_the_first_page_loses_no_other),
		CASE(ignored_page_numbers_end_all_the_same),
		CASE(drift_between_halves_costs_another_pass_at_the_smaller_size),
		CASE(what_a_link_leads_to_is_not_halved),
		CASE(the_largest_page_is_halved_as_well),
		CASE(a_half_waits_as_long_as_the_service_asked),
	};

	return cmocka_run_group_tests_name("fetch: halves", tests, NULL, NULL);
}
