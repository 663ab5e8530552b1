/* Lookups by id: found, gone or unsettled; what they request, in which order, and what a retry changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

enum { IDS_MAX = 64 };

static struct fetch_request request;
static struct buf answers; /* "f0 g1 u2 " */
static struct sv ids[IDS_MAX];
static char texts[IDS_MAX][8];
static size_t id_count;
static enum rc answer_rc;

static enum rc on_answer(void *context, size_t place, enum fetch_found found)
{
	(void)context;
	buf_addf(&answers, "%c%zu ", "fgu"[found], place);
	return answer_rc == RC_OK ? RC_OK : rc_fail(answer_rc, "the caller says no");
}

static int begin(void **state)
{
	set_up(state);
	answers = (struct buf){0};
	request = collect_request(&collected, &things);
	id_count = 0;
	answer_rc = RC_OK;
	return 0;
}

static int end(void **state)
{
	buf_release(&answers);
	return tear_down(state);
}

static void ask_for(int id)
{
	buf_clear(&answers);
	snprintf(texts[id_count], sizeof(texts[0]), "%d", id);
	ids[id_count] = sv_of(texts[id_count]);
	id_count++;
}

static void (*between)(void); /* the reading and the lookups */

/* Reads the account, clears the log, then makes the lookups. */
static enum rc read_and_ask(void)
{
	struct fetch *fetch;
	enum rc rc;

	assert_int_equal(fetch_new(&config, &fetch), RC_OK);
	fetch_add(fetch, &request);
	assert_int_equal(fetch_run(fetch), RC_OK);
	buf_clear(&fake_world.log);
	buf_clear(&collected.events);
	buf_clear(&collected.notices);
	if (between)
		between();
	rc = fetch_look_up(fetch, &(struct fetch_lookup){.ids = ids, .count = id_count, .answer = on_answer});
	result = *fetch_result(fetch, 0);
	for (int id = 1; id <= 25; id++)
		assert_true(idset_has(fetch_seen(fetch, 0), (uint64_t)id) || id == account.hides);
	between = NULL;
	fetch_free(fetch);
	return rc;
}

static void expect_answers(const char *expected)
{
	assert_int_equal(read_and_ask(), RC_OK);
	assert_string_equal(buf_text(&answers), expected);
}

static bool asked(const char *text)
{
	return strstr(buf_text(&fake_world.log), text) != NULL;
}

static void fault_by_id(const char *path, int nth, void (*apply)(struct fake_answer *answer))
{
	int i = 0;

	while (account.faults[i].apply)
		i++;
	account.faults[i] = (struct fault){.path = path, .nth = nth, .apply = apply};
}

static void a_record_seen_before_is_found_and_not_passed_on_again(void **state)
{
	(void)state;
	account.included = "{\"id\":\"5\",\"type\":\"parts\"}";
	ask_for(7);
	expect_answers("f0 ");
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(collected.events.n, 0);
	assert_int_equal(result.received, 25);
	assert_int_equal(result.requests, 4);
	assert_int_equal(result.pages, 3);
}

static void show_it(void)
{
	account.hides = 0;
}

static void a_record_that_slipped_through_is_passed_on_like_one_of_a_page(void **state)
{
	(void)state;
	account.included = "{\"id\":\"5\",\"type\":\"parts\"}";
	account.hides = 13;
	account.total = 24;
	between = show_it;
	ask_for(13);
	expect_answers("f0 ");
	assert_non_null(strstr(buf_text(&collected.ids), " 25 13 "));
	assert_string_equal(buf_text(&collected.events), "bie");
	assert_int_equal(result.received, 25);
	assert_int_equal(result.status, FETCH_COMPLETE);
}

static void a_404_of_an_errors_document_is_gone(void **state)
{
	(void)state;
	ask_for(99);
	ask_for(3);
	ask_for(98);
	ask_for(97);
	expect_answers("g0 f1 g2 g3 ");
	assert_int_equal(collected.notices.n, 0);
}

static const char *other_body;
static long other_status;

static void another_answer(struct fake_answer *answer)
{
	answer->status = other_status;
	answer->request_id = "req-1";
	buf_clear(&answer->body);
	buf_adds(&answer->body, other_body);
}

