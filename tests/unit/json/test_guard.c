#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/guard.h"
#include "json/parser.h"

/* The result of a text: the bytes passed on, those of an unfinished token, and the count. */
struct passed {
	struct guard guard;
	struct buf out, handed;
	size_t whole;
};

static void release(struct passed *passed)
{
	buf_release(&passed->out);
	buf_release(&passed->handed);
	guard_release(&passed->guard);
}

/* The strings that the guard noted are whole and long, and come one after the other. */
static void check_strings(const struct passed *passed)
{
	const struct buf *strings = &passed->guard.strings;
	size_t before = 0;

	for (size_t i = 0; i < strings->n; i += sizeof(struct guard_string)) {
		struct guard_string string;

		memcpy(&string, strings->p + i, sizeof(string));
		assert_true(string.from > before && string.to >= string.from + GUARD_LONG && string.to < passed->whole);
		assert_int_equal(passed->out.p[string.from - 1], '"');
		assert_int_equal(passed->out.p[string.to], '"');
		before = string.to + 1;
	}
}

/* As the parser does it: takes the part that ends outside any token, and moves the rest to the front. */
static void hand_on(struct passed *passed)
{
	check_strings(passed);
	buf_add(&passed->handed, passed->out.p, passed->whole);
	passed->out.n -= passed->whole;
	memmove(passed->out.p, passed->out.p + passed->whole, passed->out.n);
	guard_moved(&passed->guard, passed->whole);
	passed->whole = 0;
}

static enum rc pass(struct passed *passed, struct sv bytes)
{
	TRY(guard_pass(&passed->guard, bytes, &passed->out, &passed->whole));
	hand_on(passed);
	return RC_OK;
}

/* First `split` bytes, then the rest in pieces of `step`. */
static enum rc pass_split(struct passed *passed, struct sv text, size_t split, size_t step)
{
	TRY(pass(passed, (struct sv){text.p, split}));
	for (size_t i = split; i < text.n; i += step)
		TRY(pass(passed, (struct sv){text.p + i, text.n - i < step ? text.n - i : step}));
	buf_addsv(&passed->handed, buf_sv(&passed->out));
	return RC_OK;
}

static void expect_split(struct sv text, struct sv expected, uint64_t replaced, size_t split, size_t step)
{
	struct passed passed = {0};

	assert_int_equal(pass_split(&passed, text, split, step), RC_OK);
	assert_int_equal(passed.handed.n, expected.n);
	assert_memory_equal(passed.handed.p, expected.p, expected.n);
	assert_int_equal(passed.guard.replaced, replaced);
	release(&passed);
}

/* The result is the same however the bytes are split. */
static void expect(struct sv text, struct sv expected, uint64_t replaced)
{
	for (size_t split = 0; split <= text.n; split++)
		expect_split(text, expected, replaced, split, text.n);
	expect_split(text, expected, replaced, 0, 1);
}

static void expect_same(struct sv text)
{
	expect(text, text, 0);
}

static void expect_refused(struct sv text)
{
	for (size_t split = 0; split <= text.n; split++) {
		struct passed passed = {0};

		assert_int_equal(pass_split(&passed, text, split, text.n), RC_FORMAT);
		release(&passed);
	}
}

static void plain_documents_are_unchanged(void **state)
{
	(void)state;
	expect_same(SV("{\"a\":[1,-2.5e+3,true,false,null,\"\",\"x y\"],\"b\":{}}"));
	expect_same(SV("\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xef\xbf\xbf \xf4\x8f\xbf\xbf \x7f\""));
	expect_same(SV("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uFFFF\""));
}

static void white_space_is_dropped_outside_strings_only(void **state)
{
	(void)state;
	expect(SV(" \t\r\n{ \"a b\" :\t[ 1 , 2 ]\r\n}\n"), SV("{\"a b\":[1,2]}"), 0);
	expect(SV("[ true , false , null ]"), SV("[true,false,null]"), 0);
}

static void one_space_stays_between_bare_words(void **state)
{
	(void)state;
	expect(SV("[1 2]"), SV("[1 2]"), 0);
	expect(SV("[1 \n\t 2]"), SV("[1 2]"), 0);
	expect(SV("tru e"), SV("tru e"), 0);
	expect(SV("[1 ,2]"), SV("[1,2]"), 0);
	expect(SV("[- 1]"), SV("[- 1]"), 0);
}

