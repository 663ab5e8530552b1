#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>

#include "base/arena.h"
#include "support/heap.h"

static void pieces_are_aligned_and_do_not_overlap(void **state)
{
	enum { PIECES = 3000 };
	struct arena arena = {0};
	unsigned char *pieces[PIECES];

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		size_t size = i % 97 + 1;

		pieces[i] = arena_take(&arena, size);
		assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
		memset(pieces[i], (int)(i % 251), size);
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t at = 0; at < i % 97 + 1; at++)
			assert_int_equal(pieces[i][at], i % 251);
	arena_release(&arena);
}

static void a_piece_may_be_larger_than_a_chunk(void **state)
{
	struct arena arena = {0};
	char *small = arena_take(&arena, 8), *large = arena_take(&arena, 5 * ARENA_CHUNK);

	(void)state;
	memset(large, 'x', 5 * ARENA_CHUNK);
	memset(small, 'y', 8);
	assert_int_equal(large[0], 'x');
	arena_release(&arena);
	assert_null(arena.chunk);
}

static void a_copy_does_not_depend_on_the_original(void **state)
{
	struct arena arena = {0};
	char text[] = "a\0b";
	struct sv copy = arena_copy(&arena, (struct sv){text, 3});

	(void)state;
	text[0] = 'z';
	assert_int_equal(copy.n, 3);
	assert_memory_equal(copy.p, "a\0b", 3);
	copy = arena_copy(&arena, (struct sv){NULL, 0});
	assert_int_equal(copy.n, 0);
	assert_non_null(copy.p);
	arena_release(&arena);
}

static void a_text_ends_with_a_nul(void **state)
{
	struct arena arena = {0};
	char letters[] = {'a', 'b', 'c'};
	const char *text = arena_text(&arena, (struct sv){letters, 3});

	(void)state;
	letters[0] = 'z';
	assert_string_equal(text, "abc");
	assert_string_equal(arena_text(&arena, (struct sv){NULL, 0}), "");
	arena_release(&arena);
}

static void memory_does_not_grow_from_record_to_record(void **state)
{
	struct arena arena = {0};
	size_t before = heap_bytes(), held;

	(void)state;
	for (int record = 0; record < 50; record++) {
		for (int i = 0; i < 1000; i++)
			memset(arena_take(&arena, 200), 1, 200);
		arena_clear(&arena);
		held = heap_bytes() - before;
		assert_true(held <= ARENA_KEEP + 4096);
	}
	assert_true(held > 0);
	arena_release(&arena);
	assert_int_equal(heap_bytes(), before);
}

static void one_huge_record_does_not_hold_its_memory(void **state)
{
	struct arena arena = {0};
	size_t before = heap_bytes();

	(void)state;
	memset(arena_take(&arena, 16 << 20), 1, 16 << 20);
	assert_true(heap_bytes() - before >= 16 << 20);
	arena_clear(&arena);
	assert_true(heap_bytes() - before <= ARENA_KEEP + 4096);
	arena_release(&arena);
	arena_clear(&arena);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_and_do_not_overlap),
		cmocka_unit_test(a_piece_may_be_larger_than_a_chunk),
		cmocka_unit_test(a_copy_does_not_depend_on_the_original),
		cmocka_unit_test(a_text_ends_with_a_nul),
		cmocka_unit_test(memory_does_not_grow_from_record_to_record),
		cmocka_unit_test(one_huge_record_does_not_hold_its_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
