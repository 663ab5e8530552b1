/* Answers that no retry changes: optional parts, resources that are not readable, the key, redirects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

static void status_400(struct fake_answer *answer)
{
	answer->status = 400;
}

static void status_401(struct fake_answer *answer)
{
	answer->status = 401;
}

static void status_403(struct fake_answer *answer)
{
	answer->status = 403;
}

static void status_404(struct fake_answer *answer)
{
	answer->status = 404;
}

static void status_409(struct fake_answer *answer)
{
	answer->status = 409;
}

static void status_204(struct fake_answer *answer)
{
	answer->status = 204;
}

static void redirect(struct fake_answer *answer)
{
	answer->status = 302;
	answer->location = "https://elsewhere.example/login";
}

static void bad_certificate(struct fake_answer *answer)
{
	answer->status = 0;
	answer->permanent = true;
}

static void cut_in_half(struct fake_answer *answer)
{
	answer->cut = answer->body.n / 2;
}

static void expect_recovery(void)
{
	assert_int_equal(run(), RC_OK);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.status, FETCH_COMPLETE);
}

#define INCLUDE_PARTS "include=parts&"
#define INCLUDE_MAKER "include=parts,parts.maker&"
#define MARKS "extra_fields%5Bthings%5D=marks&"
#define STATS "stats%5Btotal%5D=count&"

/* Their queries up to the sort, in the order of the requests. */
static void expect_queries(const char *const *expected, unsigned count)
{
	const char *line = buf_text(&fake_world.log);

	assert_true(fake_world.started >= count);
	for (unsigned i = 0; i < count; i++) {
		const char *query = strchr(line, '?') + 1;

		assert_memory_equal(query, expected[i], strlen(expected[i]));
		assert_memory_equal(query + strlen(expected[i]), "sort=id", strlen("sort=id"));
		line = strchr(line, '\n') + 1;
	}
}

static void a_400_that_stays_without_optional_parts_ends_the_run(void **state)
{
	static const char *const expected[] = {INCLUDE_MAKER MARKS STATS, INCLUDE_MAKER MARKS STATS, INCLUDE_PARTS};

	(void)state;
	fault(1, 0, status_400);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 3);
	expect_queries(expected, 3);
	assert_true(said("no optional part is left"));
}

static void parts_that_are_refused_are_found_by_halves(void **state)
{
	static const char *const expected[] = {
		INCLUDE_MAKER MARKS STATS, INCLUDE_MAKER MARKS STATS, INCLUDE_PARTS,       INCLUDE_PARTS STATS,
		INCLUDE_PARTS MARKS STATS, INCLUDE_MAKER STATS,       INCLUDE_MAKER STATS,
	};

	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400); /* the same for one record */
	fault(1, 5, status_400);
	expect_recovery();
	expect_queries(expected, 7);
	assert_int_equal(result.given_up, THINGS_MARKS);
	assert_int_equal(result.requests, 9);
	assert_string_equal(buf_text(&collected.notices), "/things: HTTP 400; requesting 1 record at a time\n"
							  "/things: HTTP 400; trying it without optional parts\n"
							  "/things: asking without extra_fields\n");
}

static void later_pages_are_requested_in_the_form_that_was_found(void **state)
{
	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 5, status_400);
	expect_recovery();
	assert_non_null(strstr(buf_text(&fake_world.log), INCLUDE_MAKER STATS "sort=id&page%5Bnumber%5D=3"));
}

static void a_403_during_the_search_is_about_a_part(void **state)
{
	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 5, status_403);
	expect_recovery();
	assert_int_equal(result.given_up, THINGS_MARKS);
}

static void a_403_without_optional_parts_is_not_readable(void **state)
{
	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 3, status_403);
	assert_int_equal(run(), RC_OK);
	assert_int_equal(result.status, FETCH_NOT_READABLE);
	assert_int_equal(result.given_up, 0);
	assert_int_equal(result.requests, 3);
}

static void a_400_on_a_later_page_is_not_negotiated(void **state)
{
	(void)state;
	fault(2, 0, status_400);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 2);
	assert_true(
		said("/things, page 2: HTTP 400: the service accepted the first records and refuses what follows; "));
}

static void a_400_after_records_of_the_first_page_were_taken_is_not_negotiated(void **state)
{
	(void)state;
	account.padding = 100000; /* small pages are parsed as they end */
	fault(1, 1, cut_in_half);
	fault(1, 2, status_400);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 2);
}

