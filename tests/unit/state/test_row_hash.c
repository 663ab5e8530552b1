#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "state/row_hash.h"

static const unsigned char seed[STATE_HASH_SIZE] = {1}, other_seed[STATE_HASH_SIZE] = {2};

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
	unsigned char hashes[2][STATE_HASH_SIZE];

	row_hash(seed, a, a_count, 0, hashes[0]);
	row_hash(seed, b, b_count, 0, hashes[1]);
	return memcmp(hashes[0], hashes[1], STATE_HASH_SIZE) != 0;
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
	unsigned char hashes[3][STATE_HASH_SIZE];

	(void)state;
	row_hash(seed, row, 3, 1U << 1, hashes[0]);
	row_hash(seed, other, 3, 1U << 1, hashes[1]);
	row_hash(seed, other, 3, 1U << 2, hashes[2]);
	assert_memory_equal(hashes[0], hashes[1], STATE_HASH_SIZE);
	assert_memory_not_equal(hashes[0], hashes[2], STATE_HASH_SIZE);
}

static void other_columns_make_another_hash(void **state)
{
	static const struct cell row[] = {TEXT("a")};
	unsigned char hashes[2][STATE_HASH_SIZE];

	(void)state;
	row_hash(seed, row, 1, 0, hashes[0]);
	row_hash(other_seed, row, 1, 0, hashes[1]);
	assert_memory_not_equal(hashes[0], hashes[1], STATE_HASH_SIZE);
}

/* A hash that another build computes otherwise would make every row of every account count as changed. */
static void the_hash_stays_what_it_is(void **state)
{
	static const unsigned char expected[STATE_HASH_SIZE] = {0x1b, 0x67, 0x07, 0xaf, 0x21, 0x56, 0x76, 0x3c,
								0x2d, 0xd3, 0x66, 0xec, 0x8f, 0xde, 0x5e, 0x7e};
	static const struct cell row[] = {TEXT("8863860"), EMPTY, {CELL_BARE, SV_INIT("12.5")}};
	unsigned char hash[STATE_HASH_SIZE];

	(void)state;
	row_hash(seed, row, 3, 0, hash);
	assert_memory_equal(hash, expected, STATE_HASH_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_rows_have_equal_hashes),    cmocka_unit_test(what_differs_makes_another_hash),
		cmocka_unit_test(an_empty_text_is_not_null),       cmocka_unit_test(what_is_skipped_does_not_count),
		cmocka_unit_test(other_columns_make_another_hash), cmocka_unit_test(the_hash_stays_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
