#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/forms.h"

static void expect(unsigned count, const unsigned *order, unsigned n)
{
	uint64_t mask = 0, optional = (UINT64_C(1) << count) - 1;

	for (unsigned i = 0; i < n; i++) {
		mask = forms_next(mask, optional);
		assert_int_equal(mask, order[i]);
	}
	assert_int_equal(forms_next(mask, optional), 0);
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

static void parts_that_are_not_optional_stay(void **state)
{
	uint64_t low = 1, high = UINT64_C(1) << 63;

	(void)state;
	assert_true(forms_next(0, low | high) == low);
	assert_true(forms_next(low, low | high) == high);
	assert_true(forms_next(high, low | high) == (low | high));
	assert_true(forms_next(low | high, low | high) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_optional_leaves_nothing_to_try),
		cmocka_unit_test(each_alone_then_pairs_then_all),
		cmocka_unit_test(sets_of_one_size_follow_the_order_of_the_table),
		cmocka_unit_test(parts_that_are_not_optional_stay),
	};

	return cmocka_run_group_tests_name("fetch: forms", tests, NULL, NULL);
}