/* One answer that proves nothing, reported once, after this many requests. */
static void expect_unsettled(long status, const char *body, int requests)
{
	other_status = status;
	other_body = body;
	id_count = 0;
	account.faults[0] = (struct fault){0};
	fault_by_id("/things/9", 0, another_answer);
	ask_for(9);
	expect_answers("u0 ");
	assert_true(noticed("/things/9: HTTP "));
	assert_true(noticed("req-1"));
	assert_true(noticed("it is unknown whether"));
	assert_int_equal(result.requests, 3 + requests);
}

static const long missing_statuses[] = {404, 410};

static void a_404_or_410_in_json_is_gone(void **state)
{
	static const char *const bodies[] = {
		ACCOUNT_NOT_FOUND,
		"{\"error\":\"Not Found\",\"status\":404}",
		" {}\n",
		"[{\"code\":\"not_found\"}]",
	};

	(void)state;
	fault_by_id("/things/9", 0, another_answer);
	ask_for(9);
	for (size_t i = 0; i < 2 * sizeof(bodies) / sizeof(bodies[0]); i++) {
		other_status = missing_statuses[i % 2];
		other_body = bodies[i / 2];
		buf_clear(&answers);
		expect_answers("g0 ");
		assert_int_equal(collected.notices.n, 0);
	}
}

static void a_404_or_410_without_json_proves_nothing(void **state)
{
	static const char *const bodies[] = {
		"", "<html>404</html>", "Not Found", "404", "\"404\"", "{\"errors\":[{}]} more", "{\"errors\":[{}]",
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(bodies) / sizeof(bodies[0]); i++)
		expect_unsettled(missing_statuses[i % 2], bodies[i / 2], 1);
}

static void cut_410(struct fake_answer *answer)
{
	answer->status = 410;
	answer->cut = answer->body.n / 2;
}

static void a_410_that_is_cut_off_is_asked_again(void **state)
{
	(void)state;
	fault_by_id("/things/99", 1, cut_410);
	ask_for(99);
	expect_answers("g0 ");
	assert_int_equal(result.retried, 1);
}

static void statuses_that_say_nothing_about_the_record_settle_nothing(void **state)
{
	static const long statuses[] = {201, 204, 302, 400, 403, 405, 409, 422};

	(void)state;
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		expect_unsettled(statuses[i], ACCOUNT_NOT_FOUND, 1);
}

static void an_answer_about_something_else_proves_nothing(void **state)
{
	(void)state;
	expect_unsettled(200, "{\"data\":{\"id\":\"9\",\"type\":\"others\"}}", 1);
	expect_unsettled(200, "{\"data\":{\"id\":\"10\",\"type\":\"others\"}}", 1);
	expect_unsettled(200, "{\"data\":[]}", 1);
}

/* A service that ignores the id would answer with a list. */
static void a_list_without_the_record_proves_nothing(void **state)
{
	(void)state;
	expect_unsettled(200, "{\"data\":[{\"id\":\"10\",\"type\":\"things\"},{\"id\":\"11\",\"type\":\"things\"}]}",
			 1);
	expect_unsettled(200, "{\"data\":[{\"id\":\"10\",\"type\":\"things\"},{\"id\":\"9\",\"type\":\"others\"}]}", 1);
}

static void a_record_that_was_merged_into_another_is_gone(void **state)
{
	static const char *const bodies[] = {
		"{\"data\":{\"id\":\"10\",\"type\":\"things\"},\"included\":[{\"id\":\"5\",\"type\":\"parts\"}]}",
		"{\"data\":[{\"id\":10,\"type\":\"things\"}]}",
		"{\"data\":{\"id\":\"77\",\"type\":\"things\"}}",
	};

	(void)state;
	other_status = 200;
	fault_by_id("/things/98", 0, another_answer);
	ask_for(98);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		other_body = bodies[i];
		buf_clear(&answers);
		buf_clear(&collected.ids);
		expect_answers("g0 ");
		assert_true(collected_is_range(&collected, 1, 25)); /* the other record has a place of its own */
		assert_int_equal(result.received, 25);
	}
}

