/*
 * Turns texts into tokens (output/README.md, "Hashed columns"): the first 32 hexadecimal digits of the HMAC-SHA256 of the text
 * without white space at its ends and in lower case. So the same person has the same token everywhere, and nobody without the
 * key can try out names.
 *
 * Lower case is the simple mapping of Unicode, one character for one, as the locale C.UTF-8 has it, whatever locale the
 * environment names. Lifecycle: token_open(), token_add() any number of times, token_close(), which wipes the key.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <locale.h>

#include "base/buf.h"
#include "base/error.h"

#define TOKEN_LENGTH 32
#define TOKEN_KEY_MIN 32   /* bytes */
#define TOKEN_KEY_MAX 4096 /* bytes */
#define TOKEN_FINGERPRINT_SIZE 17

struct token_maker {
	char *key; /* owned */
	size_t key_n;
	locale_t lower;
	struct buf room;
	char fingerprint[TOKEN_FINGERPRINT_SIZE]; /* the same for the same key, and tells nothing about it */
};

/* Copies the key. RC_USAGE if the system has no such locale. token_close() also after that. */
enum rc token_open(struct token_maker *maker, struct sv key) MUST_USE;
void token_close(struct token_maker *maker); /* one that is zeroed is fine */

/* Appends the token of a text, which must be UTF-8 and not blank. */
void token_add(struct token_maker *maker, struct sv text, struct buf *out);

#endif
