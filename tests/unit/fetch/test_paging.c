/* The end of a list, each record once, links.next, drift, records that wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_account.h"

static struct account account;
static struct collected collected;
static struct fetch_result result;

static int set_up(void **state)
{
	(void)state;
	account = (struct account){.first_id = 1};
	collected = (struct collected){0};
	fake_reset(account_serve, &account);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	collected_release(&collected);
	fake_release();
	return 0;
}

static void read_all(void)
{
	assert_int_equal(collect_one(collect_config(&collected), &collected, &result), RC_OK);
}

static void expect_whole(int records, unsigned requests)
{
	read_all();
	assert_true(collected_is_range(&collected, 1, records));
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.received, records);
	assert_int_equal(fake_world.started, requests);
	assert_int_equal(result.passes, 1);
}

static void an_empty_page_is_the_end(void **state)
{
	(void)state;
	expect_whole(0, 1);
	assert_int_equal(result.announced, 0);
}

static void a_short_page_with_the_total_reached_is_the_end(void **state)
{
	(void)state;
	account.records = 25;
	expect_whole(25, 3);
	assert_int_equal(result.announced, 25);
	assert_int_equal(result.pages, 3);
}

static void a_full_page_with_the_total_reached_asks_once_more(void **state)
{
	(void)state;
	account.records = 20;
	expect_whole(20, 3);
}

static void without_a_total_an_empty_page_is_needed(void **state)
{
	(void)state;
	account.records = 25;
	account.gives_no_total = true;
	expect_whole(25, 4);
	assert_int_equal(result.announced, -1);
}

static void short_pages_go_on_until_the_total_is_reached(void **state)
{
	(void)state;
	account.records = 25;
	account.cap = 4;
	expect_whole(25, 7);
}

static void short_pages_without_a_total_go_on_to_an_empty_page(void **state)
{
	(void)state;
	account.records = 25;
	account.cap = 4;
	account.gives_no_total = true;
	expect_whole(25, 8);
}

/* Capped pages are all shorter than requested. */
static void a_total_that_is_too_small_under_a_cap_loses_nothing(void **state)
{
	struct fetch_config config = collect_config(&collected);

	(void)state;
	account.records = 25;
	account.total = 20;
	account.cap = 10;
	config.page_size = 50;
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.status, FETCH_DRIFTED);
}

static void status_404(struct fake_answer *answer)
{
	answer->status = 404;
}

static void status_400(struct fake_answer *answer)
{
	answer->status = 400;
}

static void status_401(struct fake_answer *answer)
{
	answer->status = 401;
}

static void a_page_refused_past_the_announced_end_is_the_end(void **state)
{
	static void (*const refusals[])(struct fake_answer * answer) = {status_404, status_400};

	(void)state;
	account.records = 20;
	for (size_t i = 0; i < 2; i++) {
		fake_world.started = 0;
		buf_clear(&collected.ids);
		account.faults[0] = (struct fault){.page = 3, .apply = refusals[i]};
		expect_whole(20, 3);
	}
	account.faults[0].apply = status_401;
	assert_int_equal(collect_one(collect_config(&collected), &collected, &result), RC_CREDENTIALS);
	account.faults[0].apply = status_404;
	account.gives_no_total = true;
	assert_int_equal(collect_one(collect_config(&collected), &collected, &result), RC_SERVICE);
}

static void status_500(struct fake_answer *answer)
{
	answer->status = 500;
}

static void times_out(struct fake_answer *answer)
{
	answer->status = 0;
	answer->timed_out = true;
}

/* Some services fail there. The page gets its tries, since a total may be too small. */
static void a_page_that_fails_past_the_announced_end_is_the_end(void **state)
{
	static void (*const failures[])(struct fake_answer * answer) = {status_500, times_out};
	struct fetch_config config = collect_config(&collected);

	(void)state;
	config.retries = 8;
	account.records = 20;
	for (size_t i = 0; i < 2; i++) {
		fake_world.started = 0;
		buf_clear(&collected.ids);
		account.faults[0] = (struct fault){.page = 3, .apply = failures[i]};
		assert_int_equal(collect_one(config, &collected, &result), RC_OK);
		assert_true(collected_is_range(&collected, 1, 20));
		assert_int_equal(result.status, FETCH_COMPLETE);
		assert_int_equal(fake_world.started, 5);
	}
}