static void an_array_that_holds_the_record_is_as_good(void **state)
{
	(void)state;
	other_status = 200;
	other_body = "{\"data\":[{\"id\":\"9\",\"type\":\"things\"}]}";
	fault_by_id("/things/9", 0, another_answer);
	ask_for(9);
	expect_answers("f0 ");
}

static void an_unreadable_answer_gets_its_tries_and_proves_nothing(void **state)
{
	(void)state;
	expect_unsettled(200, "<html>", 3);
	expect_unsettled(200, "", 3);
	expect_unsettled(200, "{\"data\":null}", 3);
	expect_unsettled(200, "{\"errors\":[{}]}", 3);
}

static void endless_404(struct fake_answer *answer)
{
	answer->status = 404;
	buf_clear(&answer->body);
	buf_adds(&answer->body, "{\"errors\":[{\"detail\":\"");
	for (int i = 0; i < 70000; i++)
		buf_addc(&answer->body, 'x');
	buf_adds(&answer->body, "\"}]}");
}

static void a_404_with_a_huge_body_proves_nothing(void **state)
{
	(void)state;
	fault_by_id("/things/9", 0, endless_404);
	ask_for(9);
	expect_answers("u0 ");
	assert_int_equal(result.requests, 4);
}

static void fail_503(struct fake_answer *answer)
{
	answer->status = 503;
}

static void cut_in_half(struct fake_answer *answer)
{
	answer->cut = answer->body.n / 2;
}

static void failures_are_retried(void **state)
{
	(void)state;
	fault_by_id("/things/99", 1, fail_503);
	fault_by_id("/things/99", 2, cut_in_half);
	fault_by_id("/things/5", 1, cut_in_half);
	ask_for(99);
	ask_for(5);
	expect_answers("g0 f1 ");
	assert_int_equal(result.retried, 3);
	assert_true(noticed("/things/99: HTTP 503; retrying in"));
	assert_true(noticed("/things/99: HTTP 404 (connection closed); retrying in"));
}

static void a_record_whose_answer_is_cut_off_once_is_passed_on_once(void **state)
{
	(void)state;
	for (int waits = 0; waits < 2; waits++) {
		account.asked[0] = 0;
		account.faults[0] = (struct fault){0};
		id_count = 0;
		buf_clear(&collected.ids);
		account.hides = 13;
		account.total = 24;
		account.included = "{\"id\":\"5\",\"type\":\"parts\"}";
		between = show_it;
		collected.all_wait = waits;
		fault_by_id("/things/13", 1, cut_in_half);
		ask_for(13);
		expect_answers("f0 ");
		assert_non_null(strstr(buf_text(&collected.ids), " 25 13 "));
		assert_null(strstr(strstr(buf_text(&collected.ids), " 13 ") + 1, " 13 "));
	}
}

static void broken_after_the_record(struct fake_answer *answer)
{
	answer->body.n--;
	buf_adds(&answer->body, ",\"included\":7}");
}

/* Its row was written, so it must not count as unsettled. */
static void a_record_that_was_passed_on_is_found_whatever_follows_it(void **state)
{
	(void)state;
	account.hides = 13;
	account.total = 24;
	between = show_it;
	fault_by_id("/things/13", 0, broken_after_the_record);
	ask_for(13);
	expect_answers("f0 ");
	assert_int_equal(result.requests, 6);
	assert_non_null(strstr(buf_text(&collected.ids), " 25 13 "));
}

static void fail_500(struct fake_answer *answer)
{
	answer->status = 500;
}

static void fail_in_time(struct fake_answer *answer)
{
	answer->status = 0;
	answer->timed_out = true;
}

static void a_lookup_that_keeps_failing_proves_nothing(void **state)
{
	(void)state;
	fault_by_id("/things/9", 0, fail_500);
	fault_by_id("/things/10", 0, fail_in_time);
	ask_for(8);
	ask_for(9);
	ask_for(10);
	ask_for(99);
	expect_answers("f0 u1 u2 g3 ");
	assert_true(noticed("/things/9: HTTP 500; it is unknown whether the record still exists"));
	assert_int_equal(result.retried, 4);
}

static void break_all(void)
{
	account.faults[0] = (struct fault){.apply = fail_500};
}

