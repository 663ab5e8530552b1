#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "scratch.h"
#include "sink/gzip.h"
#include "sink/tap.h"

/* The end of a chain: keeps everything in memory, and fails when it has `limit` bytes. */
struct memory_sink {
	struct sink base;
	struct buf *out;
	size_t limit;
};

static enum rc memory_write(struct sink *sink, struct sv bytes)
{
	struct memory_sink *memory = (struct memory_sink *)sink;

	if (memory->out->n + bytes.n > memory->limit)
		return rc_fail(RC_OUTPUT, "full");
	buf_addsv(memory->out, bytes);
	return RC_OK;
}

static enum rc memory_close(struct sink *sink)
{
	(void)sink;
	return RC_OK;
}

static void memory_free(struct sink *sink)
{
	mem_free(sink);
}

static struct sink *memory_sink_new(struct buf *out, size_t limit)
{
	static const struct sink_type type = {memory_write, memory_close, memory_free};
	struct memory_sink *memory = mem_zero(1, sizeof(*memory));

	*memory = (struct memory_sink){.base = {.type = &type}, .out = out, .limit = limit};
	return &memory->base;
}

static const struct sv blocks[] = {
	{"id,name\n", 8},
	{"1,\"Ann\"\n2,\"Ann\"\n", 16},
	{"1,\"Ann\"\n2,\"Ann\"\n", 16},
};

static void make_member(int level, const struct sv *pieces, size_t count, struct buf *out)
{
	struct pool *pool = pool_new(level, 1);
	struct sink *sink = gzip_sink_new(pool, memory_sink_new(out, SIZE_MAX));

	buf_clear(out);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(sink_write(sink, pieces[i]), RC_OK);
	assert_int_equal(sink_close(sink), RC_OK);
	sink_free(sink);
	pool_free(pool);
}

/* Inflates it with the system's gzip, which also checks CRC and length. */
static void expand(const struct buf *member, struct buf *out)
{
	char command[256];
	FILE *pipe;

	unlink(scratch_path("member.gz"));
	assert_int_equal(file_write_whole(scratch_path("member.gz"), 0600, buf_sv(member)), RC_OK);
	snprintf(command, sizeof(command), "gzip -dc %s", scratch_path("member.gz"));
	pipe = popen(command, "r");
	assert_non_null(pipe);
	buf_clear(out);
	read_stream(pipe, out);
	assert_int_equal(pclose(pipe), 0);
}

static void gzip_reads_back_what_was_written(void **state)
{
	AUTO_BUF member = {0}, text = {0};

	(void)state;
	for (int level = 1; level <= 9; level++) {
		make_member(level, blocks, 3, &member);
		expand(&member, &text);
		assert_string_equal(buf_text(&text), "id,name\n1,\"Ann\"\n2,\"Ann\"\n1,\"Ann\"\n2,\"Ann\"\n");
	}
}

static void the_header_has_neither_time_nor_system(void **state)
{
	static const unsigned char flags_by_level[] = {[1] = 4, [2] = 0, [6] = 0, [8] = 0, [9] = 2};
	AUTO_BUF member = {0};

	(void)state;
	for (int level = 1; level <= 9; level++) {
		unsigned char expected[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, flags_by_level[level], 255};

		make_member(level, blocks, 1, &member);
		assert_memory_equal(member.p, expected, sizeof(expected));
	}
}

static void nothing_written_is_an_empty_member(void **state)
{
	AUTO_BUF member = {0}, text = {0};

	(void)state;
	make_member(6, NULL, 0, &member);
	assert_int_equal(member.n, 20);
	expand(&member, &text);
	assert_int_equal(text.n, 0);
}

static void an_empty_write_leaves_no_trace(void **state)
{
	const struct sv pieces[] = {blocks[0], {NULL, 0}, blocks[1], {"", 0}, blocks[2]};
	AUTO_BUF with = {0}, without = {0};

	(void)state;
	make_member(6, pieces, 5, &with);
	make_member(6, blocks, 3, &without);
	assert_true(sv_same(buf_sv(&with), buf_sv(&without)));
}

