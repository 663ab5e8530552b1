#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/heap.h"
#include "unit/json/events.h"

enum { PIECE = 16 << 10 }; /* the most that libcurl passes on at once */

/* The text in two pieces. */
static enum rc read_split(struct recorder *recorder, struct sv text, size_t split)
{
	recorder_begin(recorder);
	TRY(json_feed(recorder->json, (struct sv){text.p, split}));
	TRY(json_feed(recorder->json, sv_from(text, split)));
	return json_finish(recorder->json);
}

static void expect(struct sv text, const char *events)
{
	struct recorder recorder = {.raw_depth = 2};

	for (size_t split = 0; split <= text.n; split++) {
		assert_int_equal(read_split(&recorder, text, split), RC_OK);
		assert_string_equal(buf_text(&recorder.log), events);
		assert_false(json_broken_off(recorder.json));
	}
	recorder_release(&recorder);
}

static void expect_end(struct sv text, bool broken_off)
{
	struct recorder recorder = {.raw_depth = 1};

	for (size_t split = 0; split <= text.n; split++) {
		assert_int_equal(read_split(&recorder, text, split), RC_FORMAT);
		assert_int_equal(json_broken_off(recorder.json), broken_off);
	}
	recorder_release(&recorder);
}

static void expect_wrong(struct sv text)
{
	expect_end(text, false);
}

static void events_come_in_order(void **state)
{
	(void)state;
	expect(SV(" { \"a\" : [ 1 , null , true , false , \"x\" ] } "), "{ 'a': [ #1 null true false 'x' ] } ");
	expect(SV("[]"), "[ ] ");
	expect(SV("{\"\":\"\"}"), "{ '': '' } ");
}

static void numbers_keep_their_spelling(void **state)
{
	(void)state;
	expect(SV("[-0,1.50,4E4,1e+2,123456789012345678901234567890.000000000001]"),
	       "[ #-0 #1.50 #4E4 #1e+2 #123456789012345678901234567890.000000000001 ] ");
}

static void strings_are_decoded(void **state)
{
	(void)state;
	expect(SV("[\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\"]"), "[ '\"\\/\n\xc3\xa9\xf0\x9f\x98\x80' ] ");
	expect(SV("[\"\\u0000\\uDFFF\\ud800\"]"), "[ '\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd' ] ");
	expect(SV("{\"k\\u0000\":1}"), "{ 'k\xef\xbf\xbd': #1 } ");
}

#define SIXTY "sixty bytes, the last of which is a full stop like this one."
#define ESCAPED "\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00"
#define DECODED "\"\\/\n\xc3\xa9\xf0\x9f\x98\x80"

/* The strings that yajl does not read itself. */
static void long_strings_are_decoded(void **state)
{
	(void)state;
	expect(SV("[\"" SIXTY SIXTY "\",1]"), "[ '" SIXTY SIXTY "' #1 ] ");
	expect(SV("[\"" SIXTY "abc\", \"" SIXTY "abcd\",\"" SIXTY "\xc3\xa9"
		  "abc\"]"),
	       "[ '" SIXTY "abc' '" SIXTY "abcd' '" SIXTY "\xc3\xa9"
	       "abc' ] ");
	expect(SV("[\"" SIXTY ESCAPED "\",\"" ESCAPED SIXTY "\"]"), "[ '" SIXTY DECODED "' '" DECODED SIXTY "' ] ");
	expect(SV("[\"" SIXTY "\\u0000\\ud800\"]"), "[ '" SIXTY "\xef\xbf\xbd\xef\xbf\xbd' ] ");
	expect(SV("\"" SIXTY SIXTY "\""), "'" SIXTY SIXTY "' ");
	expect(SV("{\"" SIXTY ESCAPED "\":\"" SIXTY SIXTY "\"}"), "{ '" SIXTY DECODED "': '" SIXTY SIXTY "' } ");
	expect(SV("[{\"a\":\"" SIXTY ESCAPED "\",\"b\":2}, {}]"),
	       "[ { 'a': '" SIXTY DECODED "' 'b': #2 } <{\"a\":\"" SIXTY ESCAPED "\",\"b\":2}> { } <{}> ] ");
}

