#include "support/scratch.h"

#include "schema/choice.h"

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

static void expect_good(const char *tables, const char *excluded)
{
	if (choice_tables(&catalogue, tables) != RC_OK || choice_exclude(&catalogue, excluded) != RC_OK)
		fail_msg("%s", rc_text());
}

static void expect_tables_refused(const char *tables, const char *named)
{
	assert_int_equal(choice_tables(&catalogue, tables), RC_USAGE);
	assert_error_names(named);
}

static void expect_columns_refused(const char *excluded, const char *named)
{
	assert_int_equal(choice_exclude(&catalogue, excluded), RC_USAGE);
	assert_error_names(named);
}

static void the_twelve_unified_tables_are_the_default(void **state)
{
	(void)state;
	expect_good(NULL, NULL);
	assert_int_equal(choice_count(&catalogue), 12);
	assert_true(table("candidate_tags")->wanted);
	assert_true(table("candidate_tags")->required);
}

static void only_the_tables_named_are_wanted(void **state)
{
	(void)state;
	expect_good(",tags , users,", NULL);
	assert_int_equal(choice_count(&catalogue), 2);
	assert_true(table("tags")->wanted);
	assert_true(table("tags")->required);
	assert_true(catalogue_wanted(&catalogue, table("users")->table, NULL));
	assert_false(catalogue_wanted(&catalogue, table("jobs")->table, NULL));
}

static void a_pattern_wants_tables_but_does_not_require_them(void **state)
{
	(void)state;
	expect_good("job_*", NULL);
	assert_int_equal(choice_count(&catalogue), 3);
	assert_true(table("job_hiring_team")->wanted);
	assert_false(table("job_hiring_team")->required);
	assert_false(table("jobs")->wanted);
	expect_good("*tags,candidate_tags", NULL);
	assert_int_equal(choice_count(&catalogue), 5);
	assert_true(table("candidate_tags")->required);
	assert_false(table("tags")->required);
}

static void a_word_wants_a_whole_model(void **state)
{
	(void)state;
	expect_good("all", NULL);
	assert_int_equal(choice_count(&catalogue), catalogue.table_count);
	assert_false(table("jobs")->required);
	expect_good("all,unified", NULL);
	assert_int_equal(choice_count(&catalogue), catalogue.table_count);
	assert_true(table("jobs")->required);
	expect_good("native,users", NULL);
	assert_false(table("jobs")->wanted);
	assert_true(table("users")->wanted);
}

static void one_table_is_chosen_by_its_name_only(void **state)
{
	const struct catalogue_table *one;

	(void)state;
	assert_int_equal(choice_one(&catalogue, SV("tags"), &one), RC_OK);
	assert_ptr_equal(one, table("tags"));
	assert_int_equal(choice_count(&catalogue), 1);
	assert_int_equal(choice_one(&catalogue, SV("tag*"), &one), RC_USAGE);
	assert_int_equal(choice_one(&catalogue, SV("all"), &one), RC_USAGE);
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

static void patterns_exclude_columns_of_many_tables(void **state)
{
	(void)state;
	expect_good(NULL, "job*.remote_*,unified.first_name, *tags.name");
	assert_false(has("jobs", "remote_data"));
	assert_false(has("jobs", "remote_id"));
	assert_false(has("jobs", "remote_created_at"));
	assert_true(has("jobs", "remote_deleted_at"));
	assert_true(has("applications", "remote_data"));
	assert_false(has("users", "first_name"));
	assert_false(has("candidates", "first_name"));
	assert_false(has("tags", "name"));
	assert_true(has("jobs", "name"));
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
	expect_tables_refused("jobs,joobs", "unknown table 'joobs', did you mean 'jobs'?");
	expect_tables_refused("nothing_like_it",
			      "unknown table 'nothing_like_it'; `pinpoint-export schema` lists all tables");
	expect_columns_refused("jbos.name", "unknown table 'jbos'");
	expect_columns_refused("jobs.descripton", "unknown column 'descripton', did you mean 'description'?");
	expect_columns_refused("*.nowhere", "unknown column 'nowhere'");
	expect_tables_refused("users,nothing*",
			      "no table matches 'nothing*'; `pinpoint-export schema` lists all tables");
	expect_tables_refused("unifid", "unknown table 'unifid', did you mean 'unified'?");
	expect_columns_refused("nothing*.id", "no table matches 'nothing*'");
	expect_columns_refused("jobs.nothing*", "no column matches 'nothing*'");
}

static void lists_without_a_name_are_refused(void **state)
{
	static const char *const malformed[] = {"name", "jobs.", ".", "*"};

	(void)state;
	expect_tables_refused(" , ", "--tables names no table");
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++)
		expect_columns_refused(malformed[i], "TABLE.COLUMN, *.COLUMN or @MARK");
	expect_columns_refused(".name", "unknown table ''");
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_twelve_unified_tables_are_the_default),
		TEST(only_the_tables_named_are_wanted),
		TEST(a_pattern_wants_tables_but_does_not_require_them),
		TEST(a_word_wants_a_whole_model),
		TEST(one_table_is_chosen_by_its_name_only),
		TEST(columns_are_excluded_from_one_table_or_from_all),
		TEST(patterns_exclude_columns_of_many_tables),
		TEST(columns_that_make_a_row_usable_stay),
		TEST(unknown_names_are_refused_with_a_suggestion),
		TEST(lists_without_a_name_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
