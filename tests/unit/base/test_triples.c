#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/digest.h"
#include "base/timestamp.h"
#include "support/triples.h"

static bool convert_timestamp(struct sv input, struct buf *out)
{
	char text[TIMESTAMP_SIZE];
	int64_t ms;

	if (!timestamp_read(input, &ms))
		return false;
	timestamp_write(ms, text);
	buf_adds(out, text);
	return true;
}

static bool convert_run_name(struct sv input, struct buf *out)
{
	char text[RUN_NAME_SIZE];
	int64_t ms;

	if (!timestamp_read(input, &ms))
		return false;
	timestamp_run_name(ms, text);
	buf_adds(out, text);
	return true;
}

static bool convert_run_name_read(struct sv input, struct buf *out)
{
	char text[TIMESTAMP_SIZE];
	int64_t ms;

	if (!timestamp_read_run_name(input, &ms))
		return false;
	timestamp_write(ms, text);
	buf_adds(out, text);
	return true;
}

static bool convert_decimal(struct sv input, struct buf *out)
{
	char text[DECIMAL_SIZE];

	if (!decimal_plain(input, text))
		return false;
	buf_adds(out, text);
	return true;
}

/* "pinpoint/ACCOUNT/TABLE/REMOTE_ID": the prefix ends with the third slash. */
static bool convert_key(struct sv input, struct buf *out)
{
	char text[KEY_SIZE];
	size_t end = 0;

	for (int slashes = 0; slashes < 3; end++) {
		if (end == input.n)
			return false;
		slashes += input.p[end] == '/';
	}
	digest_key((struct sv){input.p, end}, sv_from(input, end), text);
	buf_adds(out, text);
	return true;
}

static const struct triple_conversion conversions[] = {
	{"timestamp", convert_timestamp}, {"run_name", convert_run_name}, {"run_name_read", convert_run_name_read},
	{"decimal", convert_decimal},     {"key", convert_key},           {0},
};

static void every_case_holds(const char *path)
{
	assert_int_equal(triples_run(path, conversions), 0);
}

static void timestamps_are_read_and_written(void **state)
{
	(void)state;
	every_case_holds("tests/triples/timestamp.txt");
}

static void runs_are_named_after_their_time(void **state)
{
	(void)state;
	every_case_holds("tests/triples/run_name.txt");
}

static void decimals_become_plain(void **state)
{
	(void)state;
	every_case_holds("tests/triples/decimal.txt");
}

static void keys_are_derived(void **state)
{
	(void)state;
	every_case_holds("tests/triples/key.txt");
}

/* The runner itself: it must be able to fail. */

static unsigned run_text(const char *text)
{
	char path[] = "/tmp/triples-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
	unsigned failures;

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	failures = triples_run(path, conversions);
	remove(path);
	return failures;
}

static void a_wrong_expectation_is_a_failure(void **state)
{
	(void)state;
	assert_int_equal(run_text("decimal\n1.0\n1\n\ndecimal\n\"1.0\"\n\"\\x31\"\n"), 0);
	assert_int_equal(run_text("decimal\n1.0\n1.0\n\ndecimal\n2\n3\n"), 2);
	assert_int_equal(run_text("decimal\n1.0\nNULL\n"), 1);
	assert_int_equal(run_text("decimal\nx\nx\n"), 1);
}

static void a_file_that_tests_nothing_is_a_failure(void **state)
{
	(void)state;
	assert_int_equal(run_text(""), 1);
	assert_int_equal(run_text("# nothing\n\n"), 1);
	assert_int_equal(run_text("decimal\n1\n"), 1);
	assert_int_equal(run_text("decimal\n1\n\ndecimal\n1\n1\n"), 1);
	assert_int_equal(run_text("unknown\n1\n1\n"), 1);
	assert_int_equal(triples_run("tests/triples/absent.txt", conversions), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timestamps_are_read_and_written),
		cmocka_unit_test(runs_are_named_after_their_time),
		cmocka_unit_test(decimals_become_plain),
		cmocka_unit_test(keys_are_derived),
		cmocka_unit_test(a_wrong_expectation_is_a_failure),
		cmocka_unit_test(a_file_that_tests_nothing_is_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
