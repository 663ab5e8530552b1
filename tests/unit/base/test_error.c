#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

static void the_text_is_that_of_the_last_failure(void **state)
{
	(void)state;
	assert_int_equal(rc_fail(RC_SERVICE, "page %d failed", 3), RC_SERVICE);
	assert_string_equal(rc_text(), "page 3 failed");
	assert_int_equal(rc_fail(RC_USAGE, "no %s", "key"), RC_USAGE);
	assert_string_equal(rc_text(), "no key");
}

static void context_is_put_in_front(void **state)
{
	(void)state;
	(void)rc_fail(RC_FORMAT, "not JSON");
	assert_int_equal(rc_context(RC_FORMAT, "/jobs, page %d", 2), RC_FORMAT);
	assert_string_equal(rc_text(), "/jobs, page 2: not JSON");
}

static void the_old_text_may_be_part_of_the_new(void **state)
{
	(void)state;
	(void)rc_fail(RC_FORMAT, "first");
	(void)rc_fail(RC_FORMAT, "%s, then %s", rc_text(), "second");
	assert_string_equal(rc_text(), "first, then second");
	(void)rc_context(RC_FORMAT, "again %s", rc_text());
	assert_string_equal(rc_text(), "again first, then second: first, then second");
}

static void long_texts_are_cut(void **state)
{
	char text[3 * ERROR_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)rc_fail(RC_OUTPUT, "%s", text);
	assert_int_equal(strlen(rc_text()), ERROR_TEXT_MAX - 1);
	(void)rc_context(RC_OUTPUT, "%s", text);
	assert_int_equal(strlen(rc_text()), ERROR_TEXT_MAX - 1);
}

static enum rc answer(enum rc rc, int *reached)
{
	TRY(rc);
	++*reached;
	return RC_OK;
}

static void try_returns_what_failed(void **state)
{
	int reached = 0;

	(void)state;
	assert_int_equal(answer(RC_LOCKED, &reached), RC_LOCKED);
	assert_int_equal(reached, 0);
	assert_int_equal(answer(RC_OK, &reached), RC_OK);
	assert_int_equal(reached, 1);
}

static void a_kept_text_comes_back(void **state)
{
	struct rc_kept kept;

	(void)state;
	(void)rc_fail(RC_SERVICE, "first");
	rc_keep(&kept);
	(void)rc_fail(RC_OUTPUT, "second");
	assert_int_equal(rc_restore(&kept, RC_SERVICE), RC_SERVICE);
	assert_string_equal(rc_text(), "first");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_is_that_of_the_last_failure),
		cmocka_unit_test(context_is_put_in_front),
		cmocka_unit_test(the_old_text_may_be_part_of_the_new),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(a_kept_text_comes_back),
		cmocka_unit_test(try_returns_what_failed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
