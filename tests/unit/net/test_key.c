#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "net/key.h"

static void expect_refused(struct sv key, const char *part)
{
	assert_int_equal(net_key_check(key, "the file"), RC_USAGE);
	if (!strstr(rc_text(), part) || !strstr(rc_text(), "the file"))
		fail_msg("\"%s\" is not in: %s", part, rc_text());
	assert_null(strstr(rc_text(), "s3cret"));
}

static void printable_characters_without_spaces_are_a_key(void **state)
{
	(void)state;
	assert_int_equal(net_key_check(SV("!"), "the file"), RC_OK);
	assert_int_equal(net_key_check(SV("s3cret~-_.:/+="), "the file"), RC_OK);
}

static void other_characters_are_refused(void **state)
{
	(void)state;
	expect_refused(SV(""), "no API key");
	expect_refused(SV("s3cret two"), "a space");
	expect_refused(SV(" s3cret"), "a space");
	expect_refused(SV("s3cret\r\nX-Other: 1"), "another character");
	expect_refused(SV("s3cret\0"), "another character");
	expect_refused(SV("s3cret\xc3\xa9"), "another character");
	expect_refused(SV("s3cret\x7f"), "another character");
}

static void a_key_has_a_longest_length(void **state)
{
	AUTO_BUF key = {0};

	(void)state;
	while (key.n < NET_KEY_MAX)
		buf_addc(&key, 'k');
	assert_int_equal(net_key_check(buf_sv(&key), "the file"), RC_OK);
	buf_addc(&key, 'k');
	expect_refused(buf_sv(&key), "longer than 1024");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printable_characters_without_spaces_are_a_key),
		cmocka_unit_test(other_characters_are_refused),
		cmocka_unit_test(a_key_has_a_longest_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
