#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/mem.h"

static const char *const rising[] = {
	"-99999999999999999999999999999999999999",
	"-100",
	"-99.5",
	"-10",
	"-9",
	"-1.01",
	"-1",
	"-0.5",
	"-0.05",
	"-0.049",
	"0",
	"0.001",
	"0.01",
	"0.05",
	"0.1",
	"0.15",
	"0.5",
	"1",
	"1.01",
	"1.1",
	"9",
	"10",
	"10.25",
	"100",
	"9007199254740992",
	"9007199254740993",
	"99999999999999999999999999999999999999",
};

static void plain_forms_compare_by_value(void **state)
{
	size_t count = sizeof(rising) / sizeof(rising[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = decimal_compare(rising[i], rising[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void a_plain_form_is_its_own_plain_form(void **state)
{
	char out[DECIMAL_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rising) / sizeof(rising[0]); i++) {
		assert_true(decimal_plain(sv_of(rising[i]), out));
		assert_string_equal(out, rising[i]);
	}
}

/* The same digits with the point anywhere, by the exponent. */
static void the_exponent_moves_the_point(void **state)
{
	static const char digits[] = "1234567";
	size_t length = sizeof(digits) - 1;

	(void)state;
	for (size_t places = 1; places < 30; places++) {
		AUTO_BUF spelled = {0}, expected = {0};
		size_t whole = places < length ? length - places : 0;
		char out[DECIMAL_SIZE];

		buf_addf(&spelled, "-%se-%zu", digits, places);
		buf_adds(&expected, whole ? "-" : "-0");
		buf_add(&expected, digits, whole);
		buf_addc(&expected, '.');
		for (size_t i = length; i < places; i++)
			buf_addc(&expected, '0');
		buf_adds(&expected, digits + whole);
		assert_true(decimal_plain(buf_sv(&spelled), out));
		assert_string_equal(out, buf_text(&expected));
	}
}

static void a_million_digits_cost_only_the_time_to_read_them(void **state)
{
	enum { DIGITS = 1000000 };
	AUTO_FREE char *text = mem_alloc(DIGITS + 16);
	char out[DECIMAL_SIZE];

	(void)state;
	memset(text, '0', DIGITS);
	text[0] = '7';
	assert_false(decimal_plain((struct sv){text, DIGITS}, out));
	snprintf(text + DIGITS, 16, "e-%d", DIGITS - 1);
	assert_true(decimal_plain(sv_of(text), out));
	assert_string_equal(out, "7");
	memset(text, '9', DIGITS);
	memcpy(text, "1e", 2);
	assert_false(decimal_plain((struct sv){text, DIGITS}, out));
}

static void nothing_past_the_end_of_a_slice_is_read(void **state)
{
	char out[DECIMAL_SIZE];

	(void)state;
	assert_true(decimal_plain((struct sv){"1234", 2}, out));
	assert_string_equal(out, "12");
	assert_false(decimal_plain((struct sv){NULL, 0}, out));
	assert_false(decimal_plain((struct sv){"1\0", 2}, out));
	assert_false(decimal_plain((struct sv){"1.5", 2}, out));
}

static void whole_numbers_are_digits_below_two_to_the_64th(void **state)
{
	static const char *const not_whole[] = {
		"", "-1", "1.0", "1e2", " 1", "1 ", "18446744073709551616", "99999999999999999999999"};
	uint64_t number;

	(void)state;
	assert_true(decimal_whole(SV("18446744073709551615"), &number));
	assert_int_equal(number, UINT64_MAX);
	assert_true(decimal_whole(SV("007"), &number));
	assert_int_equal(number, 7);
	for (size_t i = 0; i < sizeof(not_whole) / sizeof(*not_whole); i++)
		assert_false(decimal_whole(sv_of(not_whole[i]), &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_forms_compare_by_value),
		cmocka_unit_test(a_plain_form_is_its_own_plain_form),
		cmocka_unit_test(the_exponent_moves_the_point),
		cmocka_unit_test(a_million_digits_cost_only_the_time_to_read_them),
		cmocka_unit_test(nothing_past_the_end_of_a_slice_is_read),
		cmocka_unit_test(whole_numbers_are_digits_below_two_to_the_64th),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
