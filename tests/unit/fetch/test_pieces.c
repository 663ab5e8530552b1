#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "fetch/pieces.h"

#define LIMIT ((size_t)12 << 20)

static void read_back(struct piece_pool *pool, struct pieces *pieces, struct buf *out)
{
	struct piece *piece;

	while ((piece = pieces_take(pieces))) {
		buf_addsv(out, pieces_bytes(piece));
		pieces_return(pool, piece);
	}
}

static void bytes_come_back_in_order(void **state)
{
	static const size_t sizes[] = {1, 7, 16383, 16384, 40000, 0, 3};
	struct piece_pool pool = {.limit = LIMIT};
	struct pieces pieces = {0};
	AUTO_BUF sent = {0}, got = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		AUTO_BUF part = {0};

		for (size_t n = 0; n < sizes[i]; n++)
			buf_addc(&part, (char)('a' + (sent.n + n) % 26));
		assert_true(pieces_add(&pool, &pieces, buf_sv(&part)));
		buf_addsv(&sent, buf_sv(&part));
	}
	assert_in_range(pool.used, sent.n, sent.n + 2 * PIECE_SIZE);
	read_back(&pool, &pieces, &got);
	assert_true(sv_same(buf_sv(&sent), buf_sv(&got)));
	assert_int_equal(pool.used, 0);
	pieces_release(&pool);
}

static void pieces_given_back_are_used_again(void **state)
{
	struct piece_pool pool = {.limit = LIMIT};
	struct pieces pieces = {0};
	struct piece *first;

	(void)state;
	assert_true(pieces_add(&pool, &pieces, SV("first")));
	first = pieces.first;
	pieces_drop(&pool, &pieces);
	assert_true(pieces_add(&pool, &pieces, SV("2nd")));
	assert_ptr_equal(pieces.first, first);
	assert_true(sv_is(pieces_bytes(pieces.first), "2nd"));
	assert_true(pool.used == PIECE_SIZE && !pool.spare);
	pieces_drop(&pool, &pieces);
	pieces_release(&pool);
	assert_null(pool.spare);
}

static void the_budget_is_one_over_all_pages(void **state)
{
	struct piece_pool pool = {.limit = LIMIT};
	struct pieces one = {0}, other = {0};
	AUTO_BUF half = {0};

	(void)state;
	buf_reserve(&half, LIMIT);
	memset(half.p, 'x', LIMIT / 2);
	half.n = LIMIT / 2;
	assert_true(pieces_add(&pool, &one, buf_sv(&half)));
	assert_false(pieces_add(&pool, &other, buf_sv(&half)));
	assert_null(other.first);
	pieces_drop(&pool, &one);
	assert_int_equal(pool.used, 0);
	assert_true(pieces_add(&pool, &other, buf_sv(&half)));
	assert_in_range(pool.used, LIMIT / 2, LIMIT);
	pieces_drop(&pool, &other);
	pieces_release(&pool);
}

static void room_in_the_last_piece_is_used_when_the_budget_is_gone(void **state)
{
	struct piece_pool pool = {.limit = LIMIT};
	struct pieces pieces = {0};

	(void)state;
	assert_true(pieces_add(&pool, &pieces, SV("a")));
	pool.used = LIMIT;
	assert_true(pieces_add(&pool, &pieces, SV("b")));
	assert_true(sv_is(pieces_bytes(pieces.first), "ab"));
	pieces_drop(&pool, &pieces);
	pieces_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_back_in_order),
		cmocka_unit_test(pieces_given_back_are_used_again),
		cmocka_unit_test(the_budget_is_one_over_all_pages),
		cmocka_unit_test(room_in_the_last_piece_is_used_when_the_budget_is_gone),
	};

	return cmocka_run_group_tests_name("fetch: memory of pages ahead", tests, NULL, NULL);
}
