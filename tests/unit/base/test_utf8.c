#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

/* Valid text is not changed. */
static bool is_valid(struct sv text)
{
	AUTO_BUF out = {0};

	utf8_add_sanitized(&out, text);
	return sv_same(buf_sv(&out), text);
}

static void valid_text_is_valid_at_any_offset(void **state)
{
	static const struct sv good[] = {SV_INIT(""),
					 SV_INIT("a"),
					 SV_INIT("\0"),
					 SV_INIT("\x7f"),
					 SV_INIT("\xc2\x80"),
					 SV_INIT("\xdf\xbf"),
					 SV_INIT("\xe0\xa0\x80"),
					 SV_INIT("\xed\x9f\xbf"),
					 SV_INIT("\xee\x80\x80"),
					 SV_INIT("\xf0\x90\x80\x80"),
					 SV_INIT("\xf4\x8f\xbf\xbf")};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		for (size_t before = 0; before < 20; before++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + before, good[i].p, good[i].n);
			assert_true(is_valid((struct sv){text, sizeof(text)}));
			assert_true(is_valid((struct sv){text, before + good[i].n}));
		}
}

static void invalid_text_is_found_at_any_offset(void **state)
{
	static const struct sv bad[] = {SV_INIT("\x80"),
					SV_INIT("\xbf"),
					SV_INIT("\xc0\x80"),
					SV_INIT("\xc1\xbf"),
					SV_INIT("\xc2"),
					SV_INIT("\xc2\xc2"),
					SV_INIT("\xe0\x9f\xbf"),
					SV_INIT("\xe0\xa0"),
					SV_INIT("\xed\xa0\x80"),
					SV_INIT("\xed\xbf\xbf"),
					SV_INIT("\xf0\x8f\xbf\xbf"),
					SV_INIT("\xf4\x90\x80\x80"),
					SV_INIT("\xf5\x80\x80\x80"),
					SV_INIT("\xf8\x88\x80\x80\x80"),
					SV_INIT("\xff"),
					SV_INIT("\xe2\x82"
						"a"),
					SV_INIT("\xf0\x90\x80")};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (size_t before = 0; before < 20; before++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + before, bad[i].p, bad[i].n);
			assert_false(is_valid((struct sv){text, sizeof(text)}));
			assert_false(is_valid((struct sv){text, before + bad[i].n}));
		}
}

static void what_is_not_a_character_is_replaced(void **state)
{
	AUTO_BUF out = {0};

	(void)state;
	utf8_add_sanitized(&out, SV("a\xff\xc3\xbc\xe2\x82z\xed\xa0\x80"));
	assert_string_equal(buf_text(&out), "a\xef\xbf\xbd\xc3\xbc\xef\xbf\xbd\xef\xbf\xbdz"
					    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

static void what_is_not_printable_becomes_escapes(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"plain \xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80", "plain \xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80"},
		{"a\tb\nc\rd", "a\\tb\\nc\\rd"},
		{"\033[31m\x7f", "\\x1b[31m\\x7f"},
		{"\xc2\x9b"
		 "31m",
		 "\\xc2\\x9b"
		 "31m"}, /* U+009B, which some terminals take for ESC [ */
		{"\xff\xe2\x82", "\\xff\\xe2\\x82"},
		{"C:\\x1b", "C:\\x1b"},
	};
	char once[128], twice[128];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(utf8_write_printable(sv_of(cases[i].text), once, sizeof(once)),
				 strlen(cases[i].expected));
		assert_string_equal(once, cases[i].expected);
		(void)utf8_write_printable(sv_of(once), twice, sizeof(twice));
		assert_string_equal(twice, once);
	}
}

static void printable_text_is_cut_between_characters(void **state)
{
	char out[6];

	(void)state;
	assert_int_equal(utf8_write_printable(SV("abc\xe2\x82\xac"), out, sizeof(out)), 3);
	assert_string_equal(out, "abc");
	assert_int_equal(utf8_write_printable(SV("ab\xe2\x82\xac"), out, sizeof(out)), 5);
	assert_int_equal(utf8_write_printable(SV("ab\033"), out, sizeof(out)), 2);
	assert_string_equal(out, "ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_text_is_valid_at_any_offset),
		cmocka_unit_test(invalid_text_is_found_at_any_offset),
		cmocka_unit_test(what_is_not_a_character_is_replaced),
		cmocka_unit_test(what_is_not_printable_becomes_escapes),
		cmocka_unit_test(printable_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
