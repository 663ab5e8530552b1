#include "base/cipher.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/digest.h"
#include "base/mem.h"

enum { CIPHER_KEY = 32, CIPHER_BLOCK = 16 };

/* libcrypto fails here only if it gets no memory. */
static void cipher_require(int success)
{
	if (success != 1)
		mem_exhausted();
}

void cipher_begin(struct cipher *cipher)
{
	unsigned char key[CIPHER_KEY];

	digest_set_up();
	cipher_release(cipher);
	cipher->context = EVP_CIPHER_CTX_new();
	cipher_require(cipher->context != NULL);
	cipher_require(RAND_bytes(key, sizeof(key)));
	cipher_require(EVP_EncryptInit_ex(cipher->context, EVP_aes_256_ctr(), NULL, key, NULL));
	mem_wipe(key, sizeof(key));
}

/* The counter is the number of the block, big-endian. */
static void cipher_seek(const struct cipher *cipher, uint64_t where)
{
	unsigned char counter[CIPHER_BLOCK] = {0}, passed[CIPHER_BLOCK] = {0};
	uint64_t block = where / CIPHER_BLOCK;
	int length = 0;

	for (size_t i = CIPHER_BLOCK; block > 0; block >>= CHAR_BIT)
		counter[--i] = (unsigned char)block;
	cipher_require(EVP_EncryptInit_ex(cipher->context, NULL, NULL, NULL, counter));
	cipher_require(EVP_EncryptUpdate(cipher->context, passed, &length, passed, (int)(where % CIPHER_BLOCK)));
}

void cipher_apply(const struct cipher *cipher, uint64_t where, const char *from, char *to, size_t n)
{
	if (n > 0)
		cipher_seek(cipher, where);
	while (n > 0) {
		int part = n > INT_MAX / 2 ? INT_MAX / 2 : (int)n, length = 0;

		cipher_require(EVP_EncryptUpdate(cipher->context, (unsigned char *)to, &length,
						 (const unsigned char *)from, part));
		from += part;
		to += part;
		n -= (size_t)part;
	}
}

void cipher_release(struct cipher *cipher)
{
	EVP_CIPHER_CTX_free(cipher->context);
	cipher->context = NULL;
}
