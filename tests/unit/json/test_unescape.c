#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "json/parser.h"
#include "json/unescape.h"

static void expect(struct sv string, struct sv expected)
{
	AUTO_BUF room = {0};
	struct sv text = json_unescape(&room, string);

	assert_int_equal(text.n, expected.n);
	assert_memory_equal(text.p, expected.p, expected.n);
}

static void text_without_escapes_is_not_copied(void **state)
{
	AUTO_BUF room = {0};
	struct sv plain = SV("Gr\xc3\xbc\xc3\x9f"
			     "e / \x7f"),
		  text = json_unescape(&room, plain);

	(void)state;
	assert_ptr_equal(text.p, plain.p);
	assert_int_equal(text.n, plain.n);
	assert_int_equal(room.cap, 0);
}

static void short_forms_are_decoded(void **state)
{
	(void)state;
	expect(SV("\\\"\\\\\\/\\b\\f\\n\\r\\t"), SV("\"\\/\b\f\n\r\t"));
	expect(SV("a\\nb\\n\\nc"), SV("a\nb\n\nc"));
}

static void characters_of_every_length_are_decoded(void **state)
{
	(void)state;
	expect(SV("\\u0001\\u007F"), SV("\x01\x7f"));
	expect(SV("\\u0080\\u07ff"), SV("\xc2\x80\xdf\xbf"));
	expect(SV("\\u0800\\uD7FF\\ue000\\uffff"), SV("\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"));
	expect(SV("\\ud800\\udc00\\uDBFF\\uDFFF"), SV("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
}

static enum rc keep(void *context, enum json_event event, struct sv text)
{
	assert_int_equal(event, JSON_STRING);
	buf_addsv(context, text);
	return RC_OK;
}

static void every_escape_is_decoded_as_by_yajl(void **state)
{
	(void)state;
	for (unsigned unit = 1; unit <= 0xffff; unit++) {
		AUTO_BUF document = {0}, expected = {0};

		if (unit >= 0xd800 && unit <= 0xdfff)
			continue;
		buf_addf(&document, "\"\\u%04x\"", unit);
		assert_int_equal(json_read(buf_sv(&document), keep, &expected), RC_OK);
		expect((struct sv){document.p + 1, document.n - 2}, buf_sv(&expected));
	}
}

static void valid_escapes_are_known(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(json_is_escape((char)c), c != 0 && strchr("\"\\/bfnrtu", c) != NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_without_escapes_is_not_copied),
		cmocka_unit_test(short_forms_are_decoded),
		cmocka_unit_test(characters_of_every_length_are_decoded),
		cmocka_unit_test(every_escape_is_decoded_as_by_yajl),
		cmocka_unit_test(valid_escapes_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
