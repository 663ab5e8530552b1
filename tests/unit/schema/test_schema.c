/* The forms of `schema`, and what each warehouse needs. */
#include "support/scratch.h"

#include "map/word.h"
#include "schema/schema.h"
#include "schema/sql.h"

static struct catalogue catalogue;

static int init(void **state)
{
	(void)state;
	return catalogue_init(&catalogue) == RC_OK ? 0 : -1;
}

static void the_warehouses_come_before_the_other_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < dialect_count; i++)
		assert_ptr_equal(schema_form_name(i), dialects[i]->name);
	assert_string_equal(schema_form_name(dialect_count), "text");
	assert_string_equal(schema_form_name(dialect_count + 1), "json");
}

static void the_names_of_forms_differ(void **state)
{
	(void)state;
	for (size_t i = 0; schema_form_name(i); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(schema_form_name(i), schema_form_name(j));
}

static void every_type_of_a_column_has_one_in_warehouses(void **state)
{
	enum sql_type type;

	(void)state;
	for (size_t i = 0; i < COLUMN_TYPES; i++)
		assert_true(sql_type_find(sv_of(column_type_names[i]), &type));
}

static void a_statement_is_made_of_the_words_of_its_dialect(void **state)
{
	static const struct dialect dialect = {.quote = "'",
					       .types = {[SQL_KEY] = "ID",
							 [SQL_TEXT] = "TEXT",
							 [SQL_TIMESTAMP] = "TIME",
							 [SQL_NUMBER] = "NUMBER",
							 [SQL_INTEGER] = "INT",
							 [SQL_BOOLEAN] = "BOOL",
							 [SQL_JSON] = "JSON"},
					       .nullable = "{type}?",
					       .required = "{type}",
					       .lists = {{"all", OVER_COLUMNS, "{name} {declared}", ", "}},
					       .create = "CREATE {table}: {all}; {key}, {version}, {unknown}"};
	const struct sql_target target = {&dialect, "a.b"};
	AUTO_BUF out = {0};

	(void)state;
	sql_add_table(&target, catalogue_find(&catalogue, SV("job_screening_questions")), &out);
	assert_string_equal(buf_text(&out),
			    "CREATE 'a'.'b'.'job_screening_questions': 'index' INT?, 'required' BOOL?, "
			    "'precondition_question_id' TEXT?, 'precondition_options' JSON?, 'job_id' ID?, "
			    "'question_id' ID?, 'id' ID, 'changed_at' TIME, 'remote_deleted_at' TIME?; "
			    "'id', 'changed_at', {unknown}");
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_warehouses_come_before_the_other_forms),
		TEST(the_names_of_forms_differ),
		TEST(every_type_of_a_column_has_one_in_warehouses),
		TEST(a_statement_is_made_of_the_words_of_its_dialect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
