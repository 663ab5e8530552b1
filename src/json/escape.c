#include "json/escape.h"

#include <stdint.h>

#include "base/utf8.h"

#define EVERY_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

enum { STEP = 8 };

/*
 * The short forms of RFC 8259, by character; 0 where there is none. The quotation mark and the backslash are past
 * the control characters and answered apart.
 */
static const char short_form[0x20] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

static bool must_escape(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/*
 * Whether none of eight bytes must be escaped. Each subtraction borrows into a byte's top bit only if the byte is
 * below 0x20, or equal to the one that was xored out; bytes that have the top bit themselves are plain.
 */
static bool step_is_plain(const char *p)
{
	uint64_t eight;

	memcpy(&eight, p, STEP);
	return !(((eight - EVERY_BYTE(0x20)) | ((eight ^ EVERY_BYTE('"')) - EVERY_BYTE(1)) |
		  ((eight ^ EVERY_BYTE('\\')) - EVERY_BYTE(1))) &
		 ~eight & EVERY_BYTE(0x80));
}

static size_t plain_length(struct sv text)
{
	size_t i = 0;

	while (text.n - i >= STEP && step_is_plain(text.p + i))
		i += STEP;
	while (i < text.n && !must_escape((unsigned char)text.p[i]))
		i++;
	return i;
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	buf_addc(out, '\\');
	if (c >= 0x20) {
		buf_addc(out, (char)c);
	} else if (short_form[c]) {
		buf_addc(out, short_form[c]);
	} else {
		buf_add(out, "u00", 3);
		buf_addc(out, hex[c >> 4]);
		buf_addc(out, hex[c & 0xf]);
	}
}

void json_escape(struct buf *out, struct sv text)
{
	buf_reserve(out, text.n + 2);
	buf_addc(out, '"');
	while (text.n > 0) {
		size_t plain = plain_length(text);

		buf_add(out, text.p, plain);
		if (plain < text.n)
			add_escaped(out, (unsigned char)text.p[plain]);
		text = sv_from(text, plain + 1);
	}
	buf_addc(out, '"');
}

void json_escape_mended(struct buf *out, struct sv text)
{
	AUTO_BUF mended = {0};

	utf8_add_mended(&mended, text);
	json_escape(out, buf_sv(&mended));
}
