#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "jsonapi/names.h"

static void slots_are_given_in_order(void **state)
{
	struct names names = {0};

	(void)state;
	assert_int_equal(names_add(&names, SV("title")), 0);
	assert_int_equal(names_add(&names, SV("status")), 1);
	assert_int_equal(names_add(&names, SV("title")), 0);
	assert_int_equal(names.count, 2);
	assert_int_equal(names_find(&names, SV("status")), 1);
}

static void unknown_names_have_no_slot(void **state)
{
	struct names names = {0};

	(void)state;
	assert_int_equal(names_find(&names, SV("title")), -1);
	names_add(&names, SV("title"));
	assert_int_equal(names_find(&names, SV("titles")), -1);
	assert_int_equal(names_find(&names, SV("titl")), -1);
	assert_int_equal(names_find(&names, SV("Title")), -1);
	assert_int_equal(names_find(&names, SV("")), -1);
}

static void a_name_may_be_any_bytes(void **state)
{
	struct names names = {0};

	(void)state;
	assert_int_equal(names_add(&names, SV("")), 0);
	assert_int_equal(names_add(&names, SV("a\0b")), 1);
	assert_int_equal(names_add(&names, SV("a\0c")), 2);
	assert_int_equal(names_find(&names, SV("")), 0);
	assert_int_equal(names_find(&names, SV("a\0b")), 1);
	assert_int_equal(names_find(&names, SV("a\0c")), 2);
	assert_int_equal(names_find(&names, SV("a")), -1);
}

/* Length, first, middle and last character are the same: all of these belong in one place of the table. */
static void names_with_the_same_hash_differ(void **state)
{
	struct names names = {0};
	char text[NAMES_MAX][8];

	(void)state;
	for (int i = 0; i < NAMES_MAX; i++) {
		snprintf(text[i], sizeof(text[i]), "a%c%cm%c%cz", '0' + i / 8, '0' + i % 8, '0' + i % 8, '0' + i / 8);
		assert_int_equal(names_add(&names, sv_of(text[i])), i);
	}
	for (int i = 0; i < NAMES_MAX; i++)
		assert_int_equal(names_find(&names, sv_of(text[i])), i);
	assert_int_equal(names_find(&names, SV("axxmxxz")), -1);
}

static void a_set_of_slots_gives_them_in_order(void **state)
{
	static const int slots[] = {0, 1, 63, 64, 70, NAMES_MAX - 1};
	struct slot_mask mask = {{0}};

	(void)state;
	assert_int_equal(slot_mask_take(&mask), -1);
	for (size_t i = 6; i-- > 0;)
		slot_mask_add(&mask, slots[i]);
	slot_mask_add(&mask, 65);
	assert_true(slot_mask_has(&mask, 65) && slot_mask_has(&mask, 64) && !slot_mask_has(&mask, 66));
	slot_mask_remove(&mask, 65);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(slot_mask_take(&mask), slots[i]);
	assert_int_equal(slot_mask_take(&mask), -1);
}

static void a_full_table_takes_no_more(void **state)
{
	struct names names = {0};
	char text[NAMES_MAX + 1][12];

	(void)state;
	for (int i = 0; i <= NAMES_MAX; i++) {
		snprintf(text[i], sizeof(text[i]), "%d", i);
		assert_int_equal(names_add(&names, sv_of(text[i])), i < NAMES_MAX ? i : -1);
	}
	assert_int_equal(names_add(&names, SV("0")), 0);
	assert_int_equal(names_find(&names, sv_of(text[NAMES_MAX])), -1);
	assert_int_equal(names_find(&names, sv_of(text[NAMES_MAX - 1])), NAMES_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_of_slots_gives_them_in_order), cmocka_unit_test(slots_are_given_in_order),
		cmocka_unit_test(unknown_names_have_no_slot),         cmocka_unit_test(a_name_may_be_any_bytes),
		cmocka_unit_test(names_with_the_same_hash_differ),    cmocka_unit_test(a_full_table_takes_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