static void html(struct fake_answer *answer)
{
	buf_clear(&answer->body);
	buf_adds(&answer->body, "<html>");
}

static void empty(struct fake_answer *answer)
{
	buf_clear(&answer->body);
}

static void cut_before_any_record(struct fake_answer *answer)
{
	answer->cut = 12;
}

/* A 200 without a record does not show what the service accepts, or what is readable. */
static void (*const bad_answers[])(struct fake_answer *answer) = {html, empty, cut_before_any_record};

static void a_400_after_a_200_without_records_is_negotiated(void **state)
{
	for (size_t i = 0; i < sizeof(bad_answers) / sizeof(bad_answers[0]); i++) {
		fault(1, 1, bad_answers[i]);
		fault(1, 2, status_400);
		fault(1, 3, status_400);
		expect_recovery();
		assert_int_equal(result.given_up, THINGS_MAKER);
		tear_down(state);
		set_up(state);
	}
}

static void a_403_after_a_200_without_records_is_not_readable(void **state)
{
	for (size_t i = 0; i < sizeof(bad_answers) / sizeof(bad_answers[0]); i++) {
		fault(1, 1, bad_answers[i]);
		fault(1, 2, status_403);
		assert_int_equal(run(), RC_OK);
		assert_int_equal(result.status, FETCH_NOT_READABLE);
		assert_int_equal(result.requests, 2);
		tear_down(state);
		set_up(state);
	}
}

static void records_that_waited_for_a_page_that_failed_settle_nothing(void **state)
{
	(void)state;
	collected.all_wait = true;
	fault(1, 1, cut_in_half);
	fault(1, 2, status_400);
	fault(1, 3, status_400);
	expect_recovery();
	assert_int_equal(result.given_up, THINGS_MAKER);
}

static void a_first_page_without_records_settles_which_parts_are_accepted(void **state)
{
	(void)state;
	account.records = 0;
	account.total = 1;
	fault(1, 2, status_403);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(result.passes, 2);
}

static void a_key_that_is_refused_at_once_ends_the_run(void **state)
{
	(void)state;
	fault(1, 0, status_401);
	assert_int_equal(run(), RC_CREDENTIALS);
	assert_int_equal(fake_world.started, 1);
	assert_true(said("/things, page 1: HTTP 401: the key was refused"));
}

static void a_key_that_was_accepted_before_is_tried_twice_more(void **state)
{
	(void)state;
	config.retries = 0;
	fault(2, 0, status_401);
	assert_int_equal(run(), RC_CREDENTIALS);
	assert_int_equal(fake_world.started, 4);
	assert_true(
		said("/things, page 2: HTTP 401: the key was accepted before in this run, and then refused 3 times"));
	tear_down(state);
	set_up(state);
	fault(2, 1, status_401);
	fault(2, 2, status_401);
	expect_recovery();
	assert_int_equal(result.retried, 2);
	assert_true(noticed("/things, page 2: HTTP 401: the key was accepted before in this run; retrying in"));
}

static void status_421(struct fake_answer *answer)
{
	answer->status = 421;
}

static void status_425(struct fake_answer *answer)
{
	answer->status = 425;
}

static void a_misdirected_request_is_repeated_over_a_new_connection(void **state)
{
	(void)state;
	fault(2, 1, status_421);
	fault(3, 1, status_425);
	expect_recovery();
	assert_int_equal(result.retried, 2);
	assert_int_equal(fake_world.fresh, 1);
}

static void a_key_is_not_accepted_by_an_answer_without_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_answers) / sizeof(bad_answers[0]); i++) {
		fault(1, 1, bad_answers[i]);
		fault(1, 2, status_401);
		assert_int_equal(run(), RC_CREDENTIALS);
		assert_int_equal(fake_world.started, 2);
		tear_down(state);
		set_up(state);
	}
}

static void html_401(struct fake_answer *answer)
{
	status_401(answer);
	html(answer);
}

static void html_403(struct fake_answer *answer)
{
	status_403(answer);
	html(answer);
}

static void a_refusal_in_html_comes_from_something_in_between(void **state)
{
	static void (*const refusals[])(struct fake_answer * answer) = {html_401, html_403};

	for (int i = 0; i < 4; i++) {
		fault(1 + i / 2, 0, refusals[i % 2]);
		assert_int_equal(run(), RC_SERVICE);
		assert_int_equal(fake_world.started, 3 + i / 2);
		assert_true(said("an HTML page, so not from the service but from a firewall or proxy in between; gave "
				 "up after 3 tries; nothing was published"));
		tear_down(state);
		set_up(state);
		fault(1 + i / 2, 1, refusals[i % 2]);
		expect_recovery();
		assert_int_equal(result.retried, 1);
		assert_true(noticed("from a firewall or proxy in between; retrying in"));
		tear_down(state);
		set_up(state);
	}
}