static void equal_blocks_give_equal_bytes(void **state)
{
	AUTO_BUF one = {0}, two = {0}, three = {0};
	size_t block;

	(void)state;
	make_member(6, blocks, 1, &one);
	make_member(6, blocks, 2, &two);
	make_member(6, blocks, 3, &three);
	block = two.n - one.n;
	/* Before the trailer of 10 bytes there are two blocks that do not depend on each other. */
	assert_int_equal(three.n, two.n + block);
	assert_memory_equal(three.p + three.n - 10 - block, three.p + three.n - 10 - 2 * block, block);
	assert_memory_equal(three.p, two.p, two.n - 10);
}

static void fill(struct buf *out, size_t n, unsigned kinds)
{
	uint32_t seed = 7;

	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		buf_addc(out, (char)(' ' + (seed >> 16) % kinds));
	}
}

static void large_blocks_of_any_entropy_are_read_back(void **state)
{
	AUTO_BUF bytes = {0}, member = {0}, again = {0}, text = {0};

	(void)state;
	for (unsigned kinds = 1; kinds <= 256; kinds *= 16) {
		struct sv whole;

		fill(&bytes, GZIP_BLOCK + 4711, kinds);
		whole = buf_sv(&bytes);
		make_member(6, &whole, 1, &member);
		make_member(6, &whole, 1, &again);
		assert_true(sv_same(buf_sv(&member), buf_sv(&again)));
		expand(&member, &text);
		assert_true(sv_same(whole, buf_sv(&text)));
	}
}

static void the_order_of_earlier_blocks_does_not_matter(void **state)
{
	AUTO_BUF noise = {0}, after_noise = {0}, alone = {0};
	struct sv pieces[2];
	size_t n;

	(void)state;
	fill(&noise, 70000, 256);
	pieces[0] = buf_sv(&noise);
	pieces[1] = blocks[1];
	make_member(6, pieces, 2, &after_noise);
	make_member(6, &blocks[1], 1, &alone);
	n = alone.n - 10 - 10; /* the block between header and trailer */
	assert_memory_equal(after_noise.p + after_noise.n - 10 - n, alone.p + 10, n);
}

static void a_failure_below_sticks(void **state)
{
	struct pool *pool = pool_new(6, 1);
	AUTO_BUF out = {0};
	struct sink *sink = gzip_sink_new(pool, memory_sink_new(&out, 12));

	(void)state;
	assert_int_equal(sink_write(sink, blocks[0]), RC_OUTPUT);
	assert_int_equal(out.n, 10);
	((struct memory_sink *)sink->next)->limit = SIZE_MAX;
	assert_int_equal(sink_write(sink, blocks[0]), RC_OUTPUT);
	assert_int_equal(sink_close(sink), RC_OUTPUT);
	assert_int_equal(out.n, 10);
	sink_free(sink);
	pool_free(pool);
}

static void a_failure_at_the_end_is_returned(void **state)
{
	struct pool *pool = pool_new(6, 1);
	AUTO_BUF out = {0};
	struct sink *sink = gzip_sink_new(pool, memory_sink_new(&out, 19));

	(void)state;
	assert_int_equal(sink_close(sink), RC_OUTPUT);
	assert_int_equal(sink_close(sink), RC_OUTPUT);
	sink_free(sink);
	pool_free(pool);
}

static void a_level_that_zlib_does_not_know_is_a_defect(void **state)
{
	struct pool *pool = pool_new(10, 1);
	AUTO_BUF out = {0};
	struct sink *sink = gzip_sink_new(pool, memory_sink_new(&out, SIZE_MAX));

	(void)state;
	assert_int_equal(sink_write(sink, blocks[0]), RC_INTERNAL);
	assert_int_equal(sink_close(sink), RC_INTERNAL);
	sink_free(sink);
	pool_free(pool);
}

enum { SINKS = 3, ROUNDS = 40 };

