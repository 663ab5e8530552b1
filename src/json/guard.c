#include "json/guard.h"

#include "json/fast.h"
#include "json/limits.h"
#include "json/unescape.h"

enum class {
	CLASS_WRONG, /* not allowed outside strings */
	CLASS_SPACE,
	CLASS_BARE, /* of numbers and literals, whose spelling yajl checks */
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

/* The multi-byte characters (RFC 3629, section 4): range of the first byte, bytes that follow, range of the second byte. */
struct sequence {
	unsigned char first, last, wanted, low, high;
};

static const struct sequence sequences[] = {
	{0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
	{0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
	{0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

enum {
	UNUSUAL = 256, /* bytes until the next try with blocks, after a block that had to be examined */
};

static const char replacement[] = "\\ufffd";

static void guard_replace_escape(struct guard *guard, struct buf *out, size_t at)
{
	memcpy(out->p + at, replacement, JSON_ESCAPE_LENGTH);
	guard->replaced++;
}

/* Replaces a high surrogate that is not followed by its low half. */
static void guard_replace_high(struct guard *guard, struct buf *out)
{
	if (guard->high)
		guard_replace_escape(guard, out, guard->high - 1);
	guard->high = 0;
}

static enum rc guard_check_length(const struct guard *guard)
{
	if (guard->token > fast_string_max(guard))
		return rc_fail(RC_FORMAT, "a string longer than %zu bytes", fast_string_max(guard));
	return RC_OK;
}

static enum rc guard_take(struct guard *guard, struct buf *out, char c)
{
	guard->token++;
	buf_addc(out, c);
	return guard_check_length(guard);
}

static enum rc guard_outside(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	unsigned char class = classes[(unsigned char)c];

	if (class == CLASS_SPACE) {
		if (guard->state == GUARD_BARE) {
			*whole = out->n;
			guard->space_pending = true;
		}
		guard->state = GUARD_OUTSIDE;
		if (++guard->space > JSON_SPACE_MAX)
			return rc_fail(RC_FORMAT, "more than %zu bytes of consecutive white space", JSON_SPACE_MAX);
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

static enum rc guard_begin_sequence(struct guard *guard, unsigned char c)
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

static enum rc guard_in_sequence(struct guard *guard, unsigned char c)
{
	if (c < guard->lead_low || c > guard->lead_high)
		return rc_fail(RC_FORMAT, "bytes that are not UTF-8");
	guard->lead_low = 0x80;
	guard->lead_high = 0xbf;
	if (--guard->wanted == 0)
		guard->state = GUARD_STRING;
	return RC_OK;
}

/* A byte in a string that is not plain ASCII. */
static enum rc guard_in_string(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	if (c == '\\') {
		guard->state = GUARD_ESCAPE;
		return guard_take(guard, out, c);
	}
	guard_replace_high(guard, out);
	if (c == '"') {
		fast_note_string(guard, out->n, guard->token);
		buf_addc(out, c);
		guard->state = GUARD_OUTSIDE;
		*whole = out->n;
		return RC_OK;
	}
	if ((unsigned char)c < 0x20)
		return rc_fail(RC_FORMAT, "a control character inside a string");
	TRY(guard_begin_sequence(guard, (unsigned char)c));
	return guard_take(guard, out, c);
}

/* All four digits of the escape at the end of `out` are there. */
static void guard_end_unicode(struct guard *guard, struct buf *out)
{
	size_t at = out->n - JSON_ESCAPE_LENGTH;
	bool high = guard->unit >= 0xd800 && guard->unit <= 0xdbff,
	     low = guard->unit >= 0xdc00 && guard->unit <= 0xdfff;

	if (low && guard->high) {
		guard->high = 0;
		return;
	}
	guard_replace_high(guard, out);
	if (high)
		guard->high = at + 1;
	else if (low || guard->unit == 0)
		guard_replace_escape(guard, out, at);
}

static enum rc guard_in_unicode(struct guard *guard, char c, struct buf *out)
{
	int digit = ascii_hex_digit(c);

	if (digit < 0)
		return rc_fail(RC_FORMAT, "an escape \\u without four hexadecimal digits");
	TRY(guard_take(guard, out, c));
	guard->unit = guard->unit * 16 + (unsigned)digit;
	if (++guard->digits == 4) {
		guard->state = GUARD_STRING;
		guard_end_unicode(guard, out);
	}
	return RC_OK;
}

static enum rc guard_after_backslash(struct guard *guard, char c, struct buf *out)
{
	if (c == 'u') {
		guard->state = GUARD_UNICODE;
		guard->digits = guard->unit = 0;
	} else if (json_is_escape(c)) {
		guard_replace_high(guard, out);
		guard->state = GUARD_STRING;
	} else {
		return rc_fail(RC_FORMAT, "a backslash before a character that JSON does not escape");
	}
	return guard_take(guard, out, c);
}

static enum rc guard_byte(struct guard *guard, char c, struct buf *out, size_t *whole)
{
	switch (guard->state) {
	case GUARD_OUTSIDE:
	case GUARD_BARE:
		return guard_outside(guard, c, out, whole);
	case GUARD_STRING:
		return guard_in_string(guard, c, out, whole);
	case GUARD_ESCAPE:
		return guard_after_backslash(guard, c, out);
	case GUARD_UNICODE:
		return guard_in_unicode(guard, c, out);
	case GUARD_SEQUENCE:
		TRY(guard_in_sequence(guard, (unsigned char)c));
		return guard_take(guard, out, c);
	}
	return rc_fail(RC_INTERNAL, "the JSON guard is in an unknown state; this is a defect, please report it");
}

enum rc guard_pass(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	size_t next_block = 0;

	buf_reserve(out, bytes.n + 1 + FAST_SPARE);
	for (size_t i = 0, run; i < bytes.n; i += run) {
		struct sv rest = sv_from(bytes, i);

		run = 0;
		if (i >= next_block) {
			run = fast_blocks(guard, rest, out, whole);
			next_block = i + run + UNUSUAL;
		}
		if (rest.n > UNUSUAL)
			rest.n = UNUSUAL;
		if (run == 0 && guard->state == GUARD_STRING && rest.p[0] != '\\')
			guard_replace_high(guard, out);
		if (run == 0 && guard->state == GUARD_STRING && !guard->high)
			run = fast_string(guard, rest, out, whole);
		if (guard->state == GUARD_STRING)
			TRY(guard_check_length(guard));
		if (run == 0)
			TRY(guard_byte(guard, rest.p[run++], out, whole));
	}
	return RC_OK;
}

size_t guard_open_string(const struct guard *guard)
{
	return guard->state == GUARD_OUTSIDE || guard->state == GUARD_BARE ? 0 : guard->token + 1;
}

void guard_moved(struct guard *guard, size_t by)
{
	if (guard->high)
		guard->high -= by;
	buf_clear(&guard->strings);
}

void guard_release(struct guard *guard)
{
	buf_release(&guard->strings);
}
