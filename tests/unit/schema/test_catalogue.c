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

/* Whether a run writes that column of that table. */
static bool has(const char *name, const char *column)
{
	const struct table *of = table(name)->table;

	for (const struct column *c = of->columns; c->name; c++)
		if (strcmp(c->name, column) == 0)
			return catalogue_wanted(&catalogue, of, c);
	fail_msg("%s has no column %s", name, column);
	return false;
}

static size_t wanted_tables(void)
{
	size_t count = 0;

	for (size_t i = 0; i < catalogue.table_count; i++)
		count += catalogue.tables[i].wanted;
	return count;
}

static void expect_good(const char *tables, const char *excluded)
{
	if (catalogue_choose(&catalogue, tables, excluded) != RC_OK)
		fail_msg("%s", rc_text());
}

static void expect_refused(const char *tables, const char *excluded, const char *named)
{
	assert_int_equal(catalogue_choose(&catalogue, tables, excluded), RC_USAGE);
	assert_error_names(named);
}

static void everything_is_wanted_and_in_order_at_first(void **state)
{
	(void)state;
	assert_true(catalogue.table_count > 0);
	assert_int_equal(wanted_tables(), catalogue.table_count);
	for (size_t i = 1; i < catalogue.table_count; i++)
		assert_true(catalogue.tables[i - 1].table->order < catalogue.tables[i].table->order);
	for (size_t i = 1; i < catalogue.entity_count; i++)
		assert_true(catalogue.entities[i - 1]->order < catalogue.entities[i]->order);
	expect_good(NULL, NULL);
	assert_int_equal(wanted_tables(), catalogue.table_count);
}

static void only_the_tables_named_are_wanted(void **state)
{
	(void)state;
	expect_good(",tags , users,", NULL);
	assert_int_equal(wanted_tables(), 2);
	assert_true(table("tags")->wanted);
	assert_true(catalogue_wanted(&catalogue, table("users")->table, NULL));
	assert_false(catalogue_wanted(&catalogue, table("jobs")->table, NULL));
}

static void an_entity_is_wanted_if_one_of_its_tables_is(void **state)
{
	(void)state;
	expect_good("tags", NULL);
	assert_true(catalogue_wants_entity(&catalogue, table("candidates")->entity));
	assert_false(catalogue_wants_entity(&catalogue, table("jobs")->entity));
}

static void columns_are_excluded_from_one_table_or_from_all(void **state)
{
	(void)state;
	expect_good(NULL, "jobs.description, *.remote_data,");
	assert_false(has("jobs", "description"));
	assert_false(has("jobs", "remote_data"));
	assert_false(has("candidates", "remote_data"));
	assert_true(has("jobs", "name"));
	assert_true(has("users", "remote_id"));
}

static void columns_that_make_a_row_usable_stay(void **state)
{
	(void)state;
	expect_good(NULL, "*.id,*.changed_at,*.remote_deleted_at,jobs.remote_deleted_at");
	for (size_t i = 0; i < catalogue.table_count; i++)
		for (unsigned c = 0; c < ROW_COLUMNS_MAX; c++)
			assert_false(column_mask_has(&catalogue.tables[i].excluded, c));
	assert_true(has("jobs", "remote_deleted_at"));
}

static void unknown_names_are_refused_with_a_suggestion(void **state)
{
	(void)state;
	expect_refused("jobs,joobs", NULL, "unknown table 'joobs', did you mean 'jobs'?");
	expect_refused("nothing_like_it", NULL,
		       "unknown table 'nothing_like_it'; `pinpoint-export schema` lists all tables");
	expect_refused(NULL, "jbos.name", "unknown table 'jbos'");
	expect_refused(NULL, "jobs.descripton", "unknown column 'descripton', did you mean 'description'?");
	expect_refused(NULL, "*.nowhere", "unknown column 'nowhere'");
}

static void lists_without_a_name_are_refused(void **state)
{
	static const char *const malformed[] = {"name", "jobs.", ".", "*"};

	(void)state;
	expect_refused(" , ", NULL, "--tables names no table");
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		expect_refused(NULL, malformed[i], "TABLE.COLUMN or *.COLUMN");
	expect_refused(NULL, ".name", "unknown table ''");
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_is_wanted_and_in_order_at_first),
		TEST(only_the_tables_named_are_wanted),
		TEST(an_entity_is_wanted_if_one_of_its_tables_is),
		TEST(columns_are_excluded_from_one_table_or_from_all),
		TEST(columns_that_make_a_row_usable_stay),
		TEST(unknown_names_are_refused_with_a_suggestion),
		TEST(lists_without_a_name_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