static void grammar_applies_to_long_strings(void **state)
{
	(void)state;
	expect_wrong(SV("[\"" SIXTY "\\x " SIXTY "\"]"));
	expect_wrong(SV("[\"" SIXTY "\\u00g0" SIXTY "\"]"));
	expect_wrong(SV("[\"" SIXTY SIXTY "\"\"" SIXTY SIXTY "\"]"));
	expect_wrong(SV("{\"" SIXTY SIXTY "\",1}"));
	expect_wrong(SV("[\"\\x\"]"));
}

static void duplicate_keys_are_reported_twice(void **state)
{
	(void)state;
	expect(SV("{\"a\":1,\"a\":2}"), "{ 'a': #1 'a': #2 } ");
}

static void bare_scalars_are_documents(void **state)
{
	(void)state;
	expect(SV("1"), "#1 ");
	expect(SV(" 12.5 "), "#12.5 ");
	expect(SV("true"), "true ");
	expect(SV("null\n"), "null ");
	expect(SV("\"x\""), "'x' ");
}

static void replaced_characters_are_counted(void **state)
{
	struct recorder recorder = {0};

	(void)state;
	assert_int_equal(read_split(&recorder, SV("[\"\\u0000\\ud83d\"]"), 7), RC_OK);
	assert_int_equal(json_replaced(recorder.json), 2);
	assert_int_equal(read_split(&recorder, SV("[\"\"]"), 0), RC_OK);
	assert_int_equal(json_replaced(recorder.json), 0);
	recorder_release(&recorder);
}

