/* All shipped mappings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/plan.h"

static void five_endpoints_become_twelve_tables(void **state)
{
	size_t tables = 0;

	(void)state;
	assert_true(mappings_count >= 5); /* or more, if some were added */
	for (size_t i = 0; i < mappings_count; i++)
		for (size_t t = 0; t < MAP_TABLES_MAX && mappings[i]->tables[t].name; t++)
			tables++;
	assert_true(tables >= 12);
}

/* A deleted row keeps little else: output/README.md, "Tombstones". */
static void only_id_and_changed_at_are_never_null(void **state)
{
	(void)state;
	for (size_t i = 0; i < mappings_count; i++)
		for (size_t t = 0; t < MAP_TABLES_MAX && mappings[i]->tables[t].name; t++)
			for (const struct column *c = mappings[i]->tables[t].columns; c->name; c++) {
				bool never = strcmp(c->name, "id") == 0 || strcmp(c->name, "changed_at") == 0;

				assert_int_equal(plan_column_nullable(c), !never);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_endpoints_become_twelve_tables),
		cmocka_unit_test(only_id_and_changed_at_are_never_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
