#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sink/part_name.h"

static void expect(size_t number, const char *expected)
{
	AUTO_BUF name = {0};

	part_name_add(&name, "jobs", ".csv", number);
	assert_string_equal(buf_text(&name), expected);
}

static void the_only_file_has_no_number(void **state)
{
	(void)state;
	expect(0, "jobs.csv.gz");
}

static void numbers_have_five_digits(void **state)
{
	(void)state;
	expect(1, "jobs.00001.csv.gz");
	expect(PART_NUMBER_MAX, "jobs.99999.csv.gz");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_only_file_has_no_number),
		cmocka_unit_test(numbers_have_five_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