static void expect_not_readable(long status)
{
	assert_int_equal(run(), RC_OK);
	assert_int_equal(result.status, FETCH_NOT_READABLE);
	assert_int_equal(result.refused_status, status);
	assert_int_equal(result.received, 0);
	assert_int_equal(fake_world.started, 1);
	assert_int_equal(collected.events.n, 0);
}

/* The same account, where these parts may be what a 403 is about, or /things may be unknown to the service. */
static enum rc run_doubtful(uint64_t spare, bool maybe_unknown)
{
	struct fetch_request request = collect_request(&collected, &things);
	struct fetch *fetch;
	enum rc rc;

	request.spare = spare;
	request.maybe_unknown = maybe_unknown;
	TRY(fetch_new(&config, &fetch));
	fetch_add(fetch, &request);
	rc = fetch_run(fetch);
	result = *fetch_result(fetch, 0);
	fetch_free(fetch);
	return rc;
}

static void what_is_forbidden_is_given_up(void **state)
{
	static const char *const expected[] = {INCLUDE_MAKER MARKS STATS, INCLUDE_PARTS MARKS STATS,
					       INCLUDE_PARTS MARKS STATS};

	(void)state;
	fault(1, 1, status_403);
	assert_int_equal(run_doubtful(THINGS_MAKER, false), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.given_up, THINGS_MAKER);
	expect_queries(expected, 3);
	assert_int_equal(result.requests, 5);
	assert_true(noticed("/things: HTTP 403; trying it without what may be forbidden\n"
			    "/things: asking without parts.maker\n"));
}

static void a_403_that_stays_without_what_may_be_forbidden_is_not_readable(void **state)
{
	(void)state;
	fault(1, 0, status_403);
	assert_int_equal(run_doubtful(THINGS_MAKER, false), RC_OK);
	assert_int_equal(result.status, FETCH_NOT_READABLE);
	assert_int_equal(result.refused_status, 403);
	assert_int_equal(result.given_up, 0);
	assert_int_equal(result.requests, 2);
}

/* THINGS_PARTS is not optional: the service documents it. */
static void a_documented_include_may_be_forbidden(void **state)
{
	static const char *const expected[] = {INCLUDE_MAKER MARKS STATS, MARKS STATS, MARKS STATS};

	(void)state;
	fault(1, 1, status_403);
	assert_int_equal(run_doubtful(THINGS_PARTS, false), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.given_up, THINGS_PARTS | THINGS_MAKER);
	expect_queries(expected, 3);
}

/* Optional parts are the first suspects, and then what only native tables need. */
static void a_documented_include_may_be_refused(void **state)
{
	static const char *const expected[] = {
		INCLUDE_MAKER MARKS STATS,
		INCLUDE_MAKER MARKS STATS,
		INCLUDE_PARTS,
		"",
		INCLUDE_PARTS STATS,
		INCLUDE_PARTS,
		MARKS STATS,
		MARKS STATS,
	};

	(void)state;
	for (int request = 1; request <= 6; request++)
		if (request != 4)
			fault(1, request, status_400);
	assert_int_equal(run_doubtful(THINGS_PARTS, false), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.given_up, THINGS_PARTS | THINGS_MAKER);
	expect_queries(expected, 8);
}

/* The service knows less than was requested, and then the key may not read what it does know. */
static void a_403_may_follow_a_400(void **state)
{
	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 3, status_403);
	fault(1, 5, status_403);
	fault(1, 6, status_403);
	assert_int_equal(run_doubtful(THINGS_PARTS, true), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.given_up, THINGS_PARTS | THINGS_MAKER);
}

static void a_400_that_stays_may_mean_that_the_resource_is_unknown(void **state)
{
	(void)state;
	fault(1, 0, status_400);
	assert_int_equal(run_doubtful(0, true), RC_OK);
	assert_int_equal(result.status, FETCH_NOT_READABLE);
	assert_int_equal(result.refused_status, 400);
	assert_int_equal(result.given_up, 0);
	assert_int_equal(result.requests, 3);
}

static void a_400_to_some_parts_does_not_mean_that(void **state)
{
	(void)state;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 5, status_400);
	assert_int_equal(run_doubtful(0, true), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.given_up, THINGS_MARKS);
}

