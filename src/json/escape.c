#include "json/escape.h"

#include "base/eight.h"
#include "base/utf8.h"

/* The short forms of control characters (RFC 8259), 0 if there is none. */
static const char short_form[0x20] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

static bool escape_is_needed(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* How many bytes at the front need no escape. */
static size_t escape_plain_length(struct sv text)
{
	size_t i = 0;

	for (; text.n - i >= EIGHT; i += EIGHT) {
		uint64_t eight = eight_load(text.p + i);
		uint64_t marks = eight_controls(eight) | eight_equal(eight, '"') | eight_equal(eight, '\\');

		if (marks)
			return i + eight_first(marks);
	}
	while (i < text.n && !escape_is_needed((unsigned char)text.p[i]))
		i++;
	return i;
}

static void escape_add(struct buf *out, unsigned char c)
{
	buf_addc(out, '\\');
	if (c >= 0x20) {
		buf_addc(out, (char)c);
	} else if (short_form[c]) {
		buf_addc(out, short_form[c]);
	} else {
		buf_add(out, "u00", 3);
		buf_addc(out, ascii_hex(c >> 4U));
		buf_addc(out, ascii_hex(c));
	}
}

void json_escape(struct buf *out, struct sv text)
{
	buf_reserve(out, text.n + 2);
	buf_addc(out, '"');
	while (text.n > 0) {
		size_t plain = escape_plain_length(text);

		buf_add(out, text.p, plain);
		if (plain < text.n)
			escape_add(out, (unsigned char)text.p[plain]);
		text = sv_from(text, plain + 1);
	}
	buf_addc(out, '"');
}

void json_escape_sanitized(struct buf *out, struct sv text)
{
	AUTO_BUF sanitized = {0};

	utf8_add_sanitized(&sanitized, text);
	json_escape(out, buf_sv(&sanitized));
}
