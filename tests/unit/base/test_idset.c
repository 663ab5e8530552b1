#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/idset.h"

#define TOP_BIT (UINT64_C(1) << 63)

static void a_number_is_its_own_value(void **state)
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

static void each_is_new_only_once(void **state)
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

/* A poor hash puts numbers in steps of a power of two next to each other; large steps give each number its own chunk. */
static void many_do_not_get_mixed_up(void **state)
{
	static const uint64_t steps[] = {1, 7, 16, 64, 4096, UINT64_C(1) << 16, UINT64_C(1) << 40};
	enum { EACH = 20000 };

	(void)state;
	for (size_t s = 0; s < 2 * sizeof(steps) / sizeof(steps[0]); s++) {
		struct idset set = {0};
		uint64_t step = steps[s / 2], base = s % 2 ? TOP_BIT + 1 : 1;

		for (uint64_t i = 0; i < EACH; i++)
			assert_true(idset_add(&set, base + i * step));
		for (uint64_t i = 0; i < EACH; i++)
			assert_false(idset_add(&set, base + i * step));
		assert_int_equal(set.count, EACH);
		assert_false(idset_has(&set, base + EACH * step));
		assert_true(set.chunk_count + set.hash_count <= EACH);
		idset_release(&set);
	}
}

/* A generator that is the same everywhere (xorshift). */
static uint64_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

enum { RANGE = 1 << 18, DRAWS = 100000 };

/* The model has one byte a number: lists, bitmaps, and a list that becomes a bitmap must answer as it does. */
static void answers_as_a_model_does(uint64_t base, uint64_t stride, uint64_t range)
{
	static unsigned char model[RANGE];
	struct idset set = {0};
	uint64_t random = 88172645463325252u;
	size_t count = 0;

	memset(model, 0, sizeof(model));
	for (size_t i = 0; i < DRAWS; i++) {
		uint64_t drawn = next_random(&random) % range;

		assert_int_equal(idset_has(&set, base + drawn * stride), model[drawn]);
		assert_int_equal(idset_add(&set, base + drawn * stride), !model[drawn]);
		count += !model[drawn];
		model[drawn] = 1;
		assert_int_equal(set.count, count);
	}
	for (uint64_t i = 0; i < range; i++)
		assert_int_equal(idset_has(&set, base + i * stride), model[i]);
	idset_release(&set);
}

static void any_order_and_density_works(void **state)
{
	(void)state;
	answers_as_a_model_does(0, 1, 20000);
	answers_as_a_model_does(65530, 1, RANGE);
	answers_as_a_model_does(8000000, 13, RANGE);
	answers_as_a_model_does(1, 70000, 9000);
	answers_as_a_model_does(TOP_BIT - 500, 1, 1000);
}

/* Chunks grow through every possible length of a list, from the front and from the back. */
static void a_list_that_becomes_a_bitmap_loses_nothing(void **state)
{
	enum { ALL = 5000 };

	(void)state;
	for (unsigned backwards = 0; backwards < 2; backwards++) {
		struct idset set = {0};

		for (uint64_t i = 0; i < ALL; i++) {
			assert_true(idset_add(&set, 2 * (backwards ? ALL - 1 - i : i)));
			assert_false(idset_has(&set, 2 * i + 1));
		}
		for (uint64_t i = 0; i < ALL; i++)
			assert_true(idset_has(&set, 2 * i));
		assert_int_equal(set.chunk_count, 1);
		idset_release(&set);
	}
}

static void clearing_empties_the_set_and_keeps_its_memory(void **state)
{
	struct idset set = {0};
	size_t slots;

	(void)state;
	idset_clear(&set);
	for (uint64_t i = 0; i < 100000; i++)
		idset_add(&set, i * 64);
	idset_add(&set, TOP_BIT);
	slots = set.chunk_slots;
	idset_clear(&set);
	assert_int_equal(set.count, 0);
	assert_int_equal(set.chunk_slots, slots);
	assert_false(idset_has(&set, 0));
	assert_false(idset_has(&set, 64));
	assert_false(idset_has(&set, TOP_BIT));
	assert_true(idset_add(&set, 0));
	assert_true(idset_add(&set, 64));
	assert_true(idset_add(&set, TOP_BIT));
	assert_int_equal(set.count, 3);
	idset_release(&set);
	assert_null(set.chunks);
	assert_null(set.hashes);
	assert_true(idset_add(&set, 1));
	idset_release(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_its_own_value),
		cmocka_unit_test(other_texts_have_the_top_bit),
		cmocka_unit_test(each_is_new_only_once),
		cmocka_unit_test(many_do_not_get_mixed_up),
		cmocka_unit_test(any_order_and_density_works),
		cmocka_unit_test(a_list_that_becomes_a_bitmap_loses_nothing),
		cmocka_unit_test(clearing_empties_the_set_and_keeps_its_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