/* They must not take hours. */
static void after_some_failures_in_a_row_the_rest_is_skipped(void **state)
{
	(void)state;
	config.retries = 8;
	between = break_all;
	for (int id = 1; id <= 20; id++)
		ask_for(id);
	expect_answers("u0 u1 u2 u3 u4 u5 u6 u7 u8 u9 u10 u11 u12 u13 u14 u15 u16 u17 u18 u19 ");
	assert_int_equal(result.requests, 3 + 9 + 4 * 3);
	assert_true(noticed("/things: 5 lookups in a row failed; skipping the remaining 15 in this run"));
}

static void a_lookup_that_times_out_has_fewer_tries(void **state)
{
	(void)state;
	config.retries = 8;
	fault_by_id("/things/9", 0, fail_in_time);
	ask_for(9);
	ask_for(8);
	expect_answers("u0 f1 ");
	assert_int_equal(result.requests, 3 + 3 + 1);
}

/* None of them counts as progress. */
static void the_budget_bounds_the_records_that_cannot_be_shown(void **state)
{
	(void)state;
	config.retries = 8;
	config.retry_budget_ms = 30000;
	fake_world.random = 0.99;
	for (int id = 1; id <= 20; id++)
		ask_for(id);
	between = break_all;
	assert_int_equal(read_and_ask(), RC_SERVICE);
	assert_true(said("retry budget"));
}

static void a_service_that_is_down_ends_the_run(void **state)
{
	(void)state;
	fault_by_id("/things/9", 0, fail_503);
	ask_for(9);
	assert_int_equal(read_and_ask(), RC_SERVICE);
	assert_true(said("/things/9: HTTP 503: gave up after 3 tries"));
	assert_int_equal(answers.n, 0);
}

static void fail_401(struct fake_answer *answer)
{
	answer->status = 401;
}

static void a_refused_key_ends_the_run(void **state)
{
	(void)state;
	fault_by_id("/things/9", 0, fail_401);
	ask_for(9);
	assert_int_equal(read_and_ask(), RC_CREDENTIALS);
	assert_true(said("/things/9: HTTP 401: the key was accepted before in this run, and then refused 3 times"));
}

static void fail_403_in_html(struct fake_answer *answer)
{
	answer->status = 403;
	buf_clear(&answer->body);
	buf_adds(&answer->body, "<html>");
}

static void a_firewall_in_between_ends_the_run_after_all_tries(void **state)
{
	(void)state;
	fault_by_id("/things/9", 0, fail_403_in_html);
	ask_for(9);
	assert_int_equal(read_and_ask(), RC_SERVICE);
	assert_true(said("/things/9: HTTP 403: an HTML page"));
	assert_true(said("gave up after 3 tries"));
}

static void a_failing_caller_ends_the_lookups(void **state)
{
	(void)state;
	answer_rc = RC_OUTPUT;
	ask_for(9);
	ask_for(10);
	assert_int_equal(read_and_ask(), RC_OUTPUT);
	assert_string_equal(rc_text(), "the caller says no");
	assert_string_equal(buf_text(&answers), "f0 ");
}

static void no_lookup_is_no_request(void **state)
{
	(void)state;
	expect_answers("");
	assert_int_equal(result.requests, 3);
}

/* --- What is requested --- */

static void fail_400(struct fake_answer *answer)
{
	answer->status = 400;
}

static void a_lookup_gives_up_what_its_reading_gave_up_and_has_no_list_parameters(void **state)
{
	(void)state;
	fault_by_id("/things", 1, fail_400);
	fault_by_id("/things", 2, fail_400); /* for one record too: parts.maker is given up */
	ask_for(9);
	expect_answers("f0 ");
	assert_string_equal(buf_text(&fake_world.log),
			    ACCOUNT_BASE "/things/9?include=parts&extra_fields%5Bthings%5D=marks\n");
}

static const struct query filtered = {
	.path = "/things",
	.type = "things",
	.parts = {FILTER("visibility", "seen"), FILTER("visibility", "unseen"), MAY_STATS, SORT("id")},
};

