#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/idset.h"

#define TOP_BIT (UINT64_C(1) << 63)

static void numbers_stand_for_themselves(void **state)
{
	(void)state;
	assert_true(idset_of(SV("0")) == 0);
	assert_true(idset_of(SV("8863860")) == 8863860);
	assert_true(idset_of(SV("999999999999999999")) == UINT64_C(999999999999999999));
}

static void other_texts_have_the_top_bit(void **state)
{
	static const char *const texts[] = {"",
					    "007",
					    "00",
					    "-1",
					    "+1",
					    "1a",
					    " 1",
					    "1 ",
					    "1.0",
					    "1000000000000000000",
					    "99999999999999999999999999",
					    "7c6f-uuid"};
	enum { COUNT = sizeof(texts) / sizeof(texts[0]) };

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		assert_true(idset_of(sv_of(texts[i])) & TOP_BIT);
		assert_true(idset_of(sv_of(texts[i])) == idset_of(sv_of(texts[i])));
		for (size_t j = 0; j < i; j++)
			assert_true(idset_of(sv_of(texts[i])) != idset_of(sv_of(texts[j])));
	}
	assert_true(idset_of((struct sv){NULL, 0}) == idset_of(SV("")));
}

static void each_is_new_once(void **state)
{
	struct idset set = {0};

	(void)state;
	assert_false(idset_has(&set, 0));
	assert_false(idset_has(&set, 7));
	assert_true(idset_add(&set, 7));
	assert_false(idset_add(&set, 7));
	assert_true(idset_add(&set, 0));
	assert_false(idset_add(&set, 0));
	assert_true(idset_add(&set, UINT64_MAX));
	assert_false(idset_add(&set, UINT64_MAX));
	assert_true(idset_has(&set, 0) && idset_has(&set, 7) && idset_has(&set, UINT64_MAX));
	assert_false(idset_has(&set, 8));
	assert_int_equal(set.count, 3);
	idset_release(&set);
}

/* Steps of a power of two are what a poor hash puts in one row of slots. */
static void many_stay_apart(void **state)
{
	static const uint64_t steps[] = {1, 64, 4096, UINT64_C(1) << 40};
	enum { EACH = 20000 };

	(void)state;
	for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
		struct idset set = {0};

		for (uint64_t i = 0; i < EACH; i++)
			assert_true(idset_add(&set, 1 + i * steps[s]));
		for (uint64_t i = 0; i < EACH; i++)
			assert_false(idset_add(&set, 1 + i * steps[s]));
		assert_int_equal(set.count, EACH);
		assert_false(idset_has(&set, 1 + EACH * steps[s]));
		assert_true(set.count <= set.size / 4 * 3 && set.size <= set.count * 4);
		idset_release(&set);
	}
}

static void clearing_forgets_and_keeps_the_memory(void **state)
{
	struct idset set = {0};
	size_t size;

	(void)state;
	idset_clear(&set);
	for (uint64_t i = 0; i < 1000; i++)
		idset_add(&set, i);
	size = set.size;
	idset_clear(&set);
	assert_int_equal(set.count, 0);
	assert_int_equal(set.size, size);
	assert_false(idset_has(&set, 0));
	assert_false(idset_has(&set, 999));
	assert_true(idset_add(&set, 0));
	assert_true(idset_add(&set, 999));
	idset_release(&set);
	assert_null(set.slots);
	assert_true(idset_add(&set, 1));
	idset_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_stand_for_themselves),
		cmocka_unit_test(other_texts_have_the_top_bit),
		cmocka_unit_test(each_is_new_once),
		cmocka_unit_test(many_stay_apart),
		cmocka_unit_test(clearing_forgets_and_keeps_the_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
