#include "json/guard.h"

#include "base/eight.h"
#include "json/parser.h"
#include "json/plain.h"

enum class {
	CLASS_WRONG, /* nothing that JSON allows outside strings */
	CLASS_SPACE,
	CLASS_BARE, /* of numbers and literals; yajl judges their spelling */
	CLASS_QUOTE,
	CLASS_STRUCTURE,
};

static const unsigned char classes[256] = {
	[' '] = CLASS_SPACE,     ['\t'] = CLASS_SPACE,    ['\n'] = CLASS_SPACE,    ['\r'] = CLASS_SPACE,
	['"'] = CLASS_QUOTE,     ['{'] = CLASS_STRUCTURE, ['}'] = CLASS_STRUCTURE, ['['] = CLASS_STRUCTURE,
	[']'] = CLASS_STRUCTURE, [','] = CLASS_STRUCTURE, [':'] = CLASS_STRUCTURE, ['0'] = CLASS_BARE,
	['1'] = CLASS_BARE,      ['2'] = CLASS_BARE,      ['3'] = CLASS_BARE,      ['4'] = CLASS_BARE,
	['5'] = CLASS_BARE,      ['6'] = CLASS_BARE,      ['7'] = CLASS_BARE,      ['8'] = CLASS_BARE,
	['9'] = CLASS_BARE,      ['-'] = CLASS_BARE,      ['+'] = CLASS_BARE,      ['.'] = CLASS_BARE,
	['e'] = CLASS_BARE,      ['E'] = CLASS_BARE,      ['t'] = CLASS_BARE,      ['r'] = CLASS_BARE,
	['u'] = CLASS_BARE,      ['f'] = CLASS_BARE,      ['a'] = CLASS_BARE,      ['l'] = CLASS_BARE,
	['s'] = CLASS_BARE,      ['n'] = CLASS_BARE,
};

/* What may follow the first byte of a character of several bytes (RFC 3629, section 4); wanted 0 = may not begin one. */
struct sequence {
	unsigned char first, last, wanted, low, high;
};

