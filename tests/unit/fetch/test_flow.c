/* Several requests at a time: order, priority, the rate. */
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

static void later_pages_answer_first(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = 1000 - page * 50;
	answer->piece = 37;
}

static void records_arrive_in_page_order_whatever_answers_first(void **state)
{
	(void)state;
	account.after = later_pages_answer_first;
	for (config.concurrency = 1; config.concurrency <= FETCH_CONCURRENCY_MAX; config.concurrency++) {
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		expect_all(95);
		assert_int_equal(fake_world.started, 10);
	}
}

static uint32_t seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 16) % sides;
}

/* Any order of answers, any size of pieces, a fifth of the answers failing in some way. */
static void chaos(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	answer->latency_ms = dice(500);
	answer->piece = 1 + dice(200);
	switch (dice(15)) {
	case 0:
		answer->status = 503;
		break;
	case 1:
		answer->cut = dice((unsigned)answer->body.n);
		break;
	case 2:
		answer->cut = dice((unsigned)answer->body.n);
		answer->cut_is_end = answer->unframed = true;
		break;
	default:
		break;
	}
}

static void any_order_and_any_fault_gives_the_same_records(void **state)
{
	(void)state;
	account.after = chaos;
	config.retries = 50;
	for (seed = 1; seed < 200; seed = seed % 1000 + 7) {
		uint32_t this_seed = seed;

		config.concurrency = 1 + (int)(seed % FETCH_CONCURRENCY_MAX);
		collected.all_wait = seed % 2;
		fake_reset(account_serve, &account);
		buf_clear(&collected.ids);
		expect_all(95);
		seed = this_seed;
	}
}

static void no_more_requests_at_a_time_than_configured(void **state)
{
	(void)state;
	account.after = later_pages_answer_first;
	config.concurrency = 4;
	expect_all(95);
	assert_int_equal(fake_world.most_running, 4);
}

static void pages_ahead_wait_for_the_first_page_to_announce_the_total(void **state)
{
	(void)state;
	account.gives_no_total = true;
	config.concurrency = 8;
	expect_all(95);
	assert_int_equal(fake_world.most_running, 1);
	assert_int_equal(fake_world.started, 11);
}

static void pages_ahead_are_as_large_as_the_service_gives_them(void **state)
{
	(void)state;
	account.cap = 5;
	config.concurrency = 8;
	expect_all(95);
	assert_int_equal(fake_world.started, 20); /* the last one is as full as the others: there may be more */
	assert_int_equal(fake_world.most_running, 8);
}

static void beyond_the_announced_end_pages_are_requested_one_at_a_time(void **state)
{
	(void)state;
	account.records = 95;
	account.total = 30;
	config.concurrency = 8;
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, 95));
	assert_int_equal(fake_world.most_running, 2);
}

static void numbers_ignored_late(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	later_pages_answer_first(a, path, page, answer);
	if (page != 1)
		answer->latency_ms += page * 1000;
}

static void pages_past_the_end_are_canceled(void **state)
{
	(void)state;
	account.ignores_numbers = true;
	account.records = 10;
	account.total = 95;
	account.after = numbers_ignored_late;
	config.concurrency = 4;
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, 10));
	assert_true(fake_world.canceled >= 3);
	assert_int_equal(fake_world.most_running, 4); /* while the next pass begins, too */
	assert_int_equal(fake_world.running, 0);
}

static void failed_page_ahead(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)path;
	answer->latency_ms = page == 2 ? 60000 : 10;
	if (page != 4 || a->asked[0]++ > 0)
		return;
	answer->status = 429;
	answer->retry_after = 30;
}

static void a_failed_page_ahead_is_retried_when_its_turn_comes(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	account.after = failed_page_ahead;
	config.concurrency = 4;
	expect_all(95);
	assert_int_equal(result.retried, 1);
	/* The 30 s had passed while page 2 was under way. */
	assert_in_range(fake_world.now - begin, 60000, 60200);
}

static void never_there(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	if (page == 4)
		answer->status = 404;
}

static void a_refused_page_ahead_ends_the_run_when_its_turn_comes(void **state)
{
	(void)state;
	account.after = never_there;
	config.concurrency = 4;
	assert_int_equal(collect_one(config, &collected, &result), RC_SERVICE);
	assert_true(collected_is_range(&collected, 1, 30));
	assert_non_null(strstr(rc_text(), "/things, page 4: HTTP 404"));
}

/* --- Several resources --- */

static const struct query people = {.path = "/people", .type = "people", .parts = {MAY_STATS, SORT("id")}};

struct two {
	struct collected people, things;
	struct fetch_result people_result, things_result;
};

static enum rc read_two(struct two *two)
{
	struct fetch_request first = collect_request(&two->people, &people);
	struct fetch_request second = collect_request(&two->things, &things);
	struct fetch *fetch;
	enum rc rc;

	TRY(fetch_new(&config, &fetch));
	fetch_add(fetch, &first);
	fetch_add(fetch, &second);
	rc = fetch_run(fetch);
	two->people_result = *fetch_result(fetch, 0);
	two->things_result = *fetch_result(fetch, 1);
	fetch_free(fetch);
	return rc;
}

static void release_two(struct two *two)
{
	collected_release(&two->people);
	collected_release(&two->things);
}

static void fails_once(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	if (strcmp(path, "/people") == 0 && page == 2 && a->asked[0]++ == 0)
		answer->status = 500;
}

