#include "support/scratch.h"

#include "schema/catalogue.h"

static struct catalogue catalogue;

static int init(void **state)
{
	(void)state;
	return catalogue_init(&catalogue) == RC_OK ? 0 : -1;
}

static const struct catalogue_table *table(const char *name)
{
	const struct catalogue_table *found = catalogue_find(&catalogue, sv_of(name));

	assert_non_null(found);
	return found;
}

static size_t wanted_tables(void)
{
	size_t count = 0;

	for (size_t i = 0; i < catalogue.table_count; i++)
		count += catalogue.tables[i].wanted;
	return count;
}

static void everything_is_wanted_and_in_order_at_first(void **state)
{
	static const char *const unified[] = {"users",
					      "jobs",
					      "candidates",
					      "application_stages",
					      "applications",
					      "screening_questions",
					      "tags",
					      "interviews",
					      "candidate_tags",
					      "job_application_stages",
					      "job_screening_questions",
					      "job_hiring_team"};

	(void)state;
	assert_true(catalogue.table_count > 0);
	assert_int_equal(wanted_tables(), catalogue.table_count);
	for (size_t i = 0; i < sizeof(unified) / sizeof(*unified); i++)
		assert_string_equal(catalogue.tables[i].table->name, unified[i]);
	for (size_t i = 1; i < catalogue.table_count; i++)
		assert_true(catalogue.tables[i - 1].table->model <= catalogue.tables[i].table->model);
}

static void an_endpoint_is_wanted_if_one_of_its_tables_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue.table_count; i++)
		catalogue.tables[i].wanted = strcmp(catalogue.tables[i].table->name, "tags") == 0;
	assert_true(catalogue_wants_endpoint(&catalogue, table("candidates")->endpoint));
	assert_false(catalogue_wants_endpoint(&catalogue, table("jobs")->endpoint));
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_wanted_and_in_order_at_first),
		TEST(an_endpoint_is_wanted_if_one_of_its_tables_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
