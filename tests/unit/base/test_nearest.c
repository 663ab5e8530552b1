#include "support/scratch.h"

#include "base/nearest.h"

static void edits_are_counted(void **state)
{
	(void)state;
	assert_int_equal(nearest_edits(SV(""), SV("")), 0);
	assert_int_equal(nearest_edits(SV("jobs"), SV("JOBS")), 0);
	assert_int_equal(nearest_edits(SV("job"), SV("jobs")), 1);
	assert_int_equal(nearest_edits(SV("jbos"), SV("jobs")), 2);
	assert_int_equal(nearest_edits(SV("kitten"), SV("sitting")), 3);
}

static void the_closest_name_is_found_or_none(void **state)
{
	static const char *const names[] = {"jobs", "users", "tags", "q"};
	char longer[NEAREST_NAME_MAX + 2];

	(void)state;
	assert_string_equal(nearest_name(SV("user"), names, 4), "users");
	assert_string_equal(nearest_name(SV("tag"), names, 4), "tags");
	assert_null(nearest_name(SV("interviews"), names, 4));
	assert_null(nearest_name(SV("x"), names, 4));
	memset(longer, 'a', sizeof(longer));
	assert_null(nearest_name((struct sv){longer, sizeof(longer)}, names, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_are_counted),
		cmocka_unit_test(the_closest_name_is_found_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