static void with_one_request_at_a_time_resources_come_one_after_the_other(void **state)
{
	struct two two = {0};
	const char *last_person = NULL, *first_thing;

	(void)state;
	account.records = 25;
	account.after = fails_once;
	assert_int_equal(read_two(&two), RC_OK);
	assert_true(collected_is_range(&two.people, 1, 25) && collected_is_range(&two.things, 1, 25));
	for (const char *at = buf_text(&fake_world.log); (at = strstr(at, "/people")); at++)
		last_person = at;
	first_thing = strstr(buf_text(&fake_world.log), "/things");
	assert_non_null(last_person);
	assert_true(last_person < first_thing);
	assert_int_equal(fake_world.most_running, 1);
	release_two(&two);
}

static void resources_share_the_requests_and_take_turns_ahead(void **state)
{
	struct two two = {0};
	const char *at;
	int of_people = 0, of_things = 0;

	(void)state;
	account.after = later_pages_answer_first;
	config.concurrency = 6;
	assert_int_equal(read_two(&two), RC_OK);
	assert_true(collected_is_range(&two.people, 1, 95) && collected_is_range(&two.things, 1, 95));
	assert_int_equal(fake_world.most_running, 6);
	at = buf_text(&fake_world.log);
	for (int line = 0; line < 12; line++) {
		of_people += strncmp(at + strlen(ACCOUNT_BASE), "/people", 7) == 0;
		of_things += strncmp(at + strlen(ACCOUNT_BASE), "/things", 7) == 0;
		at = strchr(at, '\n') + 1;
	}
	assert_in_range(of_people, 4, 8);
	assert_in_range(of_things, 4, 8);
	release_two(&two);
}

static int64_t held_from, held_until;
static bool requested_while_held;

static void people_ask_for_a_minute(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)page;
	answer->latency_ms = 100;
	if (fake_world.now > held_from && fake_world.now < held_until)
		requested_while_held = true;
	if (strcmp(path, "/people") != 0 || a->asked[0]++ > 0)
		return;
	answer->status = 429;
	answer->retry_after = 60;
	held_from = fake_world.now + answer->latency_ms;
	held_until = held_from + 60000;
}

static void a_wait_that_one_resource_is_asked_for_holds_the_other(void **state)
{
	struct two two = {0};

	(void)state;
	account.after = people_ask_for_a_minute;
	config.concurrency = 6;
	assert_int_equal(read_two(&two), RC_OK);
	assert_true(collected_is_range(&two.people, 1, 95) && collected_is_range(&two.things, 1, 95));
	assert_true(fake_world.now > held_until);
	assert_false(requested_while_held);
	release_two(&two);
}

static void people_forbidden(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)page;
	if (strcmp(path, "/people") == 0)
		answer->status = 403;
}

static void one_resource_that_is_not_readable_leaves_the_other_alone(void **state)
{
	struct two two = {0};

	(void)state;
	account.after = people_forbidden;
	config.concurrency = 2;
	assert_int_equal(read_two(&two), RC_OK);
	assert_int_equal(two.people_result.status, FETCH_NOT_READABLE);
	assert_int_equal(two.things_result.status, FETCH_COMPLETE);
	assert_true(collected_is_range(&two.things, 1, 95));
	release_two(&two);
}

/* Both fail in the same step: the text belongs to the one that ends the run. */
static void html_for_people(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)page;
	buf_clear(&answer->body);
	buf_adds(&answer->body, strcmp(path, "/people") == 0 ? "<html>" : "{\"errors\":[]}");
}

static void the_run_ends_with_the_text_of_the_resource_that_ends_it(void **state)
{
	struct two two = {0};

	(void)state;
	account.after = html_for_people;
	config.concurrency = 2;
	fake_world.random = 0;
	assert_int_equal(read_two(&two), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "/people, page 1"));
	assert_null(strstr(rc_text(), "list of errors"));
	release_two(&two);
}

static void the_rate_spaces_requests_evenly(void **state)
{
	int64_t begin = fake_world.now;

	(void)state;
	config.concurrency = 8;
	config.rate = 2;
	expect_all(95);
	assert_in_range(fake_world.now - begin, 4500, 4600);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(records_arrive_in_page_order_whatever_answers_first),
		CASE(any_order_and_any_fault_gives_the_same_records),
		CASE(no_more_requests_at_a_time_than_configured),
		CASE(pages_ahead_wait_for_the_first_page_to_announce_the_total),
		CASE(pages_ahead_are_as_large_as_the_service_gives_them),
		CASE(beyond_the_announced_end_pages_are_requested_one_at_a_time),
		CASE(pages_past_the_end_are_canceled),
		CASE(a_failed_page_ahead_is_retried_when_its_turn_comes),
		CASE(a_refused_page_ahead_ends_the_run_when_its_turn_comes),
		CASE(with_one_request_at_a_time_resources_come_one_after_the_other),
		CASE(resources_share_the_requests_and_take_turns_ahead),
		CASE(a_wait_that_one_resource_is_asked_for_holds_the_other),
		CASE(one_resource_that_is_not_readable_leaves_the_other_alone),
		CASE(the_run_ends_with_the_text_of_the_resource_that_ends_it),
		CASE(the_rate_spaces_requests_evenly),
	};

	return cmocka_run_group_tests_name("fetch: several at a time", tests, NULL, NULL);
}