static void wrong_documents_are_refused(void **state)
{
	static const struct sv texts[] = {
		SV_INIT("[1 2]"),      SV_INIT("[tru e]"),   SV_INIT("[1 .5]"),
		SV_INIT("{\"a\" 1}"),  SV_INIT("{1:2}"),     SV_INIT("[1,]"),
		SV_INIT("{\"a\":1,}"), SV_INIT("[01]"),      SV_INIT("[.5]"),
		SV_INIT("[+1]"),       SV_INIT("[1.]"),      SV_INIT("[1e]"),
		SV_INIT("[nul]"),      SV_INIT("[\"\\x\"]"), SV_INIT("[\"\\\xff\"]"),
		SV_INIT("[1]]"),       SV_INIT("{} {}"),     SV_INIT("[1}"),
		SV_INIT("[\v1]"),      SV_INIT("['a']"),     SV_INIT("[\"a\nb\"]"),
		SV_INIT("/**/[]"),     SV_INIT("[NaN]"),     SV_INIT("\xef\xbb\xbf[]"),
		SV_INIT("]"),          SV_INIT("<html>"),    SV_INIT("[\"\xed\xa0\x80\"]"),
		SV_INIT("[] 1"),       SV_INIT("{}[]"),      SV_INIT("[\"a\"\"b\"]"),
		SV_INIT("[]tr"),       SV_INIT("{}\"a"),     SV_INIT("1 2"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		expect_wrong(texts[i]);
}

static void a_document_cut_anywhere_is_broken_off(void **state)
{
	static const struct sv whole =
		SV_INIT("{\"a\":[1.5e3,true,\"\\ud83d\\ude00\xc3\xa9\\n\",{\"b\":null}],\"c\":-0}");

	(void)state;
	for (size_t n = 0; n < whole.n; n++)
		expect_end((struct sv){whole.p, n}, true);
	expect_end(SV("  "), true);
	expect_end(SV("-"), true);
	expect_end(SV("tru"), true);
}

static void a_defect_before_an_unfinished_string_is_a_defect(void **state)
{
	(void)state;
	expect_wrong(SV("[x\"" SIXTY SIXTY));
	expect_wrong(SV("[\"" SIXTY "\" x\"" SIXTY));
	expect_end(SV("[1,\"" SIXTY SIXTY "\\n"), true);
	expect_end(SV("[1,\"" SIXTY SIXTY "\\ud83d\\"), true);
}

static void messages_show_nothing_of_the_document(void **state)
{
	static const struct sv texts[] = {
		SV_INIT("{\"zebra\":zebra}"),  SV_INIT("{\"zebra\":tru}"), SV_INIT("{\"zebra\":\"zebra\xff\"}"),
		SV_INIT("{\"zebra\":\"zebra"), SV_INIT("[\"zebra\" 1]"),
	};
	struct recorder recorder = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(read_split(&recorder, texts[i], 0), RC_FORMAT);
		assert_true(rc_text()[0]);
		assert_null(strstr(rc_text(), "ebr"));
	}
	recorder_release(&recorder);
}

static void objects_are_kept_as_sent(void **state)
{
	(void)state;
	expect(SV("[ { } , { \"a b\" : [ 1.50 , \"\\u00E9\\/\" ] , \"\\u0000\" : { } } ]"),
	       "[ { } <{}> { 'a b': [ #1.50 '\xc3\xa9/' ] '\xef\xbf\xbd': { } } "
	       "<{\"a b\":[1.50,\"\\u00E9\\/\"],\"\\ufffd\":{}}> ] ");
}

/* It does not matter where the bytes that yajl gets at once end: here they end at every place of a document. */
static void any_split_gives_the_same_events(void **state)
{
	static const struct sv nasty = SV_INIT(
		",{\"a\":[1.50e3 , true,\"\\ud83d\\ude00\xc3\xa9\\u0000\\ud83d\",{\"b\" : null}],\"c\":-0 },12 ]");
	static const char events[] =
		"{ 'a': [ #1.50e3 true '\xf0\x9f\x98\x80\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd' { 'b': null } "
		"] 'c': #-0 } <{\"a\":[1.50e3,true,\"\\ud83d\\ude00\xc3\xa9\\ufffd\\ufffd\",{\"b\":null}],"
		"\"c\":-0}> #12 ] ";
	struct recorder recorder = {.raw_depth = 2};
	AUTO_BUF pad = {0};

	(void)state;
	for (size_t before = 0; before <= nasty.n + 1; before++) {
		buf_clear(&pad);
		buf_adds(&pad, "[\"");
		while (pad.n < JSON_FEED - 1 - before)
			buf_addc(&pad, 'p');
		buf_addc(&pad, '"');
		recorder_begin(&recorder);
		assert_int_equal(json_feed(recorder.json, buf_sv(&pad)), RC_OK);
		for (size_t i = 0; i < nasty.n; i++)
			assert_int_equal(json_feed(recorder.json, (struct sv){nasty.p + i, 1}), RC_OK);
		assert_int_equal(json_finish(recorder.json), RC_OK);
		assert_true(recorder.log.n > sizeof(events));
		assert_string_equal(buf_text(&recorder.log) + recorder.log.n - (sizeof(events) - 1), events);
	}
	recorder_release(&recorder);
}

static void depth_has_a_limit(void **state)
{
	struct recorder recorder = {0};
	AUTO_BUF text = {0};

	(void)state;
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		buf_addc(&text, '[');
	for (int i = 0; i < JSON_DEPTH_MAX; i++)
		buf_addc(&text, ']');
	assert_int_equal(read_split(&recorder, buf_sv(&text), 0), RC_OK);
	buf_clear(&text);
	for (int i = 0; i <= JSON_DEPTH_MAX; i++)
		buf_adds(&text, "{\"a\":");
	assert_int_equal(read_split(&recorder, buf_sv(&text), 0), RC_FORMAT);
	assert_false(json_broken_off(recorder.json));
	recorder_release(&recorder);
}

/* Feeds the text again and again until it is refused; returns the number of bytes fed. */
static size_t feed_until_refused(struct recorder *recorder, struct sv text, size_t most)
{
	size_t fed = 0;

	while (fed < most) {
		enum rc rc = json_feed(recorder->json, text);

		fed += text.n;
		if (rc != RC_OK) {
			assert_int_equal(rc, RC_FORMAT);
			return fed;
		}
	}
	return fed;
}

static void an_endless_string_of_escapes_ends_at_its_limit(void **state)
{
	struct recorder recorder = {0};
	AUTO_BUF piece = {0};
	size_t fed;

	(void)state;
	while (piece.n + 6 <= PIECE)
		buf_adds(&piece, "\\u00e9");
	recorder_begin(&recorder);
	assert_int_equal(json_feed(recorder.json, SV("[\"")), RC_OK);
	fed = feed_until_refused(&recorder, buf_sv(&piece), 2 * JSON_STRING_MAX);
	assert_in_range(fed, JSON_STRING_MAX, JSON_STRING_MAX + PIECE);
	/* yajl got only what came before the string, so it read nothing twice. */
	assert_true(recorder.events <= 1);
	assert_false(json_broken_off(recorder.json));
	recorder_release(&recorder);
}

static void kept_objects_have_a_limit(void **state)
{
	struct recorder recorder = {.raw_depth = 1, .raw_max = 1 << 20};
	AUTO_BUF piece = {0};
	size_t fed;

	(void)state;
	while (piece.n < PIECE)
		buf_adds(&piece, "\"a\":[{}],");
	recorder_begin(&recorder);
	assert_int_equal(json_feed(recorder.json, SV("{")), RC_OK);
	fed = feed_until_refused(&recorder, buf_sv(&piece), 16 * recorder.raw_max);
	assert_in_range(fed, recorder.raw_max, recorder.raw_max + 2 * JSON_FEED);
	recorder_release(&recorder);
}

static void memory_of_a_huge_token_is_released(void **state)
{
	struct recorder recorder = {0};
	AUTO_BUF piece = {0};
	size_t before, after;

	(void)state;
	if (!heap_is_counted())
		skip();
	while (piece.n < PIECE)
		buf_addc(&piece, 'x');
	recorder_begin(&recorder);
	before = heap_bytes();
	assert_int_equal(json_feed(recorder.json, SV("[\"")), RC_OK);
	for (size_t fed = 0; fed < JSON_STRING_MAX; fed += piece.n)
		assert_int_equal(json_feed(recorder.json, buf_sv(&piece)), RC_OK);
	assert_true(heap_bytes() - before >= JSON_STRING_MAX);
	assert_int_equal(json_feed(recorder.json, SV("\",1")), RC_OK);
	buf_release(&recorder.log);
	after = heap_bytes();
	assert_true(after <= before + 8 * JSON_FEED);
	assert_int_equal(json_feed(recorder.json, SV("]")), RC_OK);
	assert_int_equal(json_finish(recorder.json), RC_OK);
	assert_string_equal(buf_text(&recorder.log), "#1 ] ");
	recorder_release(&recorder);
}

static void a_handler_ends_the_document_with_its_own_result(void **state)
{
	static const struct sv text = SV_INIT("[1,{\"a\":\"b\"},2]");
	struct recorder recorder = {0};

	(void)state;
	for (recorder.fail_at = 1; recorder.fail_at <= 8; recorder.fail_at++) {
		assert_int_equal(read_split(&recorder, text, 0), RC_SERVICE);
		assert_string_equal(rc_text(), "the test's own failure");
		assert_false(json_broken_off(recorder.json));
	}
	recorder.fail_at = 1;
	assert_int_equal(read_split(&recorder, SV("7"), 0), RC_SERVICE);
	recorder.fail_at = 0;
	assert_int_equal(read_split(&recorder, text, 0), RC_OK);
	assert_int_equal(recorder.events, 8);
	recorder_release(&recorder);
}

struct skipper {
	struct json *json;
	struct buf log;
};

/* Skips the values of keys that begin with x. */
static enum rc skip_some(void *context, enum json_event event, struct sv text)
{
	struct skipper *skipper = context;

	recorder_scalar(&skipper->log, event, text);
	if (event == JSON_KEY && text.n > 0 && text.p[0] == 'x')
		json_skip(skipper->json);
	return RC_OK;
}

static enum rc read_skipping(struct skipper *skipper, const char *text)
{
	buf_clear(&skipper->log);
	json_begin(skipper->json);
	TRY(json_feed(skipper->json, sv_of(text)));
	return json_finish(skipper->json);
}

static void skipped_values_give_no_events(void **state)
{
	static const struct {
		const char *document, *events;
	} cases[] = {
		{"{\"x\":1,\"a\":2}", "{ 'x': 'a': #2 } "},
		{"{\"x\":\"\\u00e9\\n\",\"a\":\"\\n\"}", "{ 'x': 'a': '\n' } "},
		{"{\"x\":null,\"x\":true,\"x\":false,\"a\":null}", "{ 'x': 'x': 'x': 'a': null } "},
		{"{\"x\":{\"a\":1,\"x\":[2]},\"b\":[true]}", "{ 'x': 'b': [ true ] } "},
		{"{\"x\":[[],{\"a\":{}},3]}", "{ 'x': } "},
		{"[{\"x\":1},{\"a\":{\"x\":{}},\"b\":3},4]", "[ { 'x': } { 'a': { 'x': } 'b': #3 } #4 ] "},
	};
	struct skipper skipper = {0};

	(void)state;
	skipper.json = json_new(skip_some, &skipper);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(read_skipping(&skipper, cases[i].document), RC_OK);
		assert_string_equal(buf_text(&skipper.log), cases[i].events);
	}
	json_free(skipper.json);
	buf_release(&skipper.log);
}