/* Writes blocks of several sizes to several sinks in turn, with one pool of `threads` threads. */
static void make_members(unsigned threads, struct buf out[SINKS])
{
	struct pool *pool = pool_new(6, threads);
	struct sink *sinks[SINKS];
	AUTO_BUF text = {0};

	for (unsigned i = 0; i < SINKS; i++)
		sinks[i] = gzip_sink_new(pool, memory_sink_new(&out[i], SIZE_MAX));
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (unsigned line = 0; line < 20 + round * 50; line++)
			buf_addf(&text, "%u,\"row %u of %u\"\n", line, line * line, round);
		assert_int_equal(sink_write(sinks[round % SINKS], buf_sv(&text)), RC_OK);
		buf_clear(&text);
	}
	for (unsigned i = 0; i < SINKS; i++) {
		assert_int_equal(sink_close(sinks[i]), RC_OK);
		sink_free(sinks[i]);
	}
	pool_free(pool);
}

static void threads_do_not_change_a_byte(void **state)
{
	struct buf one[SINKS] = {{0}}, many[SINKS] = {{0}};

	(void)state;
	make_members(1, one);
	for (unsigned threads = 2; threads <= POOL_THREADS_MAX; threads += 3) {
		make_members(threads, many);
		for (unsigned i = 0; i < SINKS; i++) {
			assert_true(one[i].n > 0 && sv_same(buf_sv(&one[i]), buf_sv(&many[i])));
			buf_release(&many[i]);
		}
	}
	for (unsigned i = 0; i < SINKS; i++)
		buf_release(&one[i]);
}

static void a_sink_may_be_freed_with_blocks_in_flight(void **state)
{
	struct pool *pool = pool_new(6, 2);
	AUTO_BUF out = {0};
	AUTO_BUF kept = {0};
	struct sink *gone = gzip_sink_new(pool, memory_sink_new(&out, SIZE_MAX));
	struct sink *stays = gzip_sink_new(pool, memory_sink_new(&kept, SIZE_MAX));

	(void)state;
	assert_int_equal(sink_write(gone, blocks[0]), RC_OK);
	assert_int_equal(sink_write(stays, blocks[1]), RC_OK);
	sink_free(gone);
	assert_int_equal(sink_close(stays), RC_OK);
	assert_true(kept.n > 0);
	sink_free(stays);
	pool_free(pool);
}

static void taps_count_and_hash_both_sides(void **state)
{
	struct pool *pool = pool_new(6, 1);
	AUTO_BUF out = {0};
	struct sink *compressed = tap_sink_new(memory_sink_new(&out, SIZE_MAX), true);
	struct sink *plain = tap_sink_new(gzip_sink_new(pool, compressed), true);
	char hex[SHA256_HEX_SIZE];

	(void)state;
	assert_int_equal(sink_write(plain, SV("a")), RC_OK);
	assert_int_equal(sink_write(plain, SV("bc")), RC_OK);
	assert_int_equal(sink_close(plain), RC_OK);
	assert_int_equal(tap_bytes(plain), 3);
	assert_int_equal(tap_bytes(compressed), out.n);
	tap_hash(plain, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sink_free(plain);
	pool_free(pool);
}

static void a_tap_that_is_not_closed_frees_its_memory(void **state)
{
	AUTO_BUF out = {0};
	struct sink *tap = tap_sink_new(memory_sink_new(&out, 0), true);

	(void)state;
	assert_int_equal(sink_write(tap, SV("a")), RC_OUTPUT);
	sink_free(tap);
	sink_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gzip_reads_back_what_was_written),
		cmocka_unit_test(the_header_has_neither_time_nor_system),
		cmocka_unit_test(nothing_written_is_an_empty_member),
		cmocka_unit_test(an_empty_write_leaves_no_trace),
		cmocka_unit_test(equal_blocks_give_equal_bytes),
		cmocka_unit_test(large_blocks_of_any_entropy_are_read_back),
		cmocka_unit_test(the_order_of_earlier_blocks_does_not_matter),
		cmocka_unit_test(a_failure_below_sticks),
		cmocka_unit_test(a_failure_at_the_end_is_returned),
		cmocka_unit_test(a_level_that_zlib_does_not_know_is_a_defect),
		cmocka_unit_test(threads_do_not_change_a_byte),
		cmocka_unit_test(a_sink_may_be_freed_with_blocks_in_flight),
		cmocka_unit_test(taps_count_and_hash_both_sides),
		cmocka_unit_test(a_tap_that_is_not_closed_frees_its_memory),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
