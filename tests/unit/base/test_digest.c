#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/digest.h"

static void a_text_has_the_hash_of_its_bytes(void **state)
{
	char hex[SHA256_HEX_SIZE];

	(void)state;
	digest_of(SV("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_of((struct sv){NULL, 0}, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void expect_hash(struct digest *digest, const char *expected)
{
	unsigned char hash[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	digest_finish(digest, hash);
	digest_hex(hash, hex);
	assert_string_equal(hex, expected);
}

/* FIPS 180-2, appendix B. */
static void known_texts_have_known_hashes(void **state)
{
	struct digest digest = {0};

	(void)state;
	digest_begin(&digest);
	expect_hash(&digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_begin(&digest);
	digest_update(&digest, SV("abc"));
	expect_hash(&digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_begin(&digest);
	digest_update(&digest, SV("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
	expect_hash(&digest, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void pieces_hash_like_the_whole(void **state)
{
	struct digest digest = {0};

	(void)state;
	digest_begin(&digest);
	digest_update(&digest, SV("a"));
	digest_update(&digest, (struct sv){NULL, 0});
	digest_update(&digest, SV("bc"));
	expect_hash(&digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void beginning_again_starts_from_nothing(void **state)
{
	struct digest digest = {0};

	(void)state;
	digest_begin(&digest);
	digest_update(&digest, SV("something else"));
	digest_begin(&digest);
	digest_update(&digest, SV("abc"));
	expect_hash(&digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_release(&digest);
	digest_release(&digest);
	assert_null(digest.context);
}

static void ids_differ_by_account_table_and_remote_id(void **state)
{
	char one[KEY_SIZE], other[KEY_SIZE];

	(void)state;
	digest_key(SV("pinpoint/acme/jobs/"), SV("1"), one);
	assert_int_equal(strlen(one), KEY_LENGTH);
	digest_key(SV("pinpoint/acme/users/"), SV("1"), other);
	assert_string_not_equal(one, other);
	digest_key(SV("pinpoint/acm/jobs/"), SV("1"), other);
	assert_string_not_equal(one, other);
	digest_key(SV("pinpoint/acme/jobs/"), SV("2"), other);
	assert_string_not_equal(one, other);
	/* It does not matter where the text is split into its two parts. */
	digest_key(SV("pinpoint/acme/"), SV("jobs/1"), other);
	assert_string_equal(one, other);
}

static void ids_use_only_the_alphabet(void **state)
{
	char key[KEY_SIZE], id[16];

	(void)state;
	for (int i = 0; i < 2000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		digest_key(SV("pinpoint/acme/jobs/"), sv_of(id), key);
		assert_int_equal(strspn(key, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"), KEY_LENGTH);
		assert_int_equal(key[KEY_LENGTH], 0);
	}
}

/* RFC 4231, cases 1, 2 and 6 (a key longer than a block). */
static void known_keys_and_texts_have_known_hmacs(void **state)
{
	static const char long_key[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	unsigned char key[131], out[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	(void)state;
	memset(key, 0x0b, 20);
	digest_hmac((struct sv){(const char *)key, 20}, SV("Hi There"), out);
	digest_hex(out, hex);
	assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	digest_hmac(SV("Jefe"), SV("what do ya want for nothing?"), out);
	digest_hex(out, hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	digest_hmac((struct sv){(const char *)key, sizeof(key)}, sv_of(long_key), key);
	digest_hex(key, hex);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_has_the_hash_of_its_bytes),
		cmocka_unit_test(known_texts_have_known_hashes),
		cmocka_unit_test(pieces_hash_like_the_whole),
		cmocka_unit_test(beginning_again_starts_from_nothing),
		cmocka_unit_test(ids_differ_by_account_table_and_remote_id),
		cmocka_unit_test(ids_use_only_the_alphabet),
		cmocka_unit_test(known_keys_and_texts_have_known_hmacs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
