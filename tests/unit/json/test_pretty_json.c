#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json/pretty_json.h"

static void members_and_elements_have_lines_of_their_own(void **state)
{
	AUTO_BUF out = {0};
	struct pretty_json json = {.out = &out};

	(void)state;
	pretty_open(&json, '{');
	pretty_text_member(&json, "text", "a\"[");
	pretty_number_member(&json, "number", 7);
	pretty_key(&json, "list");
	pretty_open(&json, '[');
	pretty_bool(&json, true);
	pretty_text(&json, "{");
	pretty_null(&json);
	pretty_close(&json, ']');
	pretty_close(&json, '}');
	assert_string_equal(buf_text(&out), "{\n  \"text\": \"a\\\"[\",\n  \"number\": 7,\n  \"list\": [\n    true,\n  "
					    "  \"{\",\n    null\n  ]\n}\n");
}

static void empty_ones_stay_on_one_line(void **state)
{
	AUTO_BUF out = {0};
	struct pretty_json json = {.out = &out};

	(void)state;
	pretty_open(&json, '[');
	pretty_open(&json, '{');
	pretty_close(&json, '}');
	pretty_open(&json, '[');
	pretty_close(&json, ']');
	pretty_close(&json, ']');
	assert_string_equal(buf_text(&out), "[\n  {},\n  []\n]\n");
}

static void text_that_is_not_utf8_is_sanitized(void **state)
{
	AUTO_BUF out = {0};
	struct pretty_json json = {.out = &out};

	(void)state;
	pretty_text(&json, "a\xff");
	assert_string_equal(buf_text(&out), "\"a\xef\xbf\xbd\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_and_elements_have_lines_of_their_own),
		cmocka_unit_test(empty_ones_stay_on_one_line),
		cmocka_unit_test(text_that_is_not_utf8_is_sanitized),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
