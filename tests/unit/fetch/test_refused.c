/* What an earlier run found out about the service is used first, as long as it holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

static struct fetch_refused refused;
static const char *knows_not; /* texts in a URL that are refused */
static const char *knows_not_either;
static const char *version; /* that the service shows */
static int takes;           /* records per page at most */

static bool is_unknown(const char *url, const char *name)
{
	return name && strstr(url, name);
}

/* Instead of account_serve(). */
static void serve(void *context, const char *url, struct fake_answer *answer)
{
	account_serve(context, url, answer);
	answer->version = version;
	if (account.size <= takes && !is_unknown(url, knows_not) && !is_unknown(url, knows_not_either))
		return;
	answer->status = 400;
	buf_clear(&answer->body);
}

static int begin(void **state)
{
	set_up(state);
	fake_reset(serve, &account);
	config = collect_config(&collected);
	knows_not = "extra_fields";
	knows_not_either = NULL;
	version = "1.0.23";
	takes = 1000;
	refused = (struct fetch_refused){.parts = THINGS_MARKS, .version = "1.0.23"};
	return 0;
}

static void expect_whole(unsigned requests)
{
	struct fetch_request request = collect_request(&collected, &things);
	struct fetch *fetch;

	request.refused = &refused;
	assert_int_equal(fetch_new(&config, &fetch), RC_OK);
	fetch_add(fetch, &request);
	assert_int_equal(fetch_run(fetch), RC_OK);
	result = *fetch_result(fetch, 0);
	fetch_free(fetch);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.requests, requests);
	assert_string_equal(result.version, version ? version : "");
}

static void what_was_refused_is_not_requested(void **state)
{
	(void)state;
	expect_whole(3);
	assert_int_equal(result.given_up, THINGS_MARKS);
	assert_true(result.refused_as_before);
	assert_null(strstr(buf_text(&fake_world.log), "extra_fields"));
	assert_int_equal(collected.notices.n, 0);
}

static void a_service_without_a_version_says_nothing(void **state)
{
	(void)state;
	version = NULL;
	expect_whole(3);
	assert_int_equal(result.given_up, THINGS_MARKS);
}

static void another_version_is_asked_for_all(void **state)
{
	(void)state;
	version = "1.0.27";
	knows_not = NULL;
	expect_whole(4);
	assert_int_equal(result.given_up, 0);
	assert_false(result.refused_as_before);
	assert_true(noticed("/things: the service shows version 1.0.27, not 1.0.23 as before: trying again"));
	assert_int_equal(result.retried, 0);
}

/* A small page has come whole before anything looks at its head; a large one streams. */
static void another_version_is_noticed_before_the_first_record(void **state)
{
	(void)state;
	version = "1.0.27";
	knows_not = NULL;
	account.padding = 100000;
	expect_whole(4);
	assert_string_equal(buf_text(&collected.events), "bebebe");
}

static void the_first_version_is_another_one_too(void **state)
{
	(void)state;
	refused.version = "";
	knows_not = NULL;
	expect_whole(4);
	assert_int_equal(result.given_up, 0);
	assert_true(noticed("shows version 1.0.23, not none as before"));
}

static void another_version_may_refuse_the_same(void **state)
{
	(void)state;
	version = "1.0.27";
	expect_whole(1 + 1 + 1 + 1 + 3 + 3); /* believed, all, all for one, none, stats, marks, maker, three pages */
	assert_int_equal(result.given_up, THINGS_MARKS);
	assert_false(result.refused_as_before);
}

static void what_is_refused_besides_is_found(void **state)
{
	(void)state;
	knows_not_either = "parts.maker";
	expect_whole(1 + 1 + 1 + 1 + 3); /* believed, the same for one, without all, stats, three pages */
	assert_int_equal(result.given_up, THINGS_MARKS | THINGS_MAKER);
	assert_false(result.refused_as_before);
}

static void a_size_that_was_refused_is_not_requested(void **state)
{
	(void)state;
	config.page_size = 20;
	takes = 5;
	refused.page_size = 5;
	expect_whole(6); /* the last page is full */
	assert_int_equal(result.page_size, 5);
	assert_true(result.refused_as_before);
	assert_null(strstr(buf_text(&fake_world.log), "page%5Bsize%5D=20"));
}

static void a_size_is_never_raised(void **state)
{
	(void)state;
	refused.page_size = 500;
	expect_whole(3);
	assert_int_equal(result.page_size, 10);
}

static void a_version_with_nothing_refused_is_no_news(void **state)
{
	(void)state;
	refused = (struct fetch_refused){.version = "1.0.22"};
	knows_not = NULL;
	expect_whole(3);
	assert_true(result.refused_as_before);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_refused_is_not_requested),
		CASE(a_service_without_a_version_says_nothing),
		CASE(another_version_is_asked_for_all),
		CASE(another_version_is_noticed_before_the_first_record),
		CASE(the_first_version_is_another_one_too),
		CASE(another_version_may_refuse_the_same),
		CASE(what_is_refused_besides_is_found),
		CASE(a_size_that_was_refused_is_not_requested),
		CASE(a_size_is_never_raised),
		CASE(a_version_with_nothing_refused_is_no_news),
	};

	return cmocka_run_group_tests_name("fetch: what was refused before", tests, NULL, NULL);
}
