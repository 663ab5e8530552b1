#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json/escape.h"

static void expect(struct sv text, struct sv expected)
{
	AUTO_BUF out = {0};

	json_escape(&out, text);
	assert_int_equal(out.n, expected.n);
	assert_memory_equal(out.p, expected.p, expected.n);
}

static void empty_text_is_two_quotation_marks(void **state)
{
	(void)state;
	expect(SV(""), SV("\"\""));
	expect((struct sv){NULL, 0}, SV("\"\""));
}

static void short_forms_are_used(void **state)
{
	(void)state;
	expect(SV("\b\t\n\f\r\"\\"), SV("\"\\b\\t\\n\\f\\r\\\"\\\\\""));
}

static void other_control_characters_have_four_digits(void **state)
{
	(void)state;
	expect(SV("\0\x01\x0b\x1f"), SV("\"\\u0000\\u0001\\u000b\\u001f\""));
}

static void everything_else_is_literal(void **state)
{
	(void)state;
	expect(SV("/<>\x7f \xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8"),
	       SV("\"/<>\x7f \xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8\""));
}

static void output_is_appended(void **state)
{
	AUTO_BUF out = {0};

	(void)state;
	buf_adds(&out, "[");
	json_escape(&out, SV("a"));
	assert_true(sv_is(buf_sv(&out), "[\"a\""));
}

/* Escapes byte by byte: the model for the steps of eight. */
static void escape_slowly(struct buf *out, struct sv text)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c == '\b' || c == '\t' || c == '\n' || c == '\f' || c == '\r')
			buf_addf(out, "\\%c", "btn?fr"[c - '\b']);
		else if (c < 0x20)
			buf_addf(out, "\\u%04x", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void every_byte_at_every_offset(void **state)
{
	char text[19];
	AUTO_BUF fast = {0}, slow = {0};

	(void)state;
	for (unsigned value = 0; value < 256; value++)
		for (size_t place = 0; place < sizeof(text); place++) {
			memset(text, place % 2 ? 0xff : 'x', sizeof(text));
			text[place] = (char)value;
			buf_clear(&fast);
			buf_clear(&slow);
			json_escape(&fast, (struct sv){text, sizeof(text)});
			escape_slowly(&slow, (struct sv){text, sizeof(text)});
			assert_true(sv_same(buf_sv(&fast), buf_sv(&slow)));
		}
}

static void mixtures_of_bytes(void **state)
{
	static const char bytes[] = "ab\"\\\n\x01\x20\x21\x23\x5b\x5d\x7f\x80\xa2\xdc\xff";
	char text[64];
	uint32_t seed = 1;
	AUTO_BUF fast = {0}, slow = {0};

	(void)state;
	for (unsigned round = 0; round < 5000; round++) {
		size_t n = round % sizeof(text);

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		buf_clear(&fast);
		buf_clear(&slow);
		json_escape(&fast, (struct sv){text, n});
		escape_slowly(&slow, (struct sv){text, n});
		assert_true(sv_same(buf_sv(&fast), buf_sv(&slow)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_text_is_two_quotation_marks),
		cmocka_unit_test(short_forms_are_used),
		cmocka_unit_test(other_control_characters_have_four_digits),
		cmocka_unit_test(everything_else_is_literal),
		cmocka_unit_test(output_is_appended),
		cmocka_unit_test(every_byte_at_every_offset),
		cmocka_unit_test(mixtures_of_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
