#include "base/token.h"

#include <string.h>
#include <wctype.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/utf8.h"

#define TOKEN_LOCALE "C.UTF-8"
#define TOKEN_FINGERPRINT_OF "pinpoint-export: which key is this?"

_Static_assert(TOKEN_LENGTH <= SHA256_HEX_SIZE - 1, "a token is part of a hash");

/* Takes one character off a text that is known to be UTF-8. */
static uint32_t token_take_character(struct sv *text)
{
	unsigned char first = (unsigned char)text->p[0];
	size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t character = length == 1 ? first : first & (0x7fU >> length);

	for (size_t i = 1; i < length && i < text->n; i++)
		character = character << 6 | ((unsigned char)text->p[i] & 0x3fU);
	*text = sv_from(*text, length);
	return character;
}

static void token_add_lower(const struct token_maker *maker, struct sv text, struct buf *out)
{
	while (text.n > 0)
		utf8_add(out, (uint32_t)towlower_l((wint_t)token_take_character(&text), maker->lower));
}

static void token_hash(const struct token_maker *maker, struct sv text, char out[SHA256_HEX_SIZE])
{
	unsigned char hash[SHA256_SIZE];

	digest_hmac((struct sv){maker->key, maker->key_n}, text, hash);
	digest_hex(hash, out);
}

enum rc token_open(struct token_maker *maker, struct sv key)
{
	char hex[SHA256_HEX_SIZE];

	*maker = (struct token_maker){.key = mem_alloc(key.n), .key_n = key.n};
	memcpy(maker->key, key.p, key.n);
	maker->lower = newlocale(LC_CTYPE_MASK, TOKEN_LOCALE, (locale_t)0);
	if (maker->lower == (locale_t)0)
		return rc_fail(RC_USAGE,
			       "--hash-columns needs the locale " TOKEN_LOCALE ", which this system does not have: "
			       "install the C library's locales");
	token_hash(maker, SV(TOKEN_FINGERPRINT_OF), hex);
	memcpy(maker->fingerprint, hex, sizeof(maker->fingerprint) - 1);
	return RC_OK;
}

void token_close(struct token_maker *maker)
{
	if (maker->key)
		mem_wipe(maker->key, maker->key_n);
	mem_free(maker->key);
	if (maker->lower != (locale_t)0)
		freelocale(maker->lower);
	buf_release(&maker->room);
	*maker = (struct token_maker){.key = NULL};
}

void token_add(struct token_maker *maker, struct sv text, struct buf *out)
{
	char hex[SHA256_HEX_SIZE];

	buf_clear(&maker->room);
	token_add_lower(maker, sv_trim(text), &maker->room);
	token_hash(maker, buf_sv(&maker->room), hex);
	buf_add(out, hex, TOKEN_LENGTH);
}
