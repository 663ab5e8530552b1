/* However the bytes of a document are split, the same resources come out; and its limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "json/parser.h"
#include "support/heap.h"
#include "support/sample.h"
#include "unit/jsonapi/transcript.h"

static const struct sv nasty = SV_INIT(" { \"data\" : [ { \"type\":\"jobs\" , \"id\":12 , \"attributes\":{ \"a\": [ "
				       "1.50 , {\"x\":\"\\ud83d\\ude00\"} , null ] ,"
				       " \"b\":\"\xf0\x9f\x98\x80\\ud83d\\u0000\\\"\", \"a\" : -0e1 } , "
				       "\"relationships\" : { \"r\" : { \"data\" : null } ,"
				       " \"s\":{\"data\":[{\"type\":\"x\",\"id\":\"3\"},{\"id\":4}]}}} ] "
				       ",\"included\":[{\"id\":\"3\",\"type\":\"x\",\"attributes\""
				       ":{\"c\":true}}], \"meta\" : {\"stats\":{\"total\":{\"count\": 1 "
				       "}}},\"links\":{\"next\":{\"href\":\"/\\u00e9\"}} } ");

static const char nasty_transcript[] =
	"data jobs 12 a=#-0e1 b='\xf0\x9f\x98\x80\xef\xbf\xbd\xef\xbf\xbd\"' r() s[x:3,:4] "
	"<{\"type\":\"jobs\",\"id\":12,\"attributes\":{\"a\":[1.50,{\"x\":\"\\ud83d\\ude00\"},null],"
	"\"b\":\"\xf0\x9f\x98\x80\\ufffd\\ufffd\\\"\",\"a\":-0e1},\"relationships\":{\"r\":{\"data\":null},"
	"\"s\":{\"data\":[{\"type\":\"x\",\"id\":\"3\"},{\"id\":4}]}}}>\n"
	"included x 3 c=true\n";

static void feed(struct transcript *t, const char *p, size_t n)
{
	/* A copy of just these bytes, so that reading past a piece is seen. */
	AUTO_BUF piece = {0};

	buf_add(&piece, p, n);
	assert_int_equal(document_feed(t->document, buf_sv(&piece)), RC_OK);
}

static void expect_facts(const struct document_facts *facts)
{
	assert_int_equal(facts->records, 1);
	assert_int_equal(facts->total, 1);
	assert_true(sv_is(facts->next, "/\xc3\xa9"));
	assert_int_equal(facts->replaced, 2);
	assert_int_equal(facts->duplicate_names, 1);
	assert_false(facts->included_first);
}

static void finish_nasty(struct transcript *t)
{
	assert_int_equal(document_finish(t->document), RC_OK);
	assert_string_equal(buf_text(&t->log), nasty_transcript);
	expect_facts(document_facts(t->document));
}

static void one_split_anywhere_changes_nothing(void **state)
{
	struct transcript t;

	(void)state;
	transcript_init(&t, true);
	for (size_t split = 0; split <= nasty.n; split++) {
		transcript_begin(&t);
		feed(&t, nasty.p, split);
		feed(&t, nasty.p + split, nasty.n - split);
		finish_nasty(&t);
	}
	transcript_release(&t);
}

static void single_bytes_change_nothing(void **state)
{
	struct transcript t;

	(void)state;
	transcript_init(&t, true);
	transcript_begin(&t);
	for (size_t i = 0; i < nasty.n; i++)
		feed(&t, nasty.p + i, 1);
	finish_nasty(&t);
	transcript_release(&t);
}

static void two_splits_anywhere_change_nothing(void **state)
{
	static const struct sv tiny = SV_INIT(
		"{\"data\":[{\"id\":1 ,\"type\":\"x\",\"attributes\":{\"a\":\"\\ud83d\\ude00\\ude00\xc3\xa9\"}}]}");
	struct transcript t;

	(void)state;
	transcript_init(&t, true);
	for (size_t i = 0; i <= tiny.n; i++)
		for (size_t j = i + i % sample_step(3); j <= tiny.n; j += sample_step(3)) {
			transcript_begin(&t);
			feed(&t, tiny.p, i);
			feed(&t, tiny.p + i, j - i);
			feed(&t, tiny.p + j, tiny.n - j);
			assert_int_equal(document_finish(t.document), RC_OK);
			assert_string_equal(buf_text(&t.log), "data x 1 a='\xf0\x9f\x98\x80\xef\xbf\xbd\xc3\xa9' "
							      "<{\"id\":1,\"type\":\"x\",\"attributes\":{\"a\":"
							      "\"\\ud83d\\ude00\\ufffd\xc3\xa9\"}}>\n");
		}
	transcript_release(&t);
}

