#include "parse_line.h"

#include "cli/help.h"
#include "cli/option_table.h"
#include "row/format.h"

static void export_is_the_default_command_and_has_its_defaults(void **state)
{
	(void)state;
	expect_good("--subdomain Acme-1");
	assert_int_equal(options.command, COMMAND_EXPORT);
	assert_string_equal(options.subdomain, "acme-1");
	assert_string_equal(options.account, "acme-1");
	assert_string_equal(options.base_url, "https://acme-1.pinpointhq.com/api/v1");
	assert_false(options.loopback);
	assert_string_equal(options.output, "output");
	assert_int_equal(options.mode, MODE_SNAPSHOT);
	assert_int_equal(options.format, ROW_CSV);
	assert_int_equal(options.page_size, 1000);
	assert_int_equal(options.concurrency, 4);
	assert_int_equal(options.gzip_level, 6);
	assert_int_equal(options.max_file_size, 250000000);
	assert_int_equal(options.retries, 8);
	assert_int_equal(options.retry_budget, 900);
	assert_int_equal(options.timeout, 60);
	assert_true(options.rate == 0);
	assert_int_equal(options.umask, 077);
	assert_true(options.now_ms == TIMESTAMP_NONE);
	assert_int_equal(options.verbosity, 0);
	assert_int_equal(options.progress, PROGRESS_AUTO);
	assert_null(options.tables);
	assert_null(options.api_key_file);
}

static void values_come_attached_or_as_the_next_word(void **state)
{
	(void)state;
	expect_good("export --subdomain=a --format ndjson -o x --tables=jobs,users -v");
	assert_string_equal(options.output, "x");
	assert_int_equal(options.format, ROW_NDJSON);
	assert_string_equal(options.tables, "jobs,users");
	assert_int_equal(options.verbosity, 1);
	expect_good("--subdomain a -ofolder -q");
	assert_string_equal(options.output, "folder");
	assert_int_equal(options.verbosity, -1);
}

static void the_last_of_two_flags_counts(void **state)
{
	(void)state;
	expect_good("--subdomain a --progress --no-progress --page-size 1 --page-size 2");
	assert_int_equal(options.progress, PROGRESS_OFF);
	assert_int_equal(options.page_size, 2);
}

static void operands_belong_to_the_command(void **state)
{
	(void)state;
	expect_good("map jobs a.json - -- --b.json");
	assert_int_equal(options.command, COMMAND_MAP);
	assert_int_equal(options.operand_count, 4);
	assert_string_equal(options.operands[0], "jobs");
	assert_string_equal(options.operands[2], "-");
	assert_string_equal(options.operands[3], "--b.json");
	assert_string_equal(options.account, "local");
	expect_good("schema --as pretty");
	assert_int_equal(options.form, 1);
	expect_refused("map", "name of a table");
	expect_refused("check x --subdomain a", "unexpected argument: x");
}

static void unknown_words_get_a_suggestion(void **state)
{
	(void)state;
	expect_refused("--pagesize 3", "did you mean --page-size?");
	expect_refused("--frobnicate", "unknown option --frobnicate; --help lists all options");
	expect_refused("exprt", "did you mean export?");
	expect_refused("frobnicate x", "unknown command frobnicate");
	expect_refused("-x", "unknown option -x");
	expect_refused("--format", "needs a value");
	expect_refused("--stdout=yes", "takes no value");
	expect_refused("--output=", "--output: the value is empty");
}

static void the_key_is_refused_on_the_command_line_and_not_repeated(void **state)
{
	(void)state;
	expect_refused("--api-key s3cret", "--api-key-file FILE");
	expect_refused("--api-key=s3cret", "PINPOINT_API_KEY");
	assert_null(strstr(rc_text(), "s3cret"));
}

static void an_option_of_another_command_is_refused_on_the_line(void **state)
{
	(void)state;
	expect_refused("map jobs --gzip", "--gzip does not apply to map");
	expect_refused("--subdomain a --as pretty", "--as does not apply to export");
	expect_refused("verify run --output out", "--output does not apply to verify");
	expect_refused("status --as pretty", "--as does not apply to status");
}

static void check_and_status_take_the_line_of_an_export(void **state)
{
	(void)state;
	expect_good(
		"check --subdomain a --format csv --page-size 5 -o out --state s.db --now 2026-11-23 --mode changes");
	expect_good(
		"status --subdomain a --format csv --page-size 5 -o out --state s.db --now 2026-11-23 --mode changes");
}