static void a_400_is_repeated_without_filters(void **state)
{
	(void)state;
	request.query = &filtered;
	other_status = 400;
	other_body = "";
	fault_by_id("/things/9", 1, another_answer);
	fault_by_id("/things/99", 1, another_answer);
	ask_for(9);
	ask_for(99);
	expect_answers("f0 g1 ");
	assert_string_equal(buf_text(&fake_world.log), ACCOUNT_BASE
			    "/things/9?filter%5Bvisibility%5D=seen,unseen\n" ACCOUNT_BASE "/things/9\n" ACCOUNT_BASE
			    "/things/99?filter%5Bvisibility%5D=seen,unseen\n" ACCOUNT_BASE "/things/99\n");
	assert_int_equal(result.retried, 0);
}

static void a_second_400_proves_nothing(void **state)
{
	(void)state;
	request.query = &filtered;
	expect_unsettled(400, "", 2);
}

static void a_lookup_of_a_delta_has_no_updated_since(void **state)
{
	(void)state;
	request.query = &filtered;
	request.updated_since = "2026-11-23T02:00:00+00:00";
	ask_for(9);
	expect_answers("f0 ");
	assert_false(asked("updated_at"));
}

/* --- Many --- */

static void later_ones_answer_first(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	answer->latency_ms = 1000 - page * 10;
	answer->piece = 7;
}

static void answers_come_in_the_order_of_ids_at_any_concurrency(void **state)
{
	AUTO_BUF expected = {0};

	(void)state;
	account.after = later_ones_answer_first;
	config.concurrency = 8;
	for (int i = 0; i < 40; i++) {
		bool there = i % 3 != 0;

		ask_for(there ? 1 + i % 25 : 100 + i);
		buf_addf(&expected, "%c%d ", there ? 'f' : 'g', i);
	}
	expect_answers(buf_text(&expected));
	assert_int_equal(fake_world.most_running, 8);
	assert_int_equal(result.requests, 43);
}

static void the_rate_holds_for_lookups_too(void **state)
{
	int64_t began;

	(void)state;
	config.rate = 2;
	config.concurrency = 8;
	for (int i = 0; i < 10; i++)
		ask_for(1 + i);
	began = fake_world.now;
	expect_answers("f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 ");
	assert_in_range(fake_world.now - began, 6000, 6600);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_record_seen_before_is_found_and_not_passed_on_again),
		CASE(a_record_that_slipped_through_is_passed_on_like_one_of_a_page),
		CASE(a_404_of_an_errors_document_is_gone),
		CASE(a_404_or_410_in_json_is_gone),
		CASE(a_404_or_410_without_json_proves_nothing),
		CASE(a_410_that_is_cut_off_is_asked_again),
		CASE(statuses_that_say_nothing_about_the_record_settle_nothing),
		CASE(an_answer_about_something_else_proves_nothing),
		CASE(a_list_without_the_record_proves_nothing),
		CASE(a_record_that_was_merged_into_another_is_gone),
		CASE(an_array_that_holds_the_record_is_as_good),
		CASE(an_unreadable_answer_gets_its_tries_and_proves_nothing),
		CASE(a_404_with_a_huge_body_proves_nothing),
		CASE(failures_are_retried),
		CASE(a_record_whose_answer_is_cut_off_once_is_passed_on_once),
		CASE(a_record_that_was_passed_on_is_found_whatever_follows_it),
		CASE(a_lookup_that_keeps_failing_proves_nothing),
		CASE(after_some_failures_in_a_row_the_rest_is_skipped),
		CASE(a_lookup_that_times_out_has_fewer_tries),
		CASE(the_budget_bounds_the_records_that_cannot_be_shown),
		CASE(a_service_that_is_down_ends_the_run),
		CASE(a_refused_key_ends_the_run),
		CASE(a_firewall_in_between_ends_the_run_after_all_tries),
		CASE(a_failing_caller_ends_the_lookups),
		CASE(no_lookup_is_no_request),
		CASE(a_lookup_gives_up_what_its_reading_gave_up_and_has_no_list_parameters),
		CASE(a_400_is_repeated_without_filters),
		CASE(a_second_400_proves_nothing),
		CASE(a_lookup_of_a_delta_has_no_updated_since),
		CASE(answers_come_in_the_order_of_ids_at_any_concurrency),
		CASE(the_rate_holds_for_lookups_too),
	};

	return cmocka_run_group_tests_name("fetch: lookups by id", tests, NULL, NULL);
}