/* The parser collects JSON_FEED bytes before it parses: here that boundary is at every place of the document. */
static void any_boundary_of_the_parser_changes_nothing(void **state)
{
	struct transcript t;
	AUTO_BUF pad = {0};

	(void)state;
	transcript_init(&t, true);
	buf_reserve(&pad, JSON_FEED + 2);
	for (size_t before = 0; before < nasty.n; before += sample_step(3)) {
		buf_clear(&pad);
		buf_adds(&pad, "{\"pad\":\"");
		memset(pad.p + pad.n, 'p', JSON_FEED - 1 - before - pad.n);
		pad.n = JSON_FEED - 1 - before;
		buf_adds(&pad, "\",");
		transcript_begin(&t);
		feed(&t, pad.p, pad.n);
		for (size_t i = 2; i < nasty.n; i++) /* after its opening brace */
			feed(&t, nasty.p + i, 1);
		finish_nasty(&t);
	}
	transcript_release(&t);
}

static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void add_random_value(struct buf *out, uint32_t *seed, int depth)
{
	static const char *const scalars[] = {
		"null",
		" true",
		"false ",
		"0",
		"-12.50e+3",
		"123456789012345678901234567890",
		"\"\"",
		"\"plain text of some length\"",
		"\"\\ud83d\\ude00\"",
		"\"\\ud83d\"",
		"\"\\ude00x\"",
		"\"\\u0000\"",
		"\"\xe2\x82\xac\xc3\xa9\"",
		"\"\\\\\\\"\\/\\b\"",
	};
	uint32_t kind = chance(seed) % 18;

	if (depth > 3 || kind < 14) {
		buf_adds(out, scalars[chance(seed) % (sizeof(scalars) / sizeof(*scalars))]);
		return;
	}
	buf_adds(out, kind < 16 ? "[ " : "{\"k\" :");
	add_random_value(out, seed, depth + 1);
	buf_adds(out, kind < 16 ? "\n," : ",\"l\":\t");
	add_random_value(out, seed, depth + 1);
	buf_adds(out, kind < 16 ? "]" : "} ");
}

static void add_random_resource(struct buf *out, uint32_t *seed, unsigned id)
{
	static const char *const names[] = {"a", "b", "c", "d", "\\u0061", "e"};

	buf_addf(out, "{\"id\": \"%u\",\"type\":\"jobs\",\"attributes\":{", id);
	for (uint32_t i = 0, n = chance(seed) % 6; i < n; i++) {
		buf_addf(out, "%s\"%s\":", i ? " ," : "", names[chance(seed) % 6]);
		add_random_value(out, seed, 0);
	}
	buf_adds(out, "},\"relationships\":{\"r\":{\"data\":[");
	for (uint32_t i = 0, n = chance(seed) % 4; i < n; i++)
		buf_addf(out, "%s{\"id\":%u,\"type\":\"x\"}", i ? "," : "", (unsigned)chance(seed));
	buf_adds(out, "]}}}");
}

static void add_random_document(struct buf *out, uint32_t *seed)
{
	buf_adds(out, "{\"data\":[");
	for (unsigned id = 1; out->n < 6 * JSON_FEED; id++) {
		if (id > 1)
			buf_adds(out, id % 7 ? "," : " ,\n  ");
		add_random_resource(out, seed, id);
	}
	buf_adds(out, "]}");
}

static void random_pieces_of_a_large_document_change_nothing(void **state)
{
	static const uint32_t most[] = {3, 100, 16384, 100000, 600000};
	struct transcript t;
	AUTO_BUF text = {0}, expected = {0};
	uint32_t seed = 20261123;

	(void)state;
	add_random_document(&text, &seed);
	transcript_init(&t, true);
	transcript_begin(&t);
	feed(&t, text.p, text.n);
	assert_int_equal(document_finish(t.document), RC_OK);
	assert_true(t.resources > 1000);
	buf_addsv(&expected, buf_sv(&t.log));
	for (size_t round = 0; round < sizeof(most) / sizeof(*most); round++) {
		transcript_begin(&t);
		for (size_t at = 0, n; at < text.n; at += n) {
			n = 1 + chance(&seed) % most[round];
			n = n < text.n - at ? n : text.n - at;
			feed(&t, text.p + at, n);
		}
		assert_int_equal(document_finish(t.document), RC_OK);
		assert_true(sv_same(buf_sv(&t.log), buf_sv(&expected)));
	}
	transcript_release(&t);
}