static const struct sequence sequences[] = {
	{0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
	{0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
	{0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

enum { ESCAPE_LENGTH = 6 }; /* of \uXXXX */

static const char replacement[] = "\\ufffd";

static void replace_escape(struct guard *guard, struct buf *out, size_t at)
{
	memcpy(out->p + at, replacement, ESCAPE_LENGTH);
	guard->replaced++;
}

/* A high surrogate waited for its other half, and something else came. */
static void give_up_high(struct guard *guard, struct buf *out)
{
	if (guard->high)
		replace_escape(guard, out, guard->high - 1);
	guard->high = 0;
}

static size_t string_max(const struct guard *guard)
{
	return guard->string_max ? guard->string_max : JSON_STRING_MAX;
}

static enum rc check_length(const struct guard *guard)
{
	if (guard->token > string_max(guard))
		return rc_fail(RC_FORMAT, "a string longer than %zu bytes", string_max(guard));
	return RC_OK;
}

static enum rc take(struct guard *guard, struct buf *out, char c)
{
	guard->token++;
	buf_addc(out, c);
	return check_length(guard);
}

static enum rc outside(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	unsigned char class = classes[(unsigned char)c];

	if (class == CLASS_SPACE) {
		if (guard->state == GUARD_BARE) {
			*whole = out->n;
			guard->space_pending = true;
		}
		guard->state = GUARD_OUTSIDE;
		if (++guard->space > JSON_SPACE_MAX)
			return rc_fail(RC_FORMAT, "more than %zu bytes of white space on end", JSON_SPACE_MAX);
		return RC_OK;
	}
	if (class == CLASS_WRONG)
		return rc_fail(RC_FORMAT, "a character that JSON does not allow outside strings");
	guard->space = 0;
	if (class == CLASS_BARE) {
		if (guard->state != GUARD_BARE)
			guard->token = 0;
		if (guard->space_pending)
			buf_addc(out, ' ');
		if (++guard->token > JSON_NUMBER_MAX)
			return rc_fail(RC_FORMAT, "a number longer than %zu characters", JSON_NUMBER_MAX);
	}
	guard->space_pending = false;
	buf_addc(out, c);
	guard->state = class == CLASS_BARE ? GUARD_BARE : class == CLASS_QUOTE ? GUARD_STRING : GUARD_OUTSIDE;
	if (class == CLASS_QUOTE)
		guard->token = 0;
	if (class == CLASS_STRUCTURE)
		*whole = out->n;
	return RC_OK;
}

static enum rc begin_sequence(struct guard *guard, unsigned char c)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
		const struct sequence *s = &sequences[i];

		if (c < s->first || c > s->last)
			continue;
		guard->lead_low = s->low;
		guard->lead_high = s->high;
		guard->wanted = s->wanted;
		guard->state = GUARD_SEQUENCE;
		return RC_OK;
	}
	return rc_fail(RC_FORMAT, "bytes that are not UTF-8");
}

static enum rc in_sequence(struct guard *guard, unsigned char c)
{
	if (c < guard->lead_low || c > guard->lead_high)
		return rc_fail(RC_FORMAT, "bytes that are not UTF-8");
	guard->lead_low = 0x80;
	guard->lead_high = 0xbf;
	if (--guard->wanted == 0)
		guard->state = GUARD_STRING;
	return RC_OK;
}

/* Anything in a string but plain ASCII. */
static enum rc in_string(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	if (c == '\\') {
		guard->state = GUARD_ESCAPE;
		return take(guard, out, c);
	}
	give_up_high(guard, out);
	if (c == '"') {
		buf_addc(out, c);
		guard->state = GUARD_OUTSIDE;
		*whole = out->n;
		return RC_OK;
	}
	if ((unsigned char)c < 0x20)
		return rc_fail(RC_FORMAT, "a control character inside a string");
	TRY(begin_sequence(guard, (unsigned char)c));
	return take(guard, out, c);
}

static int hex_digit(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of an escape that ends at the end of `out` are complete. */
static void judge_unit(struct guard *guard, struct buf *out)
{
	size_t at = out->n - ESCAPE_LENGTH;
	bool high = guard->unit >= 0xd800 && guard->unit <= 0xdbff,
	     low = guard->unit >= 0xdc00 && guard->unit <= 0xdfff;

	if (low && guard->high) {
		guard->high = 0;
		return;
	}
	give_up_high(guard, out);
	if (high)
		guard->high = at + 1;
	else if (low || guard->unit == 0)
		replace_escape(guard, out, at);
}

static enum rc in_unicode(struct guard *guard, char c, struct buf *out)
{
	int digit = hex_digit(c);

	if (digit < 0)
		return rc_fail(RC_FORMAT, "an escape \\u without four hexadecimal digits");
	TRY(take(guard, out, c));
	guard->unit = guard->unit * 16 + (unsigned)digit;
	if (++guard->digits == 4) {
		guard->state = GUARD_STRING;
		judge_unit(guard, out);
	}
	return RC_OK;
}

static enum rc after_backslash(struct guard *guard, char c, struct buf *out)
{
	if (c == 'u') {
		guard->state = GUARD_UNICODE;
		guard->digits = guard->unit = 0;
	} else {
		give_up_high(guard, out);
		guard->state = GUARD_STRING;
	}
	return take(guard, out, c);
}

static enum rc one_byte(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	switch (guard->state) {
	case GUARD_OUTSIDE:
	case GUARD_BARE:
		return outside(guard, c, out, whole);
	case GUARD_STRING:
		return in_string(guard, c, out, whole);
	case GUARD_ESCAPE:
		return after_backslash(guard, c, out);
	case GUARD_UNICODE:
		return in_unicode(guard, c, out);
	case GUARD_SEQUENCE:
		TRY(in_sequence(guard, (unsigned char)c));
		return take(guard, out, c);
	}
	return rc_fail(RC_INTERNAL, "the JSON guard lost its state");
}

/* A character of several bytes that lies here whole: its length; 0 where it must be looked at byte by byte. */
static size_t whole_sequence(const char *p, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)p;

	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf && n >= 2 && bytes[1] >> 6 == 2)
		return 2;
	if (bytes[0] >= 0xe1 && bytes[0] <= 0xec && n >= 3 && bytes[1] >> 6 == 2 && bytes[2] >> 6 == 2)
		return 3;
	return 0;
}

/* An escape that lies here whole and stands for a character of its own, not for U+0000 or half a pair; else 0. */
static size_t whole_escape(const char *p, size_t n)
{
	unsigned unit = 0;

	if (n < 2 || p[1] != 'u')
		return n < 2 ? 0 : 2;
	if (n < ESCAPE_LENGTH)
		return 0;
	for (size_t i = 2; i < ESCAPE_LENGTH; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return 0;
		unit = unit * 16 + (unsigned)digit;
	}
	return unit == 0 || (unit >= 0xd800 && unit <= 0xdfff) ? 0 : ESCAPE_LENGTH;
}

/*
 * How many bytes part the end of a string from the begin of the next, where it is what it is most of the time; 0 where
 * it must be looked at. All of them are structure, but for a null.
 */
static size_t gap(const char *p, size_t n)
{
	if (n < EIGHT)
		return 0;
	if (p[1] == '"')
		return p[0] == ':' || p[0] == ',';
	return memcmp(p, ":null,\"", 7) == 0 ? 6 : 0;
}

/* The bytes of a string, up to its end, that need no state: those that are plain, whole escapes and whole characters. */
static size_t text_run(char *to, const char *from, size_t n)
{
	size_t i = 0, more = 1;

	while (more > 0) {
		i += plain_copy(to + i, from + i, n - i);
		if (i == n || from[i] == '"')
			return i;
		more = from[i] == '\\' ? whole_escape(from + i, n - i) : whole_sequence(from + i, n - i);
		memcpy(to + i, from + i, n - i < EIGHT ? more : EIGHT);
		i += more;
	}
	return i;
}

/* As much of a string as needs no state, up to and with its end, and of those behind it. */
static size_t string_run(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	char *to = out->p + out->n;
	size_t i = 0, token = guard->token, ended = 0, most = string_max(guard);

	for (;;) {
		size_t run = text_run(to + i, bytes.p + i, bytes.n - i), more;

		i += run;
		token += run;
		if (i == bytes.n || bytes.p[i] != '"' || token > most)
			break;
		to[i++] = '"';
		ended = i;
		token = 0;
		more = gap(bytes.p + i, bytes.n - i);
		if (more == 0) {
			guard->state = GUARD_OUTSIDE;
			break;
		}
		memcpy(to + i, bytes.p + i, EIGHT);
		ended = i + more;
		i = ended + 1;
	}
	guard->token = token;
	if (ended > 0)
		*whole = out->n + ended;
	out->n += i;
	return i;
}

/* As much of what stands outside strings as needs no state, up to and with a string's first quotation mark. */
static size_t outside_run(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	char *to = out->p + out->n;
	size_t i = 0, token = guard->state == GUARD_BARE ? guard->token : 0, structure = 0;
	unsigned char class = CLASS_BARE;

	for (; i < bytes.n; i++) {
		class = classes[(unsigned char)bytes.p[i]];
		if (class == CLASS_STRUCTURE) {
			structure = i + 1;
			token = 0;
		} else if (class != CLASS_BARE || ++token > JSON_NUMBER_MAX) {
			break;
		}
		to[i] = bytes.p[i];
	}
	if (structure > 0)
		*whole = out->n + structure;
	guard->state = token > 0 ? GUARD_BARE : GUARD_OUTSIDE;
	if (class == CLASS_QUOTE) {
		to[i++] = '"';
		guard->state = GUARD_STRING;
		token = 0;
	}
	if (i > 0)
		guard->space = 0;
	guard->token = token;
	out->n += i;
	return i;
}

/* How many bytes were taken without looking at each state: none where one must be. */
static size_t easy_run(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	if (guard->state == GUARD_STRING) {
		if (guard->high && bytes.p[0] != '\\')
			give_up_high(guard, out);
		return guard->high ? 0 : string_run(guard, bytes, out, whole);
	}
	if ((guard->state == GUARD_OUTSIDE || guard->state == GUARD_BARE) && !guard->space_pending)
		return outside_run(guard, bytes, out, whole);
	return 0;
}

enum rc guard_pass(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	buf_reserve(out, bytes.n + 1 + PLAIN_STEP);
	while (bytes.n > 0) {
		size_t run = easy_run(guard, bytes, out, whole);

		if (guard->state == GUARD_STRING)
			TRY(check_length(guard));
		if (run == 0)
			TRY(one_byte(guard, bytes.p[run++], out, whole));
		bytes = sv_from(bytes, run);
	}
	return RC_OK;
}

void guard_moved(struct guard *guard, size_t by)
{
	if (guard->high)
		guard->high -= by;
}
