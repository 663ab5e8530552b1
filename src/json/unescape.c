#include "json/unescape.h"

#include "base/utf8.h"

/* The characters after a backslash, except u, and what they mean. */
static const char unescape_simple[256] = {
	['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
};

bool json_is_escape(char c)
{
	return c == 'u' || unescape_simple[(unsigned char)c] != 0;
}

static uint32_t unescape_unit(const char *p)
{
	uint32_t unit = 0;

	for (size_t i = 2; i < JSON_ESCAPE_LENGTH; i++)
		unit = unit * 16 + (uint32_t)ascii_hex_digit(p[i]);
	return unit;
}

/* Decodes the escape at the front of `rest` and returns its length. */
static size_t unescape_add(struct buf *out, struct sv rest)
{
	uint32_t c;

	if (rest.p[1] != 'u') {
		buf_addc(out, unescape_simple[(unsigned char)rest.p[1]]);
		return 2;
	}
	c = unescape_unit(rest.p);
	if (c < 0xd800 || c > 0xdbff) {
		utf8_add(out, c);
		return JSON_ESCAPE_LENGTH;
	}
	utf8_add(out, 0x10000 + ((c - 0xd800) << 10) + (unescape_unit(rest.p + JSON_ESCAPE_LENGTH) - 0xdc00));
	return (size_t)2 * JSON_ESCAPE_LENGTH;
}

struct sv json_unescape(struct buf *room, struct sv string)
{
	const char *slash = memchr(string.p, '\\', string.n);

	if (!slash)
		return string;
	buf_clear(room);
	buf_reserve(room, string.n);
	while (slash) {
		buf_add(room, string.p, (size_t)(slash - string.p));
		string = sv_from(string, (size_t)(slash - string.p));
		string = sv_from(string, unescape_add(room, string));
		slash = memchr(string.p, '\\', string.n);
	}
	buf_addsv(room, string);
	return buf_sv(room);
}
