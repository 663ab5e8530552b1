#include "base/utf8.h"

/* The least code point that needs this many bytes: for a lesser one the form is overlong. */
static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

#define HIGHEST 0x10ffff

static size_t utf8_length_by_lead(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
}

/* The length of the character at the front; 0 if there is none. */
static size_t utf8_character_length(struct sv text)
{
	unsigned char lead = (unsigned char)text.p[0];
	size_t n = utf8_length_by_lead(lead);
	uint32_t code = lead & 0xffu >> (n + 1);

	if (n <= 1 || n > text.n)
		return n == 1;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)text.p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((unsigned char)text.p[i] & 0x3f);
	}
	return code >= least[n] && code <= HIGHEST && !(code >= 0xd800 && code <= 0xdfff) ? n : 0;
}

void utf8_add(struct buf *out, uint32_t character)
{
	static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
	unsigned n = UTF8_CHARACTER_MAX;

	while (character < least[n])
		n--;
	buf_addc(out, (char)(marks[n] | character >> 6 * (n - 1)));
	for (unsigned i = n - 1; i > 0; i--)
		buf_addc(out, (char)(0x80 | (character >> 6 * (i - 1) & 0x3f)));
}

void utf8_add_sanitized(struct buf *out, struct sv text)
{
	while (text.n) {
		size_t n = utf8_character_length(text);

		if (n > 0)
			buf_add(out, text.p, n);
		else
			buf_adds(out, "\xef\xbf\xbd");
		text = sv_from(text, n > 0 ? n : 1);
	}
}

/* Whether it is a control character: U+0000 to U+001F, or U+007F to U+009F. */
static bool utf8_is_control(struct sv character)
{
	unsigned char first = (unsigned char)character.p[0];

	if (character.n == 1)
		return first < ' ' || first == 0x7f;
	return character.n == 2 && first == 0xc2 && (unsigned char)character.p[1] < 0xa0;
}

/* Writes the escapes of all bytes of the character; returns their length. */
static size_t utf8_escape(struct sv character, char out[4 * UTF8_CHARACTER_MAX])
{
	static const char shorts[] = "\tt\nn\rr";
	size_t n = 0;

	for (size_t i = 0; i + 1 < sizeof(shorts); i += 2)
		if (character.p[0] == shorts[i]) {
			memcpy(out, (char[]){'\\', shorts[i + 1]}, 2);
			return 2;
		}
	for (size_t i = 0; i < character.n; i++) {
		unsigned char byte = (unsigned char)character.p[i];

		memcpy(out + n, (char[]){'\\', 'x', ascii_hex(byte >> 4U), ascii_hex(byte)}, 4);
		n += 4;
	}
	return n;
}

size_t utf8_write_printable(struct sv text, char *out, size_t size)
{
	char escape[4 * UTF8_CHARACTER_MAX];
	size_t used = 0;

	while (text.n) {
		size_t n = utf8_character_length(text);
		struct sv character = {text.p, n ? n : 1}, shown = character;

		if (n == 0 || utf8_is_control(character)) {
			shown.n = utf8_escape(character, escape);
			shown.p = escape;
		}
		if (used + shown.n >= size)
			break;
		memcpy(out + used, shown.p, shown.n);
		used += shown.n;
		text = sv_from(text, character.n);
	}
	out[used] = '\0';
	return used;
}