static void other_characters_outside_strings_are_refused(void **state)
{
	static const char allowed[] = " \t\r\n\"{}[],:0123456789-+.eEtrufalsn";

	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		char byte = (char)c;

		if (c && memchr(allowed, byte, sizeof(allowed) - 1))
			continue;
		expect_refused((struct sv){&byte, 1});
	}
	expect_refused(SV("[1\v]"));
	expect_refused(SV("[1\f]"));
	expect_refused(SV("\xef\xbb\xbf{}"));
	expect_refused(SV("[1]\0"));
}

static void control_characters_in_strings_are_refused(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 0x20; c++) {
		char text[] = "\"abcdefghijk\"";

		text[5] = (char)c;
		expect_refused((struct sv){text, sizeof(text) - 1});
	}
}

/* Checks by decoding: the model for the guard's ranges. */
static bool is_character(const unsigned char *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t wanted = p[0] < 0x80 ? 1 : p[0] < 0xc0 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf8 ? 4 : 0;
	uint32_t code;

	if (wanted != n)
		return false;
	code = p[0] & (n == 1 ? 0x7fu : 0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return false;
		code = code << 6 | (p[i] & 0x3f);
	}
	return code >= least[n] && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

static void check_sequence(const unsigned char *sequence, size_t n)
{
	struct passed passed = {0};
	AUTO_BUF text = {0};
	enum rc rc;

	buf_addc(&text, '"');
	buf_add(&text, sequence, n);
	buf_addc(&text, '"');
	rc = pass(&passed, buf_sv(&text));
	assert_int_equal(rc, is_character(sequence, n) ? RC_OK : RC_FORMAT);
	if (rc == RC_OK)
		assert_true(sv_same(buf_sv(&passed.handed), buf_sv(&text)));
	release(&passed);
}

static void utf8_is_checked_strictly(void **state)
{
	static const unsigned char next[] = {0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0};
	unsigned char s[4];

	(void)state;
	for (unsigned lead = 0x80; lead < 0x100; lead++) {
		s[0] = (unsigned char)lead;
		check_sequence(s, 1);
		for (unsigned second = 0x80; second < 0x100; second++) {
			s[1] = (unsigned char)second;
			check_sequence(s, 2);
		}
		for (unsigned i = 0; i < 8 * 8 * 8; i++) {
			s[1] = next[i & 7];
			s[2] = next[i >> 3 & 7];
			s[3] = next[i >> 6];
			/* ASCII after a whole character would be a second character. */
			if (s[2] >= 0x80 && i < 64)
				check_sequence(s, 3);
			if (s[2] >= 0x80 && s[3] >= 0x80 && lead >= 0xf0)
				check_sequence(s, 4);
		}
	}
}

static void utf8_that_is_wrong_is_refused_at_any_split(void **state)
{
	(void)state;
	expect_refused(SV("\"\xc0\xaf\""));         /* overlong */
	expect_refused(SV("\"\xe0\x80\xaf\""));     /* overlong */
	expect_refused(SV("\"\xf0\x8f\xbf\xbf\"")); /* overlong */
	expect_refused(SV("\"\xed\xa0\x80\""));     /* a surrogate */
	expect_refused(SV("\"\xed\xbf\xbf\""));     /* a surrogate */
	expect_refused(SV("\"\xf4\x90\x80\x80\"")); /* past U+10FFFF */
	expect_refused(SV("\"\xe2\x82\""));         /* too short */
	expect_refused(SV("\"\xe2\x82x\""));
	expect_refused(SV("\"\x80\""));
}

static void nul_escapes_are_replaced(void **state)
{
	(void)state;
	expect(SV("\"a\\u0000b\""), SV("\"a\\ufffdb\""), 1);
	expect(SV("{\"\\u0000\\u0000\":1}"), SV("{\"\\ufffd\\ufffd\":1}"), 2);
	expect(SV("\"\\\\u0000\""), SV("\"\\\\u0000\""), 0);
	expect(SV("\"\\\\\\u0000\""), SV("\"\\\\\\ufffd\""), 1);
}

static void surrogate_pairs_are_kept(void **state)
{
	(void)state;
	expect_same(SV("\"\\ud83d\\ude00\""));
	expect_same(SV("\"\\uD83D\\uDE00\""));
	expect_same(SV("\"\\uDbFf\\udFfF\\ud800\\udc00\""));
}

static void lone_surrogates_are_replaced(void **state)
{
	(void)state;
	expect(SV("\"\\ud83d\""), SV("\"\\ufffd\""), 1);
	expect(SV("\"\\ud83dx\""), SV("\"\\ufffdx\""), 1);
	expect(SV("\"\\ud83d plain text behind it\""), SV("\"\\ufffd plain text behind it\""), 1);
	expect(SV("\"\\ud83d\xc3\xa9\""), SV("\"\\ufffd\xc3\xa9\""), 1);
	expect(SV("\"\\uD83D\\n\""), SV("\"\\ufffd\\n\""), 1);
	expect(SV("\"\\uD83D\\u0041\""), SV("\"\\ufffd\\u0041\""), 1);
	expect(SV("\"\\uD83D\\u0000\""), SV("\"\\ufffd\\ufffd\""), 2);
	expect(SV("\"\\ude00\""), SV("\"\\ufffd\""), 1);
	expect(SV("\"\\uDFFF\\uD800\""), SV("\"\\ufffd\\ufffd\""), 2);
	expect(SV("\"\\ud83d\\ud83d\\ude00\""), SV("\"\\ufffd\\ud83d\\ude00\""), 1);
	expect(SV("\"\\ud83d\\ude00\\ude00\""), SV("\"\\ud83d\\ude00\\ufffd\""), 1);
	expect(SV("[\"\\ud83d\",\"\\ude00\"]"), SV("[\"\\ufffd\",\"\\ufffd\"]"), 2);
	expect(SV("\"\\ud7ff\\ue000\""), SV("\"\\ud7ff\\ue000\""), 0);
}

static void escapes_need_four_digits(void **state)
{
	(void)state;
	expect_refused(SV("\"\\u12g4\""));
	expect_refused(SV("\"\\u12\""));
	expect_refused(SV("\"\\u 123\""));
	expect_refused(SV("\"\\ud83d\\u\""));
}

/* `n` times the character between an opening and a closing text, in pieces. */
static enum rc pass_many(const char *before, char c, size_t n, const char *after)
{
	struct passed passed = {0};
	char piece[4096];
	enum rc rc = pass(&passed, sv_of(before));

	memset(piece, c, sizeof(piece));
	while (rc == RC_OK && n) {
		size_t now = n < sizeof(piece) ? n : sizeof(piece);

		/* Nothing is passed on, so this grows like a token. */
		rc = guard_pass(&passed.guard, (struct sv){piece, now}, &passed.out, &passed.whole);
		n -= now;
	}
	if (rc == RC_OK)
		rc = pass(&passed, sv_of(after));
	release(&passed);
	return rc;
}

static void tokens_and_white_space_have_limits(void **state)
{
	(void)state;
	assert_int_equal(pass_many("\"", 'x', JSON_STRING_MAX, "\""), RC_OK);
	assert_int_equal(pass_many("\"", 'x', JSON_STRING_MAX + 1, "\""), RC_FORMAT);
	assert_int_equal(pass_many("\"", 'x', JSON_STRING_MAX, "\\"), RC_FORMAT);
	assert_int_equal(pass_many("\"", 'x', JSON_STRING_MAX, "\xc3"), RC_FORMAT);
	assert_int_equal(pass_many("[", '1', JSON_NUMBER_MAX, "]"), RC_OK);
	assert_int_equal(pass_many("[", '1', JSON_NUMBER_MAX + 1, "]"), RC_FORMAT);
	assert_int_equal(pass_many("[", ' ', JSON_SPACE_MAX, "]"), RC_OK);
	assert_int_equal(pass_many("[", ' ', JSON_SPACE_MAX + 1, "]"), RC_FORMAT);
	assert_int_equal(pass_many("[", '[', JSON_STRING_MAX + 1, "]"), RC_OK);
}

static void limits_apply_to_one_token(void **state)
{
	struct passed passed = {0};
	AUTO_BUF half = {0};

	(void)state;
	buf_addc(&half, '"');
	for (size_t i = 0; i < JSON_STRING_MAX / 2 + 1; i++)
		buf_addc(&half, 'x');
	buf_adds(&half, "\",");
	for (int i = 0; i < 3; i++)
		assert_int_equal(pass(&passed, buf_sv(&half)), RC_OK);
	release(&passed);
}

static void whole_ends_outside_of_tokens(void **state)
{
	static const struct {
		struct sv text;
		size_t whole;
	} cases[] = {
		{SV_INIT("["), 1},       {SV_INIT("[1"), 1},   {SV_INIT("[1,"), 3},    {SV_INIT("[\"a"), 1},
		{SV_INIT("[\"a\""), 4},  {SV_INIT("[1 "), 2},  {SV_INIT("[\"\\"), 1},  {SV_INIT("[\"\\u00"), 1},
		{SV_INIT("[\"\xc3"), 1}, {SV_INIT("[tru"), 1}, {SV_INIT("[true]"), 6}, {SV_INIT("[1 2"), 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct passed passed = {0};

		assert_int_equal(guard_pass(&passed.guard, cases[i].text, &passed.out, &passed.whole), RC_OK);
		assert_int_equal(passed.whole, cases[i].whole);
		release(&passed);
	}
}

/* Feeds the text in pieces of that size into a new guard. */
static enum rc pass_in_pieces(struct passed *passed, struct sv text, size_t size)
{
	guard_release(&passed->guard);
	passed->guard = (struct guard){0};
	passed->whole = 0;
	buf_clear(&passed->out);
	for (; text.n > size; text = sv_from(text, size))
		TRY(guard_pass(&passed->guard, (struct sv){text.p, size}, &passed->out, &passed->whole));
	return guard_pass(&passed->guard, text, &passed->out, &passed->whole);
}

static void check_same(const struct passed *a, const struct passed *b)
{
	assert_true(sv_same(buf_sv(&a->out), buf_sv(&b->out)));
	assert_int_equal(a->whole, b->whole);
	assert_true(sv_same(buf_sv(&a->guard.strings), buf_sv(&b->guard.strings)));
	check_strings(a);
	assert_int_equal(a->guard.state, b->guard.state);
	assert_int_equal(a->guard.space, b->guard.space);
	assert_int_equal(a->guard.replaced, b->guard.replaced);
	if (a->guard.state != GUARD_OUTSIDE)
		assert_int_equal(a->guard.token, b->guard.token);
}

static enum rc take_anything(void *context, enum json_event event, struct sv text)
{
	(void)context;
	(void)event;
	(void)text;
	return RC_OK;
}

/* As an element of an array, in one piece. */
static enum rc parse(struct sv text)
{
	struct json *json = json_new(take_anything, NULL);
	struct buf document = {0};
	enum rc rc;

	buf_addc(&document, '[');
	buf_addsv(&document, text);
	buf_addc(&document, ']');
	json_begin(json);
	rc = json_feed(json, buf_sv(&document));
	if (rc == RC_OK)
		rc = json_finish(json);
	buf_release(&document);
	json_free(json);
	return rc;
}

/*
 * Pieces that are shorter than a block are never examined as blocks: any byte anywhere must give the same result either way,
 * except that blocks leave it to yajl to refuse characters that are not allowed outside strings.
 */
static void blocks_give_the_same_as_bytes(void **state)
{
	static const char *const texts[] = {
		"{\"id\":\"8864859\",\"a\":null,\"b\":true,\"c\":[1,-2.5e+3,{\"d\":false}],\"e\":\"Quinn "
		"Falk\"},{\"id\":\"886\"}",
		"\"a text that is longer than one block and that has no mark of structure, nor a quotation mark in "
		"it\",\"b\"",
		"1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	};
	struct passed whole = {0}, pieces = {0};
	char text[128];

	(void)state;
	for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
		size_t n = strlen(texts[t]);

		for (size_t at = 0; at < n; at++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				enum rc rc, small;

				memcpy(text, texts[t], n);
				text[at] = (char)byte;
				small = pass_in_pieces(&pieces, (struct sv){text, n}, 21);
				rc = pass_in_pieces(&whole, (struct sv){text, n}, n);
				if (rc == RC_OK && small == RC_OK)
					check_same(&whole, &pieces);
				else
					assert_int_equal(rc == RC_OK ? parse((struct sv){text, n}) : small, RC_FORMAT);
			}
		}
	}
	release(&whole);
	release(&pieces);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_documents_are_unchanged),
		cmocka_unit_test(white_space_is_dropped_outside_strings_only),
		cmocka_unit_test(one_space_stays_between_bare_words),
		cmocka_unit_test(other_characters_outside_strings_are_refused),
		cmocka_unit_test(control_characters_in_strings_are_refused),
		cmocka_unit_test(utf8_is_checked_strictly),
		cmocka_unit_test(utf8_that_is_wrong_is_refused_at_any_split),
		cmocka_unit_test(nul_escapes_are_replaced),
		cmocka_unit_test(surrogate_pairs_are_kept),
		cmocka_unit_test(lone_surrogates_are_replaced),
		cmocka_unit_test(escapes_need_four_digits),
		cmocka_unit_test(tokens_and_white_space_have_limits),
		cmocka_unit_test(limits_apply_to_one_token),
		cmocka_unit_test(whole_ends_outside_of_tokens),
		cmocka_unit_test(blocks_give_the_same_as_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
