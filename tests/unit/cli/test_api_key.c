#include "support/scratch.h"

#include "base/mem.h"
#include "cli/api_key.h"
#include "net/key.h"

static void expect_from_file(void **state, struct sv text, const char *expected)
{
	char *key;

	unlink(scratch_path(state, "key"));
	scratch_write(state, "key", text);
	assert_int_equal(api_key_read(scratch_path(state, "key"), &key), RC_OK);
	assert_string_equal(key, expected);
	mem_free_secret(&key);
	assert_null(key);
}

static void expect_refused(void **state, struct sv text, const char *named)
{
	char *key;

	unlink(scratch_path(state, "key"));
	scratch_write(state, "key", text);
	assert_int_equal(api_key_read(scratch_path(state, "key"), &key), RC_USAGE);
	assert_error_names(named);
	assert_null(strstr(rc_text(), "s3cret"));
	assert_null(key);
}

static void the_first_line_is_the_key(void **state)
{
	expect_from_file(state, SV("s3cret"), "s3cret");
	expect_from_file(state, SV("  s3cret \r\nsecond line\n"), "s3cret");
	expect_from_file(state, SV("\xef\xbb\xbfs3cret\r\n"), "s3cret");
}

static void text_that_is_no_key_is_refused_and_not_repeated(void **state)
{
	char *key;
	AUTO_BUF text = {0};

	expect_refused(state, SV(""), "holds no API key");
	expect_refused(state, SV(" \ns3cret\n"), "holds no API key");
	expect_refused(state, SV("s3cret\xc3\xa9\n"), "another character");
	expect_refused(state, SV("s3cret two\n"), "a space");
	expect_refused(state, SV("s3cret\0x\n"), "another character");
	while (text.n < NET_KEY_MAX)
		buf_addc(&text, 'k');
	expect_from_file(state, buf_sv(&text), buf_text(&text));
	buf_addc(&text, 'k');
	expect_refused(state, buf_sv(&text), "longer than");
	text.p[0] = ' '; /* never the first part of a key that is cut by the end of the buffer */
	expect_from_file(state, buf_sv(&text), buf_text(&text) + 1);
	buf_addc(&text, 'k');
	expect_refused(state, buf_sv(&text), "longer than");
	assert_int_equal(api_key_read(scratch_path(state, "none"), &key), RC_USAGE);
	assert_error_names("cannot open the API key file");
}

static void the_key_is_removed_from_the_environment(void **state)
{
	char *key;

	(void)state;
	setenv(API_KEY_ENVIRONMENT, " s3cret ", 1);
	assert_int_equal(api_key_read(NULL, &key), RC_OK);
	assert_string_equal(key, "s3cret");
	assert_null(getenv(API_KEY_ENVIRONMENT));
	mem_free_secret(&key);
	assert_int_equal(api_key_read(NULL, &key), RC_USAGE);
	assert_error_names("--api-key-file FILE");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_first_line_is_the_key),
		CASE(text_that_is_no_key_is_refused_and_not_repeated),
		CASE(the_key_is_removed_from_the_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
