#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "fetch/ahead.h"

static void read_back(struct ahead *ahead, struct pieces *pieces, struct buf *out)
{
	struct piece *piece;

	while ((piece = pieces_take(pieces))) {
		buf_addsv(out, piece_bytes(piece));
		ahead_give_back(ahead, piece);
	}
}

static void bytes_come_back_in_order_however_they_came(void **state)
{
	static const size_t sizes[] = {1, 7, 16383, 16384, 40000, 0, 3};
	struct ahead ahead = {0};
	struct pieces pieces = {0};
	AUTO_BUF sent = {0}, got = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		AUTO_BUF part = {0};

		for (size_t n = 0; n < sizes[i]; n++)
			buf_addc(&part, (char)('a' + (sent.n + n) % 26));
		assert_true(pieces_add(&ahead, &pieces, buf_sv(&part)));
		buf_addsv(&sent, buf_sv(&part));
	}
	assert_in_range(ahead.used, sent.n, sent.n + 2 * PIECE_SIZE);
	read_back(&ahead, &pieces, &got);
	assert_true(sv_same(buf_sv(&sent), buf_sv(&got)));
	assert_int_equal(ahead.used, 0);
	ahead_release(&ahead);
}

static void pieces_given_back_are_used_again(void **state)
{
	struct ahead ahead = {0};
	struct pieces pieces = {0};
	struct piece *first;

	(void)state;
	assert_true(pieces_add(&ahead, &pieces, SV("first")));
	first = pieces.first;
	pieces_drop(&ahead, &pieces);
	assert_true(pieces_add(&ahead, &pieces, SV("2nd")));
	assert_ptr_equal(pieces.first, first);
	assert_true(sv_is(piece_bytes(pieces.first), "2nd"));
	assert_true(ahead.used == PIECE_SIZE && !ahead.spare);
	pieces_drop(&ahead, &pieces);
	ahead_release(&ahead);
	assert_null(ahead.spare);
}

static void the_budget_is_one_over_all_pages(void **state)
{
	struct ahead ahead = {0};
	struct pieces one = {0}, other = {0};
	AUTO_BUF half = {0};

	(void)state;
	buf_reserve(&half, FETCH_AHEAD_MAX);
	memset(half.p, 'x', FETCH_AHEAD_MAX / 2);
	half.n = FETCH_AHEAD_MAX / 2;
	assert_true(pieces_add(&ahead, &one, buf_sv(&half)));
	assert_false(pieces_add(&ahead, &other, buf_sv(&half)));
	assert_null(other.first);
	pieces_drop(&ahead, &one);
	assert_int_equal(ahead.used, 0);
	assert_true(pieces_add(&ahead, &other, buf_sv(&half)));
	assert_in_range(ahead.used, FETCH_AHEAD_MAX / 2, FETCH_AHEAD_MAX);
	pieces_drop(&ahead, &other);
	ahead_release(&ahead);
}

static void room_in_the_last_piece_is_used_when_the_budget_is_gone(void **state)
{
	struct ahead ahead = {0};
	struct pieces pieces = {0};

	(void)state;
	assert_true(pieces_add(&ahead, &pieces, SV("a")));
	ahead.used = FETCH_AHEAD_MAX;
	assert_true(pieces_add(&ahead, &pieces, SV("b")));
	assert_true(sv_is(piece_bytes(pieces.first), "ab"));
	pieces_drop(&ahead, &pieces);
	ahead_release(&ahead);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_come_back_in_order_however_they_came),
		cmocka_unit_test(pieces_given_back_are_used_again),
		cmocka_unit_test(the_budget_is_one_over_all_pages),
		cmocka_unit_test(room_in_the_last_piece_is_used_when_the_budget_is_gone),
	};

	return cmocka_run_group_tests_name("fetch: memory of pages ahead", tests, NULL, NULL);
}