/* Opens a resource, then repeats a piece until it is refused. Returns the peak of memory in use. */
static size_t repeat_until_refused(bool keep_raw, const char *opening, struct sv piece)
{
	struct transcript t;
	size_t before = heap_bytes(), most = 0;
	enum rc rc;

	transcript_init(&t, keep_raw);
	transcript_begin(&t);
	rc = document_feed(t.document, sv_of(opening));
	for (size_t fed = 0; rc == RC_OK && fed < 4 * RESOURCE_MAX; fed += piece.n) {
		rc = document_feed(t.document, piece);
		most = heap_bytes() - before > most ? heap_bytes() - before : most;
	}
	assert_int_equal(rc, RC_FORMAT);
	assert_false(document_broken_off(t.document));
	transcript_release(&t);
	return most;
}

static void a_resource_has_a_limit_anywhere(void **state)
{
	static const char data[] = "{\"data\":[{\"type\":\"x\",\"attributes\":{",
			  included[] = "{\"included\":[{\"attributes\":{";
	AUTO_BUF wanted = {0}, other = {0}, list = {0};

	(void)state;
	buf_adds(&wanted, "\"a\":\"");
	while (wanted.n < 1 << 20)
		buf_addc(&wanted, 'x');
	buf_adds(&wanted, "\",");
	while (other.n < 1 << 20)
		buf_adds(&other, "\"other\":[{\"a\":12345}],");
	while (list.n < 1 << 20)
		buf_adds(&list, "{},[],\"x\",");
	assert_true(repeat_until_refused(true, data, buf_sv(&wanted)) < 4 * RESOURCE_MAX);
	assert_true(repeat_until_refused(false, data, buf_sv(&wanted)) < 4 * RESOURCE_MAX);
	assert_true(repeat_until_refused(false, included, buf_sv(&wanted)) < 4 * RESOURCE_MAX);
	assert_true(repeat_until_refused(false, data, buf_sv(&other)) < RESOURCE_MAX);
	buf_clear(&wanted);
	buf_addf(&wanted, "%s\"a\":[", included);
	assert_true(repeat_until_refused(false, buf_text(&wanted), buf_sv(&list)) < 4 * RESOURCE_MAX);
}

/* RESOURCE_MAX bytes are accepted, one more is refused, although the resource is complete by then. */
static void the_limit_of_a_resource_is_exact(void **state)
{
	static const char opening[] = "{\"type\":\"x\",\"id\":1,\"l\":[\"\",\"", closing[] = "\",\"\"]}";
	struct transcript t;
	AUTO_BUF text = {0};

	(void)state;
	transcript_init(&t, true);
	for (size_t over = 0; over < 2; over++) {
		size_t n = RESOURCE_MAX + over - (sizeof(opening) - 1) - (sizeof(closing) - 1) - 3, half = n / 2;

		buf_clear(&text);
		buf_adds(&text, "{\"data\":[");
		buf_adds(&text, opening);
		for (size_t i = 0; i < half; i++)
			buf_addc(&text, 'x');
		buf_adds(&text, "\",\"");
		for (size_t i = half; i < n; i++)
			buf_addc(&text, 'x');
		buf_adds(&text, closing);
		buf_adds(&text, "]}");
		transcript_begin(&t);
		if (over) {
			assert_int_equal(document_feed(t.document, buf_sv(&text)), RC_FORMAT);
			continue;
		}
		assert_int_equal(document_feed(t.document, buf_sv(&text)), RC_OK);
		assert_int_equal(document_finish(t.document), RC_OK);
	}
	transcript_release(&t);
}

static void memory_does_not_grow_from_record_to_record(void **state)
{
	static const char record[] =
		"{\"id\":1,\"type\":\"x\",\"attributes\":{\"a\":[\"0123456789\"],\"b\":\"0123456789\"}},";
	struct transcript t;
	size_t early = 0;

	(void)state;
	if (!heap_is_counted())
		skip();
	transcript_init(&t, true);
	transcript_begin(&t);
	feed(&t, "{\"data\":[", 9);
	for (size_t i = 0; i < 100000; i++) {
		assert_int_equal(document_feed(t.document, sv_of(record)), RC_OK);
		buf_clear(&t.log);
		if (i == 20000)
			early = heap_bytes();
	}
	assert_true(heap_bytes() <= early + JSON_FEED);
	transcript_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_split_anywhere_changes_nothing),
		cmocka_unit_test(single_bytes_change_nothing),
		cmocka_unit_test(two_splits_anywhere_change_nothing),
		cmocka_unit_test(any_boundary_of_the_parser_changes_nothing),
		cmocka_unit_test(random_pieces_of_a_large_document_change_nothing),
		cmocka_unit_test(a_resource_has_a_limit_anywhere),
		cmocka_unit_test(the_limit_of_a_resource_is_exact),
		cmocka_unit_test(memory_does_not_grow_from_record_to_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
