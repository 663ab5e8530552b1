#include "parse_line.h"

#include "row/format.h"

static int make(void **state)
{
	forget_environment(state);
	return scratch_make(state);
}

static int remove_all(void **state)
{
	release(state);
	return scratch_remove(state);
}

static void flags_win_over_environment_over_config_over_defaults(void **state)
{
	char line[SCRATCH_PATH_MAX + 64];

	scratch_write(state, "c",
		      SV("subdomain = from-config\npage-size = 7\nformat = ndjson\nprogress = true\n"
			 "gzip-level = 3\n# as = never read by export\nas = json\n"));
	snprintf(line, sizeof(line), "--config %s --gzip-level 9 --no-progress", scratch_path(state, "c"));
	expect_good(line);
	assert_string_equal(options.subdomain, "from-config");
	assert_int_equal(options.page_size, 7);
	assert_int_equal(options.format, ROW_NDJSON);
	assert_int_equal(options.gzip_level, 9);
	assert_int_equal(options.progress, PROGRESS_OFF);
	assert_int_equal(options.concurrency, 4);
	setenv("PINPOINT_SUBDOMAIN", "from-environment", 1);
	expect_good(line);
	assert_string_equal(options.subdomain, "from-environment");
	snprintf(line, sizeof(line), "--config %s --subdomain from-line", scratch_path(state, "c"));
	expect_good(line);
	assert_string_equal(options.subdomain, "from-line");
	assert_int_equal(options.progress, PROGRESS_ON);
}

static void a_key_in_the_environment_wins_over_a_key_file_in_the_config(void **state)
{
	char line[SCRATCH_PATH_MAX + 64];

	scratch_write(state, "c", SV("subdomain = a\napi-key-file = key\n"));
	snprintf(line, sizeof(line), "--config %s", scratch_path(state, "c"));
	expect_good(line);
	assert_string_equal(options.api_key_file, "key");
	setenv("PINPOINT_API_KEY", "k", 1);
	expect_good(line);
	assert_null(options.api_key_file);
	expect_good("--subdomain a --api-key-file other");
	assert_string_equal(options.api_key_file, "other");
}

static void defects_of_environment_and_config_name_their_place(void **state)
{
	static const struct {
		const char *text, *named;
	} rows[] = {
		{"page-size = 0\n", "line 1: page-size: \"0\" is not a whole number"},
		{"\n\npage-sise = 1\n", "line 3: unknown key page-sise, did you mean page-size?"},
		{"api-key = s3cret\n", "line 1: the key does not stand in this file"},
		{"config = x\n", "command line only"},
		{"gzip = maybe\n", "neither true nor false"},
	};
	char line[SCRATCH_PATH_MAX + 64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		scratch_write(state, "c", sv_of(rows[i].text));
		snprintf(line, sizeof(line), "--subdomain a --config %s", scratch_path(state, "c"));
		expect_refused(line, rows[i].named);
		assert_null(strstr(rc_text(), "s3cret"));
		assert_int_equal(unlink(scratch_path(state, "c")), 0);
	}
	expect_refused(line, "cannot be opened");
	setenv("PINPOINT_SUBDOMAIN", "a b", 1);
	expect_refused("check", "PINPOINT_SUBDOMAIN: \"a b\"");
	setenv("PINPOINT_SUBDOMAIN", "", 1);
	expect_refused("check", "which account?");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make, remove_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(flags_win_over_environment_over_config_over_defaults),
		CASE(a_key_in_the_environment_wins_over_a_key_file_in_the_config),
		CASE(defects_of_environment_and_config_name_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