static void numbers_are_bounded(void **state)
{
	static const struct {
		const char *name;
		int low, high;
	} rows[] = {{"page-size", 1, 1000},
		    {"concurrency", 1, 16},
		    {"gzip-level", 1, 9},
		    {"timeout", 1, 3600},
		    {"threads", 1, 8}};
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(line, sizeof(line), "--subdomain a --%s %d", rows[i].name, rows[i].low);
		expect_good(line);
		snprintf(line, sizeof(line), "--subdomain a --%s %d", rows[i].name, rows[i].high);
		expect_good(line);
		snprintf(line, sizeof(line), "--subdomain a --%s %d", rows[i].name, rows[i].low - 1);
		expect_refused(line, rows[i].name);
		snprintf(line, sizeof(line), "--subdomain a --%s %d", rows[i].name, rows[i].high + 1);
		expect_refused(line, "whole number");
	}
	expect_refused("--page-size 1x", "1x");
	expect_refused("--subdomain a --threads 19", "from 1 to 8");
	expect_refused("--page-size 99999999999999999999999", "from 1 to 1000");
	expect_refused("--page-size -1", "from 1 to 1000");
}

static void sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} rows[] = {{"1", 1},       {"17B", 17},       {"2kB", 2000},
		    {"2KB", 2000},  {"3MB", 3000000},  {"1GB", 1000000000},
		    {"1KiB", 1024}, {"2MiB", 2097152}, {"1GiB", 1073741824}};
	static const char *const bad[] = {"0", "MB", "1mb", "1.5MB", "1TB", "-1", "9999999999999GB", "1 MB "};
	char line[128];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(line, sizeof(line), "--subdomain a --max-file-size %s", rows[i].text);
		expect_good(line);
		assert_true(options.max_file_size == rows[i].bytes);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "--subdomain a --max-file-size=%s", bad[i]);
		assert_int_equal(parse(line), RC_USAGE);
	}
}

static void rates_masks_and_times_are_read(void **state)
{
	(void)state;
	expect_good("--subdomain a --rate 5 --umask 027 --now 2026-11-23T02:00:00Z");
	assert_true(options.rate == 5.0);
	assert_int_equal(options.umask, 027);
	assert_true(options.now_ms == INT64_C(1795399200000));
	expect_good("--subdomain a --rate 1/4 --now 1970-01-01T00:00:00Z");
	assert_true(options.now_ms == 0);
	assert_true(options.rate == 0.25);
	expect_refused("--rate 0", "is not a rate");
	expect_refused("--rate 1/0", "is not a rate");
	expect_refused("--umask 0700", "octal mask");
	expect_refused("--umask 8", "octal mask");
	expect_refused("--now yesterday", "is not a time");
	expect_refused("--now 1969-12-31T23:59:59.999Z", "is before 1970");
	expect_refused("--now 0001-01-01T00:00:00Z", "is before 1970");
}

static void account_names_are_safe_as_file_names(void **state)
{
	(void)state;
	expect_refused("--subdomain a.b", "is not a subdomain");
	expect_refused("--subdomain a/b", "is not a subdomain");
	expect_refused("--subdomain -a", "is not a subdomain");
	expect_refused("--subdomain abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcd", "at most 63");
	expect_refused("map jobs --account ../x", "is not an account name");
	expect_refused("map jobs --account .x", "is not an account name");
	expect_good("map jobs --account a.b_c-d:e");
	assert_string_equal(options.account, "a.b_c-d:e");
}

static void the_account_comes_from_the_subdomain_else_the_url(void **state)
{
	(void)state;
	expect_refused("", "--subdomain NAME");
	expect_refused("check", "PINPOINT_SUBDOMAIN");
	expect_good("--base-url https://api.example.org/v1/");
	assert_string_equal(options.base_url, "https://api.example.org/v1");
	assert_string_equal(options.account, "api.example.org");
	expect_good("--base-url http://127.0.0.1:8080/api/v1 --account acme");
	assert_true(options.loopback);
	assert_string_equal(options.account, "acme");
	expect_good("--base-url http://127.0.0.1:8080/api/v1 --subdomain acme");
	assert_string_equal(options.base_url, "http://127.0.0.1:8080/api/v1");
	assert_string_equal(options.account, "acme");
	expect_refused("--base-url http://example.org/", "--base-url");
	expect_refused("--subdomain a --account b",
		       "--subdomain (a) already names the account: drop it, or drop --account (b)");
	expect_refused("--account b", "no base URL given for the account b");
	expect_good("map jobs --subdomain a --account b");
	assert_string_equal(options.account, "b");
}

