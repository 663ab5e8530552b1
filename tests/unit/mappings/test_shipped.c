/* All shipped mappings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/plan.h"
#include "state/state.h"

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

/* The state keeps each optional part by name, with a sign and a comma (export/remember.c). */
static void the_parts_of_a_request_fit_into_the_state(void **state)
{
	(void)state;
	for (const struct endpoint *endpoint = shipped_mappings.endpoints; endpoint->query.path; endpoint++) {
		unsigned count = query_count(&endpoint->query);
		AUTO_BUF names = {0};

		for (unsigned i = 0; i < count; i++) {
			buf_adds(&names, ",+");
			query_part_text(&endpoint->query, i, &names);
		}
		assert_in_range(names.n, 1, STATE_FORM_MAX - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_endpoints_become_twelve_tables),
		cmocka_unit_test(only_id_and_changed_at_are_never_null),
		cmocka_unit_test(the_parts_of_a_request_fit_into_the_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
