#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timestamp.h"

#define MS_PER_DAY INT64_C(86400000)

static void the_epoch_is_zero(void **state)
{
	int64_t ms = -1;

	(void)state;
	assert_true(timestamp_read(SV("1970-01-01T00:00:00Z"), &ms));
	assert_int_equal(ms, 0);
	assert_true(timestamp_read(SV("2026-11-23T02:00:00.123Z"), &ms));
	assert_int_equal(ms, INT64_C(1795399200123));
	assert_true(timestamp_read(SV("1969-12-31T23:59:59.999Z"), &ms));
	assert_int_equal(ms, -1);
}

static void every_day_of_every_year_is_written_and_read_back(void **state)
{
	char text[TIMESTAMP_SIZE], before[TIMESTAMP_SIZE] = "";
	int64_t first, last, ms;

	(void)state;
	assert_true(timestamp_read(SV("0001-01-01"), &first));
	assert_true(timestamp_read(SV("9999-12-31"), &last));
	assert_int_equal((last - first) / MS_PER_DAY, 3652058);
	for (int64_t day = first; day <= last; day += MS_PER_DAY) {
		timestamp_write(day, text);
		assert_true(strcmp(before, text) < 0);
		assert_true(timestamp_read((struct sv){text, 10}, &ms));
		assert_int_equal(ms, day);
		memcpy(before, text, sizeof(text));
	}
}

static void a_refused_text_leaves_the_result_unchanged(void **state)
{
	static const char good[] = "2026-11-23T02:00:00.000+01:00";
	int64_t ms = 42;

	(void)state;
	assert_false(timestamp_read((struct sv){NULL, 0}, &ms));
	assert_false(timestamp_read(SV("2026-11-23T25:00:00Z"), &ms));
	assert_false(timestamp_read_run_name(SV("20261123T250000Z"), &ms));
	for (size_t n = 0; n < 10; n++)
		assert_false(timestamp_read((struct sv){good, n}, &ms));
	assert_int_equal(ms, 42);
}

static void a_long_fraction_is_read(void **state)
{
	char text[20 + 10000];
	int64_t ms = 0;

	(void)state;
	memset(text, '9', sizeof(text));
	memcpy(text, "2026-11-23T02:00:00.", 20);
	assert_true(timestamp_read((struct sv){text, sizeof(text)}, &ms));
	assert_int_equal(ms % 1000, 999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_epoch_is_zero),
		cmocka_unit_test(every_day_of_every_year_is_written_and_read_back),
		cmocka_unit_test(a_refused_text_leaves_the_result_unchanged),
		cmocka_unit_test(a_long_fraction_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
