/* All shipped mappings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/plan.h"

static void five_endpoints_become_twelve_tables(void **state)
{
	size_t unified = 0;

	(void)state;
	assert_true(mappings_endpoint_count(&shipped_mappings) >= 5); /* or more, if some were added */
	for (size_t t = 0; shipped_mappings.tables[t]; t++)
		unified += shipped_mappings.tables[t]->model == MODEL_UNIFIED;
	assert_int_equal(unified, 12);
}

/* A deleted row keeps little else: output/README.md, "Tombstones". */
static void only_id_and_changed_at_are_never_null(void **state)
{
	(void)state;
	for (size_t t = 0; shipped_mappings.tables[t]; t++)
		for (const struct column *c = shipped_mappings.tables[t]->columns; c->name; c++) {
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
