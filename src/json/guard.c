#include "json/guard.h"

#include "json/parser.h"

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

/* How many bytes at `p` may stand in a string without a second look: ASCII but quotes, backslashes and controls. */
static size_t plain_run(const char *p, size_t n)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t w, quote, slash, control;

		memcpy(&w, p + i, 8);
		quote = w ^ (ones * '"');
		slash = w ^ (ones * '\\');
		control = w - ones * 0x20;
		if ((((quote - ones) & ~quote) | ((slash - ones) & ~slash) | (control & ~w) | w) & highs)
			break;
	}
	while (i < n && (unsigned char)p[i] >= 0x20 && (unsigned char)p[i] < 0x80 && p[i] != '"' && p[i] != '\\')
		i++;
	return i;
}

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

static enum rc take(struct guard *guard, struct buf *out, const char *p, size_t n)
{
	size_t most = guard->string_max ? guard->string_max : JSON_STRING_MAX;

	guard->token += n;
	if (guard->token > most)
		return rc_fail(RC_FORMAT, "a string longer than %zu bytes", most);
	buf_add(out, p, n);
	return RC_OK;
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
		return take(guard, out, &c, 1);
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
	return take(guard, out, &c, 1);
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
	TRY(take(guard, out, &c, 1));
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
	return take(guard, out, &c, 1);
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
		return take(guard, out, &c, 1);
	}
	return rc_fail(RC_INTERNAL, "the JSON guard lost its state");
}

enum rc guard_pass(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	size_t i = 0;

	buf_reserve(out, bytes.n + 1);
	while (i < bytes.n) {
		size_t run = guard->state == GUARD_STRING ? plain_run(bytes.p + i, bytes.n - i) : 0;

		if (run) {
			give_up_high(guard, out);
			TRY(take(guard, out, bytes.p + i, run));
			i += run;
		} else {
			TRY(one_byte(guard, bytes.p[i++], out, whole));
		}
	}
	return RC_OK;
}

void guard_moved(struct guard *guard, size_t by)
{
	if (guard->high)
		guard->high -= by;
}