static void a_400_after_a_403_makes_all_parts_suspects(void **state)
{
	static const char *const expected[] = {
		INCLUDE_MAKER MARKS STATS, INCLUDE_PARTS MARKS STATS, INCLUDE_PARTS,       INCLUDE_PARTS STATS,
		INCLUDE_PARTS MARKS STATS, INCLUDE_MAKER STATS,       INCLUDE_MAKER STATS,
	};

	(void)state;
	fault(1, 1, status_403);
	fault(1, 2, status_400);
	fault(1, 5, status_400);
	assert_int_equal(run_doubtful(THINGS_MAKER, false), RC_OK);
	assert_int_equal(result.given_up, THINGS_MARKS);
	expect_queries(expected, 7);
}

static void a_403_on_the_first_page_is_not_readable(void **state)
{
	(void)state;
	fault(1, 0, status_403);
	expect_not_readable(403);
}

static void a_404_on_the_first_page_is_not_readable(void **state)
{
	(void)state;
	fault(1, 0, status_404);
	expect_not_readable(404);
}

static void a_404_later_ends_the_run(void **state)
{
	(void)state;
	fault(2, 0, status_404);
	assert_int_equal(run(), RC_SERVICE);
	assert_true(said("/things, page 2: HTTP 404"));
}

static void a_403_in_a_second_pass_ends_the_run(void **state)
{
	(void)state;
	account.total = 26;
	fault(1, 2, status_403);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(result.passes, 2);
}

static void other_refusals_are_not_retried(void **state)
{
	(void)state;
	fault(1, 0, status_409);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 1);
}

static void a_200_without_its_number_is_not_a_page(void **state)
{
	(void)state;
	fault(1, 0, status_204);
	assert_int_equal(run(), RC_SERVICE);
}

static void a_redirect_is_reported_and_not_followed(void **state)
{
	(void)state;
	fault(1, 0, redirect);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 1);
	assert_true(said("https://elsewhere.example/login"));
}

static void what_would_fail_the_same_way_is_not_retried(void **state)
{
	(void)state;
	fault(1, 0, bad_certificate);
	assert_int_equal(run(), RC_SERVICE);
	assert_int_equal(fake_world.started, 1);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_400_that_stays_without_optional_parts_ends_the_run),
		CASE(parts_that_are_refused_are_found_by_halves),
		CASE(later_pages_are_requested_in_the_form_that_was_found),
		CASE(a_403_during_the_search_is_about_a_part),
		CASE(a_403_without_optional_parts_is_not_readable),
		CASE(what_is_forbidden_is_given_up),
		CASE(a_403_that_stays_without_what_may_be_forbidden_is_not_readable),
		CASE(a_400_after_a_403_makes_all_parts_suspects),
		CASE(a_documented_include_may_be_forbidden),
		CASE(a_documented_include_may_be_refused),
		CASE(a_403_may_follow_a_400),
		CASE(a_400_that_stays_may_mean_that_the_resource_is_unknown),
		CASE(a_400_to_some_parts_does_not_mean_that),
		CASE(a_400_on_a_later_page_is_not_negotiated),
		CASE(a_400_after_records_of_the_first_page_were_taken_is_not_negotiated),
		CASE(a_400_after_a_200_without_records_is_negotiated),
		CASE(a_403_after_a_200_without_records_is_not_readable),
		CASE(records_that_waited_for_a_page_that_failed_settle_nothing),
		CASE(a_first_page_without_records_settles_which_parts_are_accepted),
		CASE(a_key_that_is_refused_at_once_ends_the_run),
		CASE(a_key_that_was_accepted_before_is_tried_twice_more),
		CASE(a_misdirected_request_is_repeated_over_a_new_connection),
		CASE(a_key_is_not_accepted_by_an_answer_without_records),
		CASE(a_refusal_in_html_comes_from_something_in_between),
		CASE(a_403_on_the_first_page_is_not_readable),
		CASE(a_404_on_the_first_page_is_not_readable),
		CASE(a_404_later_ends_the_run),
		CASE(a_403_in_a_second_pass_ends_the_run),
		CASE(other_refusals_are_not_retried),
		CASE(a_200_without_its_number_is_not_a_page),
		CASE(a_redirect_is_reported_and_not_followed),
		CASE(what_would_fail_the_same_way_is_not_retried),
	};

	return cmocka_run_group_tests_name("fetch: refusals", tests, NULL, NULL);
}
