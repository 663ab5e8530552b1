/* The forms of `schema`, and what each warehouse needs. */
#include "support/scratch.h"

#include "schema/schema.h"
#include "schema/sql.h"

static struct catalogue catalogue;

static int init(void **state)
{
	(void)state;
	return catalogue_init(&catalogue, NULL) == RC_OK ? 0 : -1;
}

static void the_forms_are_three_and_one_for_each_warehouse(void **state)
{
	size_t count = 0;

	(void)state;
	assert_string_equal(schema_form_name(0), "text");
	assert_string_equal(schema_form_name(1), "json");
	assert_string_equal(schema_form_name(2), "jsonschema");
	while (schema_form_name(count))
		count++;
	assert_int_equal(count, 3 + sql_dialect_count);
	for (size_t i = 0; i < sql_dialect_count; i++)
		assert_ptr_equal(schema_form_name(3 + i), sql_dialects[i].name);
}

static void the_names_of_forms_differ(void **state)
{
	(void)state;
	for (size_t i = 0; schema_form_name(i); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(schema_form_name(i), schema_form_name(j));
}

static void every_warehouse_has_a_type_for_each_kind_of_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < sql_dialect_count; i++) {
		const struct sql_dialect *d = &sql_dialects[i];

		assert_non_null(d->quote);
		assert_true(d->id && d->id[0]);
		for (size_t t = 0; t < COLUMN_TYPES; t++)
			assert_true(d->types[t] && d->types[t][0]);
	}
}

static void a_statement_is_made_of_the_words_of_its_dialect(void **state)
{
	static const struct sql_dialect dialect = {.quote = "'",
						   .id = "ID",
						   .types = {[COLUMN_TEXT] = "TEXT",
							     [COLUMN_TIMESTAMP] = "TIME",
							     [COLUMN_NUMBER] = "NUMBER",
							     [COLUMN_PLACE] = "INT",
							     [COLUMN_BOOLEAN] = "BOOL",
							     [COLUMN_JSON] = "JSON"},
						   .after_key = " ALWAYS"};
	AUTO_BUF out = {0};

	(void)state;
	sql_add_table(&dialect, catalogue_find(&catalogue, SV("job_screening_questions")), &out);
	assert_string_equal(buf_text(&out), "CREATE TABLE IF NOT EXISTS 'job_screening_questions' (\n"
					    "  'index' INT,\n"
					    "  'required' BOOL,\n"
					    "  'precondition_question_id' TEXT,\n"
					    "  'precondition_options' JSON,\n"
					    "  'job_id' ID,\n"
					    "  'question_id' ID,\n"
					    "  'id' ID NOT NULL,\n"
					    "  'changed_at' TIME NOT NULL,\n"
					    "  'remote_deleted_at' TIME,\n"
					    "  PRIMARY KEY ('id') ALWAYS\n"
					    ");\n");
}

#define TEST(name) cmocka_unit_test_setup(name, init)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_forms_are_three_and_one_for_each_warehouse),
		TEST(the_names_of_forms_differ),
		TEST(every_warehouse_has_a_type_for_each_kind_of_column),
		TEST(a_statement_is_made_of_the_words_of_its_dialect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
