#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/sv.h"

static void a_slice_of_a_literal_has_its_bytes(void **state)
{
	(void)state;
	assert_int_equal(SV("").n, 0);
	assert_int_equal(SV("a\0b").n, 3);
	assert_int_equal(sv_of("abc").n, 3);
	assert_int_equal(sv_of(NULL).n, 0);
}

static void slices_are_equal_by_bytes_and_length(void **state)
{
	(void)state;
	assert_true(sv_same(SV("a\0b"), SV("a\0b")));
	assert_false(sv_same(SV("a\0b"), SV("a\0c")));
	assert_false(sv_same(SV("ab"), SV("abc")));
	assert_true(sv_same((struct sv){NULL, 0}, SV("")));
	assert_true(sv_is(SV("open"), "open"));
	assert_false(sv_is(SV("open\0"), "open"));
}

static void blank_is_empty_or_ascii_white_space(void **state)
{
	(void)state;
	assert_true(sv_blank((struct sv){NULL, 0}));
	assert_true(sv_blank(SV(" \t\n\v\f\r")));
	assert_false(sv_blank(SV(" \0 ")));
	assert_false(sv_blank(SV(" x ")));
	assert_false(sv_blank(SV("\xc2\xa0"))); /* a no-break space is text */
}

static void digits_are_ascii_and_at_least_one(void **state)
{
	(void)state;
	assert_true(sv_digits(SV("0123456789")));
	assert_false(sv_digits(SV("")));
	assert_false(sv_digits(SV("12a")));
	assert_false(sv_digits(SV("-1")));
	assert_false(sv_digits(SV("\xd9\xa1"))); /* an Arabic one */
}

static void cutting_past_the_end_gives_an_empty_slice(void **state)
{
	(void)state;
	assert_true(sv_is(sv_from(SV("abc"), 0), "abc"));
	assert_true(sv_is(sv_from(SV("abc"), 2), "c"));
	assert_int_equal(sv_from(SV("abc"), 3).n, 0);
	assert_int_equal(sv_from(SV("abc"), SIZE_MAX).n, 0);
	assert_int_equal(sv_from((struct sv){NULL, 0}, 1).n, 0);
}

static void a_slice_ends_before_the_first_of_a_character(void **state)
{
	(void)state;
	assert_true(sv_is(sv_until(SV("a,b,c"), ','), "a"));
	assert_true(sv_is(sv_until(SV(",b"), ','), ""));
	assert_int_equal(sv_until(SV("a\0b"), ',').n, 3);
	assert_int_equal(sv_until((struct sv){NULL, 0}, ',').n, 0);
}

static void visible_is_ascii_without_space_and_controls(void **state)
{
	(void)state;
	assert_true(sv_visible(SV("!a~")));
	assert_true(sv_visible(SV("")));
	assert_false(sv_visible(SV("a b")));
	assert_false(sv_visible(SV("a\n")));
	assert_false(sv_visible(SV("a\0b")));
	assert_false(sv_visible(SV("\x7f")));
	assert_false(sv_visible(SV("\xc3\xa9")));
}

static void letter_case_and_kind_are_ascii_only(void **state)
{
	int letters = 0, digits = 0, spaces = 0, hex = 0;

	(void)state;
	for (int c = 0; c < 256; c++) {
		letters += ascii_is_letter((char)c);
		digits += ascii_is_digit((char)c);
		spaces += ascii_is_space((char)c);
		hex += ascii_hex_digit((char)c) >= 0;
		if (!ascii_is_letter((char)c)) {
			assert_int_equal(ascii_lower((char)c), (char)c);
			assert_int_equal(ascii_upper((char)c), (char)c);
		}
	}
	assert_int_equal(letters, 52);
	assert_int_equal(digits, 10);
	assert_int_equal(spaces, 6);
	assert_int_equal(hex, 22);
	assert_int_equal(ascii_hex_digit('9') * 256 + ascii_hex_digit('a') * 16 + ascii_hex_digit('F'), 0x9af);
	for (char c = 'a'; c <= 'z'; c++)
		assert_int_equal(ascii_lower(ascii_upper(c)), c);
	assert_int_equal(ascii_upper('q'), 'Q');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slice_of_a_literal_has_its_bytes),
		cmocka_unit_test(slices_are_equal_by_bytes_and_length),
		cmocka_unit_test(blank_is_empty_or_ascii_white_space),
		cmocka_unit_test(digits_are_ascii_and_at_least_one),
		cmocka_unit_test(cutting_past_the_end_gives_an_empty_slice),
		cmocka_unit_test(a_slice_ends_before_the_first_of_a_character),
		cmocka_unit_test(visible_is_ascii_without_space_and_controls),
		cmocka_unit_test(letter_case_and_kind_are_ascii_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
