#include "parse_line.h"

#include "cli/option_table.h"
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
			 "gzip-level = 3\n# what does not apply to export is not read\nas = json\n"));
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

static void errors_in_environment_and_config_name_their_place(void **state)
{
	static const struct {
		const char *text, *named;
	} rows[] = {
		{"page-size = 0\n", "line 1: page-size: \"0\" is not a whole number"},
		{"\n\npage-sise = 1\n", "line 3: unknown key page-sise, did you mean page-size?"},
		{"api-key = s3cret\n", "line 1: the key itself is not allowed here"},
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
	expect_refused(line, "cannot open the config file");
	setenv("PINPOINT_SUBDOMAIN", "a b", 1);
	expect_refused("check", "PINPOINT_SUBDOMAIN: \"a b\"");
	setenv("PINPOINT_SUBDOMAIN", "", 1);
	expect_refused("check", "no account given: use --subdomain NAME");
}

/* A value from the config file, a variable or the command line. */
enum from { CONFIG, VARIABLE, LINE, NOWHERE };

struct given {
	enum from from;
	const char *option, *value;
};

static const char *variable_of(const char *option)
{
	return option_find(sv_of(option))->environment;
}

/* Parses `command` with these values, each from where it says. */
static enum rc parse_given(void **state, const char *command, const struct given *given, size_t count)
{
	AUTO_BUF config = {0}, line = {0};

	forget_environment(state);
	buf_addf(&line, "%s --config %s", command, scratch_path(state, "given"));
	for (size_t i = 0; i < count; i++) {
		bool flag = option_find(sv_of(given[i].option))->kind == OPTION_FLAG;

		if (given[i].from == CONFIG)
			buf_addf(&config, "%s = %s\n", given[i].option, given[i].value);
		else if (given[i].from == VARIABLE)
			setenv(variable_of(given[i].option), given[i].value, 1);
		else if (given[i].from == LINE)
			buf_addf(&line, " --%s%s%s", given[i].option, flag ? "" : " ", flag ? "" : given[i].value);
	}
	unlink(scratch_path(state, "given"));
	scratch_write(state, "given", buf_sv(&config));
	return parse(buf_text(&line));
}

/* Checks that the message names the option the way the user gave it. */
static void assert_names_origin(const struct given *given)
{
	char text[64];

	if (given->from == VARIABLE)
		snprintf(text, sizeof(text), "%s", variable_of(given->option));
	else
		snprintf(text, sizeof(text), given->from == LINE ? "--%s" : "%s in /", given->option);
	assert_error_names(text);
}

#define ELSEWHERE "https://127.0.0.1/v1"

static void the_weaker_of_subdomain_and_base_url_is_ignored(void **state)
{
	for (enum from name = CONFIG; name <= NOWHERE; name++) {
		for (enum from url = CONFIG; url < NOWHERE; url++) {
			const struct given given[] = {{name, "subdomain", "acme"}, {url, "base-url", ELSEWHERE}};
			bool has_name = name >= url && name != NOWHERE, has_url = url >= name || name == NOWHERE;

			assert_int_equal(parse_given(state, "check", given, 2), RC_OK);
			assert_string_equal(options.account, has_name ? "acme" : "127.0.0.1");
			assert_string_equal(options.base_url,
					    has_url ? ELSEWHERE : "https://acme.pinpointhq.com/api/v1");
		}
	}
}

static void a_variable_that_is_ignored_is_not_even_checked(void **state)
{
	const struct given name[] = {{VARIABLE, "subdomain", "a b"},
				     {LINE, "base-url", ELSEWHERE},
				     {LINE, "account", "x"}};
	const struct given url[] = {{LINE, "subdomain", "acme"}, {VARIABLE, "base-url", "no url"}};

	assert_int_equal(parse_given(state, "check", name, 3), RC_OK);
	assert_string_equal(options.account, "x");
	assert_int_equal(parse_given(state, "export", url, 2), RC_OK);
	assert_string_equal(options.base_url, "https://acme.pinpointhq.com/api/v1");
	assert_int_equal(parse_given(state, "schema", name, 1), RC_OK);
}

static void the_subdomain_wins_over_a_weaker_account_and_contradicts_a_stronger_one(void **state)
{
	for (enum from name = CONFIG; name <= LINE; name++) {
		for (enum from account = CONFIG; account <= LINE; account += LINE - CONFIG) {
			const struct given given[] = {{name, "subdomain", "acme"}, {account, "account", "other"}};
			enum rc rc = parse_given(state, "check", given, 2);

			if (name > account) {
				assert_int_equal(rc, RC_OK);
				assert_string_equal(options.account, "acme");
				continue;
			}
			assert_int_equal(rc, RC_USAGE);
			assert_names_origin(&given[0]);
			assert_names_origin(&given[1]);
		}
	}
}

static void a_stronger_account_names_what_is_at_the_base_url(void **state)
{
	for (enum from both = CONFIG; both <= LINE; both++) {
		const struct given given[] = {{both, "subdomain", "acme"},
					      {both, "base-url", ELSEWHERE},
					      {LINE, "account", "other"}};
		enum rc rc = parse_given(state, "export", given, 3);

		if (both == LINE) {
			assert_int_equal(rc, RC_USAGE);
			continue;
		}
		assert_int_equal(rc, RC_OK);
		assert_string_equal(options.account, "other");
		assert_string_equal(options.base_url, ELSEWHERE);
	}
}

static void an_account_goes_with_a_base_url_from_anywhere(void **state)
{
	for (enum from url = CONFIG; url <= LINE; url++) {
		for (enum from account = CONFIG; account <= LINE; account += LINE - CONFIG) {
			const struct given given[] = {{url, "base-url", ELSEWHERE}, {account, "account", "other"}};

			assert_int_equal(parse_given(state, "export", given, 2), RC_OK);
			assert_string_equal(options.account, "other");
			assert_string_equal(options.base_url, ELSEWHERE);
		}
	}
}

static void map_ignores_the_base_url(void **state)
{
	const struct given given[] = {{CONFIG, "subdomain", "acme"}, {VARIABLE, "base-url", ELSEWHERE}};

	assert_int_equal(parse_given(state, "map jobs", given, 2), RC_OK);
	assert_string_equal(options.account, "acme");
}

static void the_weaker_of_state_and_no_state_is_ignored(void **state)
{
	for (enum from file = CONFIG; file <= LINE; file += LINE - CONFIG) {
		for (enum from none = CONFIG; none <= LINE; none += LINE - CONFIG) {
			const struct given given[] = {{file, "state", "s.db"},
						      {none, "no-state", "true"},
						      {LINE, "subdomain", "acme"}};
			enum rc rc = parse_given(state, "export", given, 3);

			if (file == none) {
				assert_int_equal(rc, RC_USAGE);
				assert_names_origin(&given[0]);
				assert_names_origin(&given[1]);
				continue;
			}
			assert_int_equal(rc, RC_OK);
			assert_int_equal(options.no_state, none > file);
			assert_int_equal(options.state != NULL, file > none);
		}
	}
}

static void errors_about_two_options_name_where_they_come_from(void **state)
{
	/* The first of each is the one to name. */
	static const struct given rows[][4] = {
		{{CONFIG, "no-state", "true"}, {CONFIG, "mode", "changes"}, {LINE, "subdomain", "acme"}},
		{{CONFIG, "state", "s"},
		 {LINE, "stdout", "true"},
		 {LINE, "tables", "jobs"},
		 {LINE, "subdomain", "acme"}},
		{{CONFIG, "stdout", "true"}, {LINE, "tables", "jobs,users"}, {LINE, "subdomain", "acme"}},
		{{CONFIG, "gzip", "true"}, {LINE, "subdomain", "acme"}},
		{{CONFIG, "ca-file", "none.pem"}, {LINE, "subdomain", "acme"}},
		{{VARIABLE, "base-url", "http://example.org/"}, {LINE, "account", "x"}},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t count = 0;

		while (count < 4 && rows[i][count].option)
			count++;
		assert_int_equal(parse_given(state, "export", rows[i], count), RC_USAGE);
		assert_names_origin(&rows[i][0]);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make, remove_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(flags_win_over_environment_over_config_over_defaults),
		CASE(a_key_in_the_environment_wins_over_a_key_file_in_the_config),
		CASE(errors_in_environment_and_config_name_their_place),
		CASE(the_weaker_of_subdomain_and_base_url_is_ignored),
		CASE(a_variable_that_is_ignored_is_not_even_checked),
		CASE(the_subdomain_wins_over_a_weaker_account_and_contradicts_a_stronger_one),
		CASE(a_stronger_account_names_what_is_at_the_base_url),
		CASE(an_account_goes_with_a_base_url_from_anywhere),
		CASE(map_ignores_the_base_url),
		CASE(the_weaker_of_state_and_no_state_is_ignored),
		CASE(errors_about_two_options_name_where_they_come_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