static void what_needs_state_says_so(void **state)
{
	(void)state;
	expect_refused("--subdomain a --mode changes --no-state",
		       "mode changes compares with earlier runs, but --no-state");
	expect_refused("--subdomain a --mode changes --stdout --tables jobs", "--stdout keeps no state");
	expect_refused("--subdomain a --state x --stdout --tables jobs", "--stdout keeps no state: drop --state");
	expect_refused("--subdomain a --state x --no-state", "exclude each other");
	expect_refused("--subdomain a --max-delete-ratio 1.01", "from 0 to 1");
	expect_refused("--subdomain a --max-delete-ratio 2", "from 0 to 1");
	expect_refused("--subdomain a --max-delete-ratio 9.9", "from 0 to 1");
	expect_good("--subdomain a --mode changes -o there --max-delete-ratio 0.25 --max-lookups 7 --overlap 60");
	assert_null(options.state);
	assert_int_equal(options.no_state, 0);
	assert_true(options.max_delete_ratio > 0.249 && options.max_delete_ratio < 0.251);
	assert_int_equal(options.max_lookups, 7);
	assert_int_equal(options.overlap, 60);
	expect_good("--subdomain a --stdout --tables jobs");
	assert_int_equal(options.no_state, 1);
	expect_refused("--subdomain a --mode delta --no-state", "--no-state keeps no state");
	expect_refused("--subdomain a --mode all", "use snapshot, changes or delta");
	expect_refused("schema --as nonsense", "--as: \"nonsense\" is not known: use plain, pretty or sql");
	expect_refused("--subdomain a --format CSV", "use csv or ndjson");
	expect_good("--subdomain a --mode snapshot --no-state");
	assert_int_equal(options.no_state, 1);
}

static void standard_output_takes_exactly_one_table(void **state)
{
	(void)state;
	expect_refused("--subdomain a --stdout", "exactly one table");
	expect_refused("--subdomain a --stdout --tables jobs,users", "exactly one table");
	expect_refused("--subdomain a --stdout --tables ,", "exactly one table");
	expect_refused("--subdomain a --gzip", "--gzip is only for --stdout");
	expect_good("--subdomain a --stdout --tables ,jobs,");
	expect_good("--subdomain a --stdout --tables jobs --gzip");
	assert_int_equal(options.to_stdout, 1);
	assert_int_equal(options.gzip, 1);
}

static void help_comes_from_the_table(void **state)
{
	AUTO_BUF out = {0};
	const char *text;

	(void)state;
	expect_good("--help");
	help_add(&out, &options);
	text = buf_text(&out);
	for (size_t i = 0; i < option_row_count; i++)
		assert_non_null(strstr(text, option_rows[i].name));
	for (unsigned i = 0; i < COMMANDS; i++)
		assert_non_null(strstr(text, command_rows[i].name));
	assert_non_null(strstr(text, "(the default command)\n"));
	assert_non_null(strstr(text, "(1 to 1000, default 1000)\n"));
	assert_non_null(strstr(text, "(csv or ndjson, default csv)\n"));
	assert_non_null(strstr(text, "  changes   read everything"));
	assert_non_null(strstr(text, "(plain, pretty or sql, "));
	assert_non_null(strstr(text, "PINPOINT_SUBDOMAIN)\n"));
	buf_clear(&out);
	expect_good("map --help");
	help_add(&out, &options);
	text = buf_text(&out);
	assert_non_null(strstr(text, "map TABLE [FILE...]"));
	assert_non_null(strstr(text, "--format"));
	assert_null(strstr(text, "--page-size"));
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
		assert_true(strcspn(p, "\n") <= 100);
	expect_good("--version");
	assert_int_equal(options.version, 1);
}

static void the_rows_of_the_table_are_consistent(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *row = &option_rows[i];

		assert_ptr_equal(option_find(sv_of(row->name)), row);
		assert_true(row->commands != 0);
		assert_true(row->letter == 0 || option_find_letter(row->letter) == row);
		assert_int_equal(row->kind == OPTION_CHOICE, row->names != NULL);
		assert_true(row->about == NULL || row->names != NULL);
		assert_int_equal(row->kind == OPTION_FLAG, row->value == NULL);
		assert_true(row->kind != OPTION_FLAG || row->on != row->off);
		assert_true(row->kind != OPTION_NUMBER || row->low < row->high);
		/* Without a preset 0 means "not given", so 0 must not be a value. */
		assert_true(row->kind != OPTION_NUMBER || row->preset || row->low > 0);
		assert_non_null(row->help);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, forget_environment, release)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(export_is_the_default_command_and_has_its_defaults),
		CASE(values_come_attached_or_as_the_next_word),
		CASE(the_last_of_two_flags_counts),
		CASE(operands_belong_to_the_command),
		CASE(unknown_words_get_a_suggestion),
		CASE(the_key_is_refused_on_the_command_line_and_not_repeated),
		CASE(an_option_of_another_command_is_refused_on_the_line),
		CASE(check_and_status_take_the_line_of_an_export),
		CASE(numbers_are_bounded),
		CASE(sizes_have_units),
		CASE(rates_masks_and_times_are_read),
		CASE(account_names_are_safe_as_file_names),
		CASE(the_account_comes_from_the_subdomain_else_the_url),
		CASE(what_needs_state_says_so),
		CASE(standard_output_takes_exactly_one_table),
		CASE(help_comes_from_the_table),
		CASE(the_rows_of_the_table_are_consistent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