/* 21 records at first. One is deleted before its page is requested, so that this page no longer exists. */
static void lose_the_last(struct account *a, const char *path, int page)
{
	(void)path;
	a->faults[0].apply = page == 3 && a->served < 4 ? status_404 : NULL;
	if (page == 2)
		a->records = 20;
}

static void a_refusal_after_the_total_changed_means_another_pass(void **state)
{
	(void)state;
	account.records = 21;
	account.faults[0] = (struct fault){.page = 3};
	account.before = lose_the_last;
	read_all();
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.passes, 2);
	assert_true(collected_is_range(&collected, 1, 20));
}

static void ignored_page_numbers_end_at_the_first_page_without_a_new_record(void **state)
{
	(void)state;
	account.records = 10;
	account.ignores_numbers = true;
	account.gives_no_total = true;
	expect_whole(10, 2);
}

static void ignored_page_numbers_with_a_greater_total_are_drift(void **state)
{
	(void)state;
	account.records = 10;
	account.ignores_numbers = true;
	account.total = 500;
	read_all();
	assert_true(collected_is_range(&collected, 1, 10));
	assert_int_equal(result.status, FETCH_DRIFTED);
	assert_int_equal(result.passes, FETCH_PASSES_MAX);
	assert_int_equal(fake_world.started, 2 * FETCH_PASSES_MAX);
}

/* A record of page 1 is deleted after that page was read: all others move up, and one is on no page. */
static void delete_before_second_page(struct account *a, const char *path, int page)
{
	(void)path;
	if (page != 2 || a->first_id != 1)
		return;
	a->first_id = 2;
	a->records--;
}

static void a_record_deleted_between_pages_costs_a_second_pass(void **state)
{
	(void)state;
	account.records = 25;
	account.before = delete_before_second_page;
	read_all();
	/* 1 was written before it was deleted, 11 slipped between the pages and comes late. */
	assert_true(
		sv_is(buf_sv(&collected.ids), "1 2 3 4 5 6 7 8 9 10 12 13 14 15 16 17 18 19 20 21 22 23 24 25 11 "));
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.passes, 2);
	assert_int_equal(result.received, 25);
	assert_int_equal(result.announced, 24);
	assert_non_null(strstr(buf_text(&collected.notices), "pass 2 of 3"));
}

static void one_record_is_not_called_records(void **state)
{
	(void)state;
	account.records = 1;
	account.total = 2;
	read_all();
	assert_non_null(strstr(buf_text(&collected.notices), "received 1 record, but the service announces 2"));
}

static void grow(struct account *a, const char *path, int page)
{
	(void)path;
	if (page == 2)
		a->records++;
}

static void a_total_that_keeps_changing_is_drift_after_the_last_pass(void **state)
{
	(void)state;
	account.records = 15;
	account.before = grow;
	read_all();
	assert_int_equal(result.status, FETCH_DRIFTED);
	assert_int_equal(result.passes, FETCH_PASSES_MAX);
	assert_true(collected_is_range(&collected, 1, 18));
}

static void twice_in_the_list(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	if (page != 2)
		return;
	buf_clear(&answer->body);
	buf_adds(&answer->body, "{\"data\":[{\"id\":\"10\",\"type\":\"things\"},{\"id\":11,\"type\":\"things\"},"
				"{\"id\":\"11\",\"type\":\"things\"}],\"meta\":{\"total\":11}}");
}

static void a_record_on_two_pages_or_twice_on_one_is_passed_on_once(void **state)
{
	(void)state;
	account.records = 10;
	account.total = 11;
	account.after = twice_in_the_list;
	expect_whole(11, 2);
}

static void a_record_that_waits_and_comes_twice_is_passed_on_once(void **state)
{
	(void)state;
	account.records = 10;
	account.total = 11;
	account.after = twice_in_the_list;
	collected.all_wait = true;
	expect_whole(11, 2);
}