static void grammar_and_limits_apply_to_skipped_values(void **state)
{
	static const char *const wrong[] = {"{\"x\":1 2}",     "{\"x\":\"\\q\"}", "{\"x\":tru}",
					    "{\"x\":{\"a\"}}", "{\"x\"}",         "{\"x\":-}"};
	struct skipper skipper = {0};
	AUTO_BUF deep = {0};

	(void)state;
	skipper.json = json_new(skip_some, &skipper);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(read_skipping(&skipper, wrong[i]), RC_FORMAT);
	assert_int_equal(read_skipping(&skipper, "{\"x\":[1,"), RC_FORMAT);
	assert_true(json_broken_off(skipper.json));
	buf_adds(&deep, "{\"x\":");
	for (unsigned i = 0; i < JSON_DEPTH_MAX; i++)
		buf_addc(&deep, '[');
	assert_int_equal(read_skipping(&skipper, buf_text(&deep)), RC_FORMAT);
	assert_false(json_broken_off(skipper.json));
	/* Nothing of it is left for the next document. */
	assert_int_equal(read_skipping(&skipper, "[1]"), RC_OK);
	assert_string_equal(buf_text(&skipper.log), "[ #1 ] ");
	json_free(skipper.json);
	buf_release(&skipper.log);
}

static void small_documents_are_read_at_once(void **state)
{
	struct recorder recorder = {0};

	(void)state;
	assert_int_equal(json_read(SV("[1,{\"a\":[]}]"), recorder_event, &recorder), RC_OK);
	assert_string_equal(buf_text(&recorder.log), "[ #1 { 'a': [ ] } ] ");
	assert_int_equal(json_read(SV("[1"), recorder_event, &recorder), RC_FORMAT);
	assert_int_equal(json_read(SV("[1]x"), recorder_event, &recorder), RC_FORMAT);
	assert_int_equal(json_read(SV(""), recorder_event, &recorder), RC_FORMAT);
	recorder.fail_at = recorder.events + 1;
	assert_int_equal(json_read(SV("[1]"), recorder_event, &recorder), RC_SERVICE);
	recorder_release(&recorder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_come_in_order),
		cmocka_unit_test(numbers_keep_their_spelling),
		cmocka_unit_test(strings_are_decoded),
		cmocka_unit_test(long_strings_are_decoded),
		cmocka_unit_test(grammar_applies_to_long_strings),
		cmocka_unit_test(duplicate_keys_are_reported_twice),
		cmocka_unit_test(bare_scalars_are_documents),
		cmocka_unit_test(replaced_characters_are_counted),
		cmocka_unit_test(wrong_documents_are_refused),
		cmocka_unit_test(a_document_cut_anywhere_is_broken_off),
		cmocka_unit_test(a_defect_before_an_unfinished_string_is_a_defect),
		cmocka_unit_test(messages_show_nothing_of_the_document),
		cmocka_unit_test(objects_are_kept_as_sent),
		cmocka_unit_test(any_split_gives_the_same_events),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(an_endless_string_of_escapes_ends_at_its_limit),
		cmocka_unit_test(kept_objects_have_a_limit),
		cmocka_unit_test(memory_of_a_huge_token_is_released),
		cmocka_unit_test(a_handler_ends_the_document_with_its_own_result),
		cmocka_unit_test(skipped_values_give_no_events),
		cmocka_unit_test(grammar_and_limits_apply_to_skipped_values),
		cmocka_unit_test(small_documents_are_read_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
