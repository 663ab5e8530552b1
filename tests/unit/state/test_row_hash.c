#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "state/row_hash.h"

static const struct row_hash_plan plain = {.seed = {1}}, other_columns = {.seed = {2}};

#define CELLS(...)                                                                                                     \
	((const struct cell[]){__VA_ARGS__}), sizeof((const struct cell[]){__VA_ARGS__}) / sizeof(struct cell)
#define TEXT(text_)                                                                                                    \
	{                                                                                                              \
		CELL_TEXT, SV_INIT(text_)                                                                              \
	}
#define EMPTY                                                                                                          \
	{                                                                                                              \
		CELL_NULL,                                                                                             \
		{                                                                                                      \
			NULL, 0                                                                                        \
		}                                                                                                      \
	}

static bool differ(const struct cell *a, unsigned a_count, const struct cell *b, unsigned b_count)
{
	struct state_hash hashes[2];

	row_hash(&plain, a, a_count, &hashes[0]);
	row_hash(&plain, b, b_count, &hashes[1]);
	return memcmp(hashes[0].base, hashes[1].base, STATE_HASH_SIZE) != 0;
}

static void equal_rows_have_equal_hashes(void **state)
{
	static const struct cell row[] = {TEXT("a"), EMPTY, TEXT("")}, same[] = {TEXT("a"), EMPTY, TEXT("")};

	(void)state;
	assert_false(differ(row, 3, same, 3));
}

static void what_differs_makes_another_hash(void **state)
{
	static const struct cell row[] = {TEXT("ab"), TEXT("c")};
	static const struct cell others[][2] = {
		{TEXT("a"), TEXT("bc")},                 /* where one cell ends */
		{TEXT("c"), TEXT("ab")},                 /* order */
		{TEXT("ab"), EMPTY},                     /* text or none */
		{TEXT("ab"), TEXT("d")},                 /* text */
		{TEXT("ab"), TEXT("c\0")},               /* length */
		{TEXT("ab"), {CELL_BARE, SV_INIT("c")}}, /* kind */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_true(differ(row, 2, others[i], 2));
	assert_true(differ(row, 2, row, 1));
}

static void an_empty_text_is_not_null(void **state)
{
	static const struct cell empty[] = {TEXT("")}, null[] = {EMPTY};

	(void)state;
	assert_true(differ(empty, 1, null, 1));
}

static void what_is_skipped_does_not_count(void **state)
{
	static const struct cell row[] = {TEXT("a"), TEXT("1"), TEXT("b")}, other[] = {TEXT("a"), TEXT("2"), TEXT("b")};
	struct row_hash_plan second = {.seed = {1}}, third = {.seed = {1}};
	struct state_hash hashes[3];

	(void)state;
	column_mask_add(&second.skip, 1);
	column_mask_add(&third.skip, 2);
	row_hash(&second, row, 3, &hashes[0]);
	row_hash(&second, other, 3, &hashes[1]);
	row_hash(&third, other, 3, &hashes[2]);
	assert_memory_equal(hashes[0].base, hashes[1].base, STATE_HASH_SIZE);
	assert_memory_not_equal(hashes[0].base, hashes[2].base, STATE_HASH_SIZE);
}

static void other_columns_make_another_hash(void **state)
{
	static const struct cell row[] = {TEXT("a")};
	struct state_hash hashes[2];

	(void)state;
	row_hash(&plain, row, 1, &hashes[0]);
	row_hash(&other_columns, row, 1, &hashes[1]);
	assert_memory_not_equal(hashes[0].base, hashes[1].base, STATE_HASH_SIZE);
}

/* A hash that another build computes otherwise would make every row of every account count as changed. */
static void the_hash_stays_what_it_is(void **state)
{
	static const unsigned char expected[STATE_HASH_SIZE] = {0x1b, 0x67, 0x07, 0xaf, 0x21, 0x56, 0x76, 0x3c,
								0x2d, 0xd3, 0x66, 0xec, 0x8f, 0xde, 0x5e, 0x7e};
	static const struct cell row[] = {TEXT("8863860"), EMPTY, {CELL_BARE, SV_INIT("12.5")}};
	struct state_hash hash;

	(void)state;
	row_hash(&plain, row, 3, &hash);
	assert_memory_equal(hash.base, expected, STATE_HASH_SIZE);
	assert_int_equal(hash.group_count, 0);
}

/* Column 1 and, apart from it, columns 2 and ROW_COLUMNS_MAX - 1 depend on a part of the request each. */
static void a_group_has_a_hash_of_its_own(void **state)
{
	struct row_hash_plan plan = {.seed = {1}, .group_count = 2};
	struct cell row[ROW_COLUMNS_MAX] = {TEXT("a"), TEXT("b"), TEXT("c")};
	struct state_hash before, after;

	(void)state;
	column_mask_add(&plan.groups[0], 1);
	column_mask_add(&plan.groups[1], 2);
	column_mask_add(&plan.groups[1], ROW_COLUMNS_MAX - 1);
	row_hash(&plan, row, ROW_COLUMNS_MAX, &before);
	assert_int_equal(before.group_count, 2);
	row[1].text = SV("other");
	row_hash(&plan, row, ROW_COLUMNS_MAX, &after);
	assert_memory_equal(before.base, after.base, STATE_HASH_SIZE);
	assert_memory_not_equal(before.groups[0], after.groups[0], STATE_GROUP_SIZE);
	assert_memory_equal(before.groups[1], after.groups[1], STATE_GROUP_SIZE);
	row[ROW_COLUMNS_MAX - 1] = row[0];
	row_hash(&plan, row, ROW_COLUMNS_MAX, &before);
	assert_memory_not_equal(before.groups[1], after.groups[1], STATE_GROUP_SIZE);
	row[0].text = SV("other");
	row_hash(&plan, row, ROW_COLUMNS_MAX, &after);
	assert_memory_not_equal(before.base, after.base, STATE_HASH_SIZE);
	assert_memory_equal(before.groups, after.groups, 2 * STATE_GROUP_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_rows_have_equal_hashes),    cmocka_unit_test(what_differs_makes_another_hash),
		cmocka_unit_test(an_empty_text_is_not_null),       cmocka_unit_test(what_is_skipped_does_not_count),
		cmocka_unit_test(other_columns_make_another_hash), cmocka_unit_test(the_hash_stays_what_it_is),
		cmocka_unit_test(a_group_has_a_hash_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
