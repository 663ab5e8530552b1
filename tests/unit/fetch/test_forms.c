#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/forms.h"

static void expect(unsigned count, const unsigned *order, unsigned n)
{
	unsigned mask = 0;

	for (unsigned i = 0; i < n; i++) {
		mask = forms_next(mask, count);
		assert_int_equal(mask, order[i]);
	}
	assert_int_equal(forms_next(mask, count), 0);
}

static void nothing_optional_leaves_nothing_to_try(void **state)
{
	(void)state;
	expect(0, NULL, 0);
}

static void each_alone_then_pairs_then_all(void **state)
{
	static const unsigned order[] = {1, 2, 4, 1 | 2, 1 | 4, 2 | 4, 7};

	(void)state;
	expect(3, order, 7);
}

static void sets_of_one_size_follow_the_order_of_the_table(void **state)
{
	static const unsigned order[] = {1,     2,     4,         8,         1 | 2,     1 | 4,     1 | 8, 2 | 4,
					 2 | 8, 4 | 8, 1 | 2 | 4, 1 | 2 | 8, 1 | 4 | 8, 2 | 4 | 8, 15};

	(void)state;
	expect(4, order, 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_optional_leaves_nothing_to_try),
		cmocka_unit_test(each_alone_then_pairs_then_all),
		cmocka_unit_test(sets_of_one_size_follow_the_order_of_the_table),
	};

	return cmocka_run_group_tests_name("fetch: forms", tests, NULL, NULL);
}
