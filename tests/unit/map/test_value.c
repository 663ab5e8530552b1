/* Values as text and as JSON, the order of ids, and the counting of warnings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/value.h"
#include "map/warnings.h"

static void expect_order(struct sv a, struct sv b, int order)
{
	assert_int_equal((id_compare(a, b) > 0) - (id_compare(a, b) < 0), order);
	assert_int_equal((id_compare(b, a) > 0) - (id_compare(b, a) < 0), -order);
}

static void ids_are_ordered_by_their_number(void **state)
{
	(void)state;
	expect_order(SV("9"), SV("10"), -1);
	expect_order(SV("10"), SV("9"), 1);
	expect_order(SV("123"), SV("124"), -1);
	expect_order(SV("7"), SV("7"), 0);
	expect_order(SV("99999999999999999999999999999"), SV("100000000000000000000000000000"), -1);
	expect_order(SV("0"), SV("1"), -1);
	expect_order(SV(""), SV("0"), -1);
	expect_order(SV(""), SV(""), 0);
	expect_order((struct sv){NULL, 0}, SV("5"), -1);
}

static void leading_zeros_decide_last(void **state)
{
	(void)state;
	expect_order(SV("007"), SV("8"), -1);
	expect_order(SV("007"), SV("6"), 1);
	expect_order(SV("7"), SV("007"), -1);
	expect_order(SV("0"), SV("000"), -1);
	expect_order(SV("007"), SV("007"), 0);
}

static const struct value absent = {VALUE_ABSENT, {"", 0}}, null = {VALUE_NULL, {"", 0}}, yes = {VALUE_TRUE, {"", 0}},
			  no = {VALUE_FALSE, {"", 0}}, number = {VALUE_NUMBER, {"1.50", 4}},
			  text = {VALUE_STRING, {"a\"b", 3}}, blank = {VALUE_STRING, {" \t\n", 3}},
			  empty = {VALUE_STRING, {"", 0}}, list = {VALUE_JSON, {"[1,\"a\"]", 7}};

static void values_have_a_text(void **state)
{
	(void)state;
	assert_true(sv_is(value_text(&absent), ""));
	assert_true(sv_is(value_text(&null), ""));
	assert_true(sv_is(value_text(&yes), "true"));
	assert_true(sv_is(value_text(&no), "false"));
	assert_true(sv_is(value_text(&number), "1.50"));
	assert_true(sv_is(value_text(&text), "a\"b"));
	assert_true(sv_is(value_text(&list), "[1,\"a\"]"));
}

static void a_blank_text_is_given_but_not_set(void **state)
{
	static const struct value *const nothing[] = {&absent, &null}, *const given[] = {&blank, &empty},
					 *const set[] = {&yes, &no, &number, &text, &list};

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
		assert_true(!value_given(nothing[i]) && !value_set(nothing[i]));
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		assert_true(value_given(given[i]) && !value_set(given[i]));
	for (size_t i = 0; i < sizeof(set) / sizeof(*set); i++)
		assert_true(value_given(set[i]) && value_set(set[i]));
}

static void expect_json(const struct value *value, const char *json)
{
	AUTO_BUF out = {0};

	value_json(&out, value);
	assert_string_equal(buf_text(&out), json);
}

static void values_are_written_as_json(void **state)
{
	(void)state;
	expect_json(&absent, "null");
	expect_json(&null, "null");
	expect_json(&yes, "true");
	expect_json(&no, "false");
	expect_json(&number, "1.50");
	expect_json(&text, "\"a\\\"b\"");
	expect_json(&empty, "\"\"");
	expect_json(&list, "[1,\"a\"]");
}

static void warnings_are_counted_by_name(void **state)
{
	struct warnings warnings = {0};
	char other_pointer[] = "email";

	(void)state;
	warnings_add(&warnings, "email", "invalid");
	warnings_add(&warnings, other_pointer, "invalid");
	warnings_add(&warnings, "email", "unmapped");
	assert_int_equal(warnings.count, 2);
	assert_int_equal(warnings.list[0].count, 2);
	assert_int_equal(warnings.list[1].count, 1);
	assert_string_equal(warnings.list[1].what, "unmapped");
}

static void warnings_have_a_ceiling(void **state)
{
	struct warnings warnings = {0};
	static char names[WARNINGS_MAX + 1][4];

	(void)state;
	for (unsigned i = 0; i <= WARNINGS_MAX; i++) {
		names[i][0] = (char)('0' + i / 10);
		names[i][1] = (char)('0' + i % 10);
		warnings_add(&warnings, names[i], "invalid");
	}
	warnings_add(&warnings, names[0], "invalid");
	assert_int_equal(warnings.count, WARNINGS_MAX);
	assert_int_equal(warnings.list[0].count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_ordered_by_their_number),
		cmocka_unit_test(leading_zeros_decide_last),
		cmocka_unit_test(values_have_a_text),
		cmocka_unit_test(a_blank_text_is_given_but_not_set),
		cmocka_unit_test(values_are_written_as_json),
		cmocka_unit_test(warnings_are_counted_by_name),
		cmocka_unit_test(warnings_have_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
