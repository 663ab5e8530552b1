/*
 * The JSON parser. Any bytes give the same events, result and count however they are split, and wherever the bytes end
 * that yajl gets at once. All text is UTF-8. What the guard passes on, it passes on again unchanged, and yajl alone gives
 * the same events for it. An input is: a byte that chooses the pieces, then the document.
 */
#include "fuzz/expect.h"
#include "json/guard.h"
#include "unit/json/events.h"

enum { RAW_DEPTH = 3 };

static uint32_t chance(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static enum rc feed(struct json *json, struct sv text)
{
	/* A copy of just these bytes, so that reading past a piece is seen. */
	AUTO_BUF piece = {0};

	buf_addsv(&piece, text);
	return json_feed(json, buf_sv(&piece));
}

/* The input is inside an array, after some padding. */
static enum rc read_document(struct recorder *recorder, struct sv padding, struct sv text, uint32_t seed)
{
	size_t most = seed % 8 == 0 ? text.n + 1 : seed % 8 == 1 ? 1 : 1 + seed % 40;

	recorder_begin(recorder);
	TRY(feed(recorder->json, SV("[\"")));
	TRY(feed(recorder->json, padding));
	TRY(feed(recorder->json, SV("\",")));
	buf_clear(&recorder->log);
	for (size_t at = 0, n; at < text.n; at += n) {
		n = 1 + chance(&seed) % most;
		n = n < text.n - at ? n : text.n - at;
		TRY(feed(recorder->json, (struct sv){text.p + at, n}));
	}
	TRY(feed(recorder->json, SV("]")));
	return json_finish(recorder->json);
}

/* So long that the parser's boundary is somewhere in the text. */
static struct sv padding_for(uint32_t seed, size_t n)
{
	static char bytes[JSON_FEED];

	if (bytes[0] == '\0')
		memset(bytes, 'p', sizeof(bytes));
	return (struct sv){bytes, sizeof(bytes) - 3 - (seed * 31) % (n + 2)};
}

/* The events without those of the padding, whether or not they came before the log was emptied. */
static struct sv events_behind(const struct recorder *recorder, struct sv padding)
{
	struct sv log = buf_sv(&recorder->log);
	size_t before = 2 + 3 + padding.n; /* "[ " and the padding in quotation marks with a space */

	if (log.n >= before && memcmp(log.p, "[ 'p", 4) == 0)
		return sv_from(log, before);
	return log;
}

static void compare(struct sv text, uint32_t seed)
{
	struct recorder whole = {.raw_depth = RAW_DEPTH}, split = {.raw_depth = RAW_DEPTH};
	struct sv padding = seed % 16 ? SV("p") : padding_for(seed, text.n);
	enum rc expected = read_document(&whole, SV("p"), text, 0), rc = read_document(&split, padding, text, seed);

	EXPECT(rc == expected && (rc == RC_OK || rc == RC_FORMAT));
	EXPECT(json_broken_off(whole.json) == json_broken_off(split.json));
	EXPECT(expect_utf8(buf_sv(&whole.log)) && expect_utf8(buf_sv(&split.log)));
	if (rc == RC_OK) {
		EXPECT(json_replaced(whole.json) == json_replaced(split.json));
		EXPECT(sv_same(events_behind(&whole, SV("p")), events_behind(&split, padding)));
	}
	recorder_release(&whole);
	recorder_release(&split);
}

static enum rc ignore(void *context, enum json_event event, struct sv text)
{
	(void)context;
	(void)event;
	EXPECT(expect_utf8(text));
	return RC_OK;
}

static void guard_again(struct sv cleaned)
{
	struct guard guard = {0};
	AUTO_BUF same = {0};
	size_t whole = 0;

	EXPECT(expect_utf8(cleaned));
	EXPECT(guard_pass(&guard, cleaned, &same, &whole) == RC_OK);
	EXPECT(guard.replaced == 0 && sv_same(cleaned, buf_sv(&same)));
	guard_release(&guard);
}

/* yajl alone gives the same events for what the guard passed on. */
static void as_yajl_reads(struct sv text, struct sv cleaned)
{
	struct recorder parsed = {0}, bare = {0};

	recorder_begin(&parsed);
	EXPECT(json_feed(parsed.json, text) == RC_OK && json_finish(parsed.json) == RC_OK);
	EXPECT(json_read(cleaned, recorder_event, &bare) == RC_OK);
	EXPECT(sv_same(buf_sv(&parsed.log), buf_sv(&bare.log)));
	recorder_release(&parsed);
	recorder_release(&bare);
}

static void guard_twice(struct sv text)
{
	struct guard guard = {0};
	AUTO_BUF cleaned = {0};
	size_t whole = 0;
	enum rc rc = guard_pass(&guard, text, &cleaned, &whole);

	EXPECT(whole <= cleaned.n && cleaned.n <= text.n);
	/* After a whole document yajl ignores a string that is cut. */
	if (rc == RC_OK && (guard.state == GUARD_OUTSIDE || guard.state == GUARD_BARE) &&
	    json_read(buf_sv(&cleaned), ignore, NULL) == RC_OK) {
		guard_again(buf_sv(&cleaned));
		as_yajl_reads(text, buf_sv(&cleaned));
	}
	guard_release(&guard);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct sv text;

	if (n == 0)
		return 0;
	text = (struct sv){(const char *)bytes + 1, n - 1};
	compare(text, bytes[0]);
	guard_twice(text);
	return 0;
}
