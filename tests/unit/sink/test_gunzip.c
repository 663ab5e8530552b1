#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "sink/gunzip.h"
#include "sink/gzip.h"

enum { TEXT_SIZE = 700000, STOP_AT = 300000 };

struct taken {
	struct buf bytes;
	size_t most; /* refuse more */
};

static enum rc take(void *context, struct sv bytes)
{
	struct taken *taken = context;

	assert_true(bytes.n > 0 && bytes.n <= GUNZIP_PIECE);
	buf_addsv(&taken->bytes, bytes);
	return taken->bytes.n > taken->most ? rc_fail(RC_DIFFERENCE, "enough") : RC_OK;
}

/* A few blocks of text that compresses neither very well nor very badly. */
static void make_text(struct buf *text)
{
	uint32_t seed = 7;

	for (size_t i = 0; i < TEXT_SIZE; i++) {
		seed = seed * 1664525 + 1013904223;
		buf_addc(text, (char)('a' + (seed >> 28)));
	}
}

static void deflate_into(struct sv text, struct buf *out)
{
	struct pool *pool = pool_new(1, 1);
	struct sink *end, *sink;

	unlink(scratch_path("member.gz"));
	assert_int_equal(file_sink_new(scratch_path("member.gz"), 0600, &end), RC_OK);
	sink = gzip_sink_new(pool, end);
	for (size_t at = 0; at < text.n; at += TEXT_SIZE / 3)
		assert_int_equal(sink_write(sink,
					    (struct sv){text.p + at,
							text.n - at < TEXT_SIZE / 3 ? text.n - at : TEXT_SIZE / 3}),
				 RC_OK);
	assert_int_equal(sink_close(sink), RC_OK);
	sink_free(sink);
	pool_free(pool);
	assert_true(read_file(scratch_path("member.gz"), out));
}

static enum rc expand(struct sv member, size_t piece, struct taken *taken)
{
	struct gunzip *gunzip = gunzip_new(take, taken);
	enum rc rc = RC_OK;

	buf_clear(&taken->bytes);
	for (size_t i = 0; i < member.n && rc == RC_OK; i += piece)
		rc = gunzip_feed(gunzip, (struct sv){member.p + i, member.n - i < piece ? member.n - i : piece});
	if (rc == RC_OK)
		rc = gunzip_finish(gunzip);
	gunzip_free(gunzip);
	return rc;
}

static void expect_refused(struct sv member, const char *part)
{
	struct taken taken = {.most = SIZE_MAX};

	for (size_t piece = 1; piece <= member.n + 1; piece += 1 + member.n / 40) {
		assert_int_equal(expand(member, piece, &taken), RC_FORMAT);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
	buf_release(&taken.bytes);
}

static void a_member_is_inflated_however_it_is_split(void **state)
{
	static const size_t pieces[] = {1, 7, 1000, 65536, SIZE_MAX / 2};
	struct taken taken = {.most = SIZE_MAX};
	AUTO_BUF text = {0}, member = {0};

	(void)state;
	make_text(&text);
	deflate_into(buf_sv(&text), &member);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		assert_int_equal(expand(buf_sv(&member), pieces[i], &taken), RC_OK);
		assert_true(sv_same(buf_sv(&taken.bytes), buf_sv(&text)));
	}
	buf_release(&taken.bytes);
}

static void a_cut_anywhere_is_found(void **state)
{
	struct taken taken = {.most = SIZE_MAX};
	AUTO_BUF member = {0};

	(void)state;
	deflate_into(SV("id,name\n\"1\",\"Ann\"\n"), &member);
	for (size_t n = 0; n < member.n; n++) {
		assert_int_equal(expand((struct sv){member.p, n}, 5, &taken), RC_FORMAT);
		assert_non_null(strstr(rc_text(), "unexpected end"));
	}
	buf_release(&taken.bytes);
}

static void a_wrong_checksum_or_length_is_found(void **state)
{
	AUTO_BUF member = {0};

	(void)state;
	deflate_into(SV("id,name\n"), &member);
	for (size_t from_end = 1; from_end <= 8; from_end++) {
		member.p[member.n - from_end] ^= 1;
		expect_refused(buf_sv(&member), from_end > 4 ? "incorrect data check" : "incorrect length check");
		member.p[member.n - from_end] ^= 1;
	}
}

static void nothing_may_follow_the_member(void **state)
{
	AUTO_BUF member = {0}, twice = {0};

	(void)state;
	deflate_into(SV("id\n"), &member);
	buf_addsv(&twice, buf_sv(&member));
	buf_addsv(&twice, buf_sv(&member));
	expect_refused(buf_sv(&twice), "more data after the end");
	buf_addc(&member, '\0');
	expect_refused(buf_sv(&member), "more data after the end");
}

static void other_formats_are_refused(void **state)
{
	(void)state;
	expect_refused(SV("id,name\n\"1\",\"Ann\"\n"), "cannot be inflated");
	expect_refused(SV("\x78\x9c\x03\x00\x00\x00\x00\x01"), "cannot be inflated"); /* zlib's own */
	expect_refused(SV(""), "unexpected end");
}

static void the_receiver_may_stop(void **state)
{
	struct taken taken = {.most = STOP_AT};
	AUTO_BUF text = {0}, member = {0};

	(void)state;
	make_text(&text);
	deflate_into(buf_sv(&text), &member);
	assert_int_equal(expand(buf_sv(&member), SIZE_MAX / 2, &taken), RC_DIFFERENCE);
	assert_true(taken.bytes.n <= STOP_AT + GUNZIP_PIECE);
	buf_release(&taken.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_is_inflated_however_it_is_split),
		cmocka_unit_test(a_cut_anywhere_is_found),
		cmocka_unit_test(a_wrong_checksum_or_length_is_found),
		cmocka_unit_test(nothing_may_follow_the_member),
		cmocka_unit_test(other_formats_are_refused),
		cmocka_unit_test(the_receiver_may_stop),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
