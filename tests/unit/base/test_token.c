#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/token.h"

#define KEY SV("0123456789abcdef0123456789abcdef")

/* The first half of the HMAC of exactly these bytes. */
static void expected_token(const char *text, char out[SHA256_HEX_SIZE])
{
	unsigned char hash[SHA256_SIZE];

	digest_hmac(KEY, sv_of(text), hash);
	digest_hex(hash, out);
	out[TOKEN_LENGTH] = '\0';
}

static void expect(const char *text, const char *normal)
{
	struct token_maker maker;
	char hex[SHA256_HEX_SIZE];
	AUTO_BUF out = {0};

	assert_int_equal(token_open(&maker, KEY), RC_OK);
	token_add(&maker, sv_of(text), &out);
	expected_token(normal, hex);
	assert_string_equal(buf_text(&out), hex);
	token_close(&maker);
}

/* As `printf 'ada' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef` prints it. */
static void a_token_is_an_hmac(void **state)
{
	char hex[SHA256_HEX_SIZE];

	(void)state;
	expected_token("ada", hex);
	assert_string_equal(hex, "7f06173e229c19dd526caed61c2cfefa");
	expect("ada", "ada");
}

static void case_and_white_space_at_the_ends_do_not_count(void **state)
{
	static const char *const pairs[][2] = {
		{" Ada\t\n", "ada"},
		{"ADA  Lovelace", "ada  lovelace"},
		{"ÄÖÜ ẞ", "äöü ß"},
		{"ΣΟΦΟΣ", "σοφοσ"},
		{"ЖУКОВ", "жуков"},
		{"İ", "i"},
		{"𐐀", "𐐨"},
		{"Łódź", "łódź"},
		{"李小龍", "李小龍"},
		{"\xc2\xa0x\xc2\xa0", "\xc2\xa0x\xc2\xa0"}, /* not white space in any other column either */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		expect(pairs[i][0], pairs[i][1]);
}

static void a_fingerprint_is_that_of_the_key(void **state)
{
	struct token_maker one, same, other;

	(void)state;
	assert_int_equal(token_open(&one, KEY), RC_OK);
	assert_int_equal(token_open(&same, KEY), RC_OK);
	assert_int_equal(token_open(&other, SV("0123456789abcdef0123456789abcdeX")), RC_OK);
	assert_int_equal(sv_of(one.fingerprint).n, TOKEN_FINGERPRINT_SIZE - 1);
	assert_string_equal(one.fingerprint, same.fingerprint);
	assert_string_not_equal(one.fingerprint, other.fingerprint);
	token_close(&one);
	token_close(&same);
	token_close(&other);
	token_close(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_an_hmac),
		cmocka_unit_test(case_and_white_space_at_the_ends_do_not_count),
		cmocka_unit_test(a_fingerprint_is_that_of_the_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
