#include "support/scratch.h"

#include "cli/config_file.h"

/* What was read, as "line key=value;" each. */
static enum rc note(void *context, const struct config_setting *setting)
{
	buf_addf(context, "%u %s=%s;", setting->line, setting->key, setting->value);
	return strcmp(setting->key, "stop") == 0 ? rc_fail(RC_USAGE, "stopped") : RC_OK;
}

static enum rc read_text(void **state, struct sv text, struct buf *out)
{
	unlink(scratch_path(state, "c"));
	scratch_write(state, "c", text);
	buf_clear(out);
	return config_file_read(scratch_path(state, "c"), note, out);
}

static void expect(void **state, struct sv text, const char *settings)
{
	AUTO_BUF out = {0};

	assert_int_equal(read_text(state, text, &out), RC_OK);
	assert_string_equal(buf_text(&out), settings);
}

static void expect_refused(void **state, struct sv text, const char *named)
{
	AUTO_BUF out = {0};

	assert_int_equal(read_text(state, text, &out), RC_USAGE);
	assert_error_names(named);
}

static void white_space_around_key_and_value_is_dropped(void **state)
{
	expect(state, SV("a=1\n  b \t=  two words  \r\n"), "1 a=1;2 b=two words;");
	expect(state, SV("last=no newline"), "1 last=no newline;");
	expect(state, SV(""), "");
	expect(state, SV("a = b = c\nempty =\n"), "1 a=b = c;2 empty=;");
}

static void a_byte_order_mark_is_skipped_at_the_front_only(void **state)
{
	expect(state, SV("\xef\xbb\xbf# nothing\na=1\n"), "2 a=1;");
	expect(state, SV("\xef\xbb\xbf"), "");
	expect(state,
	       SV("a=1\n\xef\xbb\xbf"
		  "b=2\n"),
	       "1 a=1;2 \xef\xbb\xbf"
	       "b=2;");
}

static void comments_begin_a_line_or_follow_white_space(void **state)
{
	expect(state, SV("# nothing\n\n   # nothing\na = b # c\nd = e#f\n"), "4 a=b;5 d=e#f;");
}

static void malformed_lines_are_named_by_number_but_not_repeated(void **state)
{
	expect_refused(state, SV("a = b\ns3cret\n"), "line 2: expected `key = value`");
	assert_null(strstr(rc_text(), "s3cret"));
	expect_refused(state, SV("= b\n"), "line 1: expected `key = value`");
	expect_refused(state, SV("a = b\0c\n"), "line 1: contains a NUL byte");
}

static void a_refused_setting_ends_the_reading(void **state)
{
	AUTO_BUF out = {0};

	assert_int_equal(read_text(state, SV("stop = 1\nb = 2\n"), &out), RC_USAGE);
	assert_string_equal(buf_text(&out), "1 stop=1;");
}

static void lines_and_files_are_bounded(void **state)
{
	AUTO_BUF text = {0};

	buf_adds(&text, "a=");
	while (text.n < CONFIG_LINE_MAX)
		buf_addc(&text, 'x');
	expect_refused(state, SV("\n= b"), "line 2");
	{
		AUTO_BUF out = {0};

		assert_int_equal(read_text(state, buf_sv(&text), &out), RC_OK);
		assert_int_equal(out.n, CONFIG_LINE_MAX + sizeof("1 ;") - 1);
	}
	buf_addc(&text, 'x');
	expect_refused(state, buf_sv(&text), "line 1: longer than 4096 bytes");
	buf_clear(&text);
	while (text.n <= CONFIG_FILE_MAX)
		buf_adds(&text, "#\n");
	expect_refused(state, buf_sv(&text), "longer than 65536 bytes");
}

static void a_file_that_was_named_must_exist(void **state)
{
	AUTO_BUF out = {0};

	assert_int_equal(config_file_read(scratch_path(state, "none"), note, &out), RC_USAGE);
	assert_error_names("none");
	assert_int_equal(config_file_read(scratch_path(state, "."), note, &out), RC_USAGE);
	assert_error_names("cannot read the config file");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(white_space_around_key_and_value_is_dropped),
		CASE(a_byte_order_mark_is_skipped_at_the_front_only),
		CASE(comments_begin_a_line_or_follow_white_space),
		CASE(malformed_lines_are_named_by_number_but_not_repeated),
		CASE(a_refused_setting_ends_the_reading),
		CASE(lines_and_files_are_bounded),
		CASE(a_file_that_was_named_must_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