static void a_stranger_among_the_data(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	buf_clear(&answer->body);
	buf_adds(&answer->body, "{\"data\":[{\"id\":\"1\",\"type\":\"things\"},{\"id\":\"1\",\"type\":\"others\"}],"
				"\"included\":[{\"id\":\"5\",\"type\":\"parts\"}],\"meta\":{\"total\":1}}");
}

static void other_types_are_counted_and_not_passed_on(void **state)
{
	(void)state;
	account.after = a_stranger_among_the_data;
	expect_whole(1, 1);
	assert_int_equal(result.other_types, 1);
	assert_true(sv_is(buf_sv(&collected.events), "bie"));
}

static const char *link_text;

static void link_from_page_one(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	if (page != 1)
		return;
	answer->body.n--; /* the closing brace */
	buf_addf(&answer->body, ",\"links\":{\"next\":\"%s\"}}", link_text);
}

static void broken_before_its_end(struct fake_answer *answer)
{
	answer->cut = answer->body.n - 3;
}

static void rename_things(struct fake_answer *answer)
{
	char *at = answer->body.p;

	buf_addc(&answer->body, '\0');
	answer->body.n--;
	while ((at = strstr(at, "\"things\"")))
		memcpy(at, "\"thongs\"", sizeof("\"thongs\"") - 1);
}

static void strangers_on_page_two(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	if (page == 2)
		rename_things(answer);
}

static void strangers_everywhere(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	rename_things(answer);
}

/* Even if an earlier attempt at that page was cut off after them. */
static void a_page_of_another_type_is_not_the_end(void **state)
{
	(void)state;
	account.records = 25;
	account.gives_no_total = true;
	account.after = strangers_on_page_two;
	account.faults[0] = (struct fault){.page = 2, .nth = 1, .apply = broken_before_its_end};
	read_all();
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.received, 15);
	assert_int_equal(result.other_types, 10);
	assert_int_equal(fake_world.started, 5);
}

static void another_type_on_each_page_ends_where_numbers_are_ignored(void **state)
{
	(void)state;
	account.records = 5;
	account.gives_no_total = account.ignores_numbers = true;
	account.after = strangers_everywhere;
	read_all();
	assert_int_equal(result.received, 0);
	assert_int_equal(fake_world.started, 2);
}

static void links_next_is_followed_and_numbers_go_on_after_it(void **state)
{
	(void)state;
	account.records = 25;
	account.after = link_from_page_one;
	link_text = "/api/v1/things?cursor=abc&page%5Bnumber%5D=2&page%5Bsize%5D=10";
	expect_whole(25, 3);
	assert_non_null(strstr(buf_text(&fake_world.log), "cursor=abc"));
	assert_non_null(strstr(buf_text(&fake_world.log), "page%5Bnumber%5D=3"));
}

static void no_page_follows_the_last_link_once_the_total_is_reached(void **state)
{
	(void)state;
	account.records = 20;
	account.after = link_from_page_one;
	link_text = "/api/v1/things?cursor=abc&page%5Bnumber%5D=2&page%5Bsize%5D=10";
	expect_whole(20, 2);
}

static void links_next_means_no_pages_ahead(void **state)
{
	struct fetch_config config = collect_config(&collected);

	(void)state;
	account.records = 95;
	account.after = link_from_page_one;
	link_text = ACCOUNT_BASE "/things?page%5Bnumber%5D=2&page%5Bsize%5D=10";
	config.concurrency = 8;
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, 95));
	assert_int_equal(fake_world.most_running, 1);
}

static void links_next_to_another_origin_is_a_format_error(void **state)
{
	(void)state;
	account.records = 25;
	account.after = link_from_page_one;
	link_text = "https://elsewhere.example/api/v1/things";
	assert_int_equal(collect_one(collect_config(&collected), &collected, &result), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "/things, page 1"));
	assert_int_equal(fake_world.started, 1);
}

static void a_link_to_itself_ends(void **state)
{
	(void)state;
	account.records = 10;
	account.gives_no_total = true;
	account.after = link_from_page_one;
	link_text = ACCOUNT_BASE "/things?page%5Bnumber%5D=1&page%5Bsize%5D=10";
	expect_whole(10, 2);
}

static void what_waits_counts_when_its_page_ends(void **state)
{
	(void)state;
	account.records = 25;
	account.included = "{\"id\":\"5\",\"type\":\"parts\"}";
	collected.all_wait = true;
	expect_whole(25, 3);
	assert_true(sv_is(buf_sv(&collected.events), "biebiebie"));
}

static void what_waits_comes_late_in_a_second_pass(void **state)
{
	(void)state;
	account.records = 25;
	account.before = delete_before_second_page;
	collected.all_wait = true;
	read_all();
	assert_int_equal(result.passes, 2);
	assert_int_equal(result.received, 25);
	assert_true(
		sv_is(buf_sv(&collected.ids), "1 2 3 4 5 6 7 8 9 10 12 13 14 15 16 17 18 19 20 21 22 23 24 25 11 "));
}

static void dated(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->date_ms = page * 1000;
}

static void read_at_is_the_date_of_the_first_answer(void **state)
{
	(void)state;
	account.records = 25;
	account.after = dated;
	expect_whole(25, 3);
	assert_int_equal(result.read_at_ms, 1000);
}

static void read_at_is_our_clock_if_the_service_gives_no_time(void **state)
{
	(void)state;
	account.records = 5;
	expect_whole(5, 1);
	assert_int_equal(result.read_at_ms, 1000000);
}

static void a_probe_requests_one_record_and_passes_nothing_on(void **state)
{
	struct fetch_config config = collect_config(&collected);
	struct fetch_request request = collect_request(&collected, &things);
	struct fetch *fetch;

	(void)state;
	account.records = 25;
	request.probe = true;
	assert_int_equal(fetch_new(&config, &fetch), RC_OK);
	assert_int_equal(fetch_add(fetch, &request), 0);
	assert_int_equal(fetch_run(fetch), RC_OK);
	assert_int_equal(fetch_result(fetch, 0)->status, FETCH_COMPLETE);
	assert_int_equal(fetch_result(fetch, 0)->announced, 25);
	fetch_free(fetch);
	assert_int_equal(fake_world.started, 1);
	assert_int_equal(collected.ids.n, 0);
	assert_non_null(strstr(buf_text(&fake_world.log), "page%5Bsize%5D=1\n"));
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_empty_page_is_the_end),
		CASE(a_short_page_with_the_total_reached_is_the_end),
		CASE(a_full_page_with_the_total_reached_asks_once_more),
		CASE(without_a_total_an_empty_page_is_needed),
		CASE(short_pages_go_on_until_the_total_is_reached),
		CASE(short_pages_without_a_total_go_on_to_an_empty_page),
		CASE(a_total_that_is_too_small_under_a_cap_loses_nothing),
		CASE(a_page_refused_past_the_announced_end_is_the_end),
		CASE(a_page_that_fails_past_the_announced_end_is_the_end),
		CASE(a_refusal_after_the_total_changed_means_another_pass),
		CASE(ignored_page_numbers_end_at_the_first_page_without_a_new_record),
		CASE(ignored_page_numbers_with_a_greater_total_are_drift),
		CASE(a_record_deleted_between_pages_costs_a_second_pass),
		CASE(one_record_is_not_called_records),
		CASE(a_total_that_keeps_changing_is_drift_after_the_last_pass),
		CASE(a_record_on_two_pages_or_twice_on_one_is_passed_on_once),
		CASE(a_record_that_waits_and_comes_twice_is_passed_on_once),
		CASE(other_types_are_counted_and_not_passed_on),
		CASE(a_page_of_another_type_is_not_the_end),
		CASE(another_type_on_each_page_ends_where_numbers_are_ignored),
		CASE(links_next_is_followed_and_numbers_go_on_after_it),
		CASE(no_page_follows_the_last_link_once_the_total_is_reached),
		CASE(links_next_means_no_pages_ahead),
		CASE(links_next_to_another_origin_is_a_format_error),
		CASE(a_link_to_itself_ends),
		CASE(what_waits_counts_when_its_page_ends),
		CASE(what_waits_comes_late_in_a_second_pass),
		CASE(read_at_is_the_date_of_the_first_answer),
		CASE(read_at_is_our_clock_if_the_service_gives_no_time),
		CASE(a_probe_requests_one_record_and_passes_nothing_on),
	};

	return cmocka_run_group_tests_name("fetch: paging", tests, NULL, NULL);
}
