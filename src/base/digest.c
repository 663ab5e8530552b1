#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <limits.h>
#include <stdint.h>

#include "base/mem.h"

/* libcrypto's SHA-256 fails only if it gets no memory. */
static void digest_require(int success)
{
	if (success != 1)
		mem_exhausted();
}

/* OpenSSL 3 reports success even if it got no memory for its default context, and crashes when it uses it. */
void digest_set_up(void)
{
	digest_require(OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL));
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	digest_require(OSSL_LIB_CTX_get0_global_default() != NULL);
#endif
}

void digest_begin(struct digest *digest)
{
	digest_set_up();
	if (!digest->context)
		digest->context = EVP_MD_CTX_new();
	digest_require(digest->context != NULL);
	digest_require(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
}

void digest_update(struct digest *digest, struct sv bytes)
{
	if (bytes.n > 0)
		digest_require(EVP_DigestUpdate(digest->context, bytes.p, bytes.n));
}

void digest_finish(struct digest *digest, unsigned char out[SHA256_SIZE])
{
	digest_require(EVP_DigestFinal_ex(digest->context, out, NULL));
	digest_release(digest);
}

void digest_release(struct digest *digest)
{
	EVP_MD_CTX_free(digest->context);
	digest->context = NULL;
}

void digest_hex(const unsigned char hash[SHA256_SIZE], char out[SHA256_HEX_SIZE])
{
	for (size_t i = 0; i < SHA256_SIZE; i++) {
		out[2 * i] = ascii_hex(hash[i] >> 4U);
		out[2 * i + 1] = ascii_hex(hash[i]);
	}
	out[SHA256_HEX_SIZE - 1] = '\0';
}

void digest_of(struct sv text, char out[SHA256_HEX_SIZE])
{
	unsigned char hash[SHA256_SIZE];
	struct digest digest = {0};

	digest_begin(&digest);
	digest_update(&digest, text);
	digest_finish(&digest, hash);
	digest_hex(hash, out);
}

void digest_hmac(struct sv key, struct sv text, unsigned char out[SHA256_SIZE])
{
	unsigned char hash[SHA256_SIZE];
	unsigned size = sizeof(hash);

	digest_set_up();
	digest_require(key.n <= INT_MAX && HMAC(EVP_sha256(), key.n ? key.p : "", (int)key.n,
						(const unsigned char *)text.p, text.n, hash, &size) != NULL);
	memcpy(out, hash, sizeof(hash));
	mem_wipe(hash, sizeof(hash));
}

enum { KEY_BYTES = 17, KEY_LIMBS = 5, LETTERS_A_STEP = 5 };

#define FIFTH_POWER_OF_58 656356768u /* the greatest power of 58 that fits into a limb */

/* Divides the number in place and returns the remainder. The most significant limb is first; those before `from` are 0. */
static uint32_t base58_divide(uint32_t limbs[KEY_LIMBS], int from)
{
	uint64_t rest = 0;

	for (int i = from; i < KEY_LIMBS; i++) {
		rest = rest << 32 | limbs[i];
		limbs[i] = (uint32_t)(rest / FIFTH_POWER_OF_58);
		rest %= FIFTH_POWER_OF_58;
	}
	return (uint32_t)rest;
}

/* The bytes as a big-endian number, in 32-bit limbs. */
static void base58_limbs(const unsigned char bytes[KEY_BYTES], uint32_t limbs[KEY_LIMBS])
{
	limbs[0] = bytes[0];
	for (int i = 1; i < KEY_LIMBS; i++) {
		const unsigned char *four = bytes + i * 4 - 3;

		limbs[i] = (uint32_t)four[0] << 24 | (uint32_t)four[1] << 16 | (uint32_t)four[2] << 8 | four[3];
	}
}

static void base58_write(const unsigned char bytes[KEY_BYTES], char out[KEY_SIZE])
{
	static const char letters[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	uint32_t limbs[KEY_LIMBS], step = 0;

	base58_limbs(bytes, limbs);
	out[KEY_LENGTH] = '\0';
	for (int i = 0; i < KEY_LENGTH; i++) {
		/* Each division takes 29 bits off the number, so that it is one limb shorter after each but the first. */
		if (i % LETTERS_A_STEP == 0)
			step = base58_divide(limbs, i / LETTERS_A_STEP);
		out[KEY_LENGTH - 1 - i] = letters[step % 58];
		step /= 58;
	}
}

/* Kept, since every row has several ids: looking up SHA-256 and creating a context costs four times the hash itself. */
static EVP_MD_CTX *digest_key_context(void)
{
	static _Thread_local EVP_MD_CTX *context;

	if (!context) {
		digest_set_up();
		context = EVP_MD_CTX_new();
		digest_require(context != NULL);
		digest_require(EVP_DigestInit_ex(context, EVP_sha256(), NULL));
	} else {
		digest_require(EVP_DigestInit_ex(context, NULL, NULL));
	}
	return context;
}

void digest_key(struct sv prefix, struct sv remote_id, char out[KEY_SIZE])
{
	struct digest digest = {digest_key_context()};
	unsigned char hash[SHA256_SIZE];

	digest_update(&digest, prefix);
	digest_update(&digest, remote_id);
	digest_require(EVP_DigestFinal_ex(digest.context, hash, NULL));
	base58_write(hash, out);
}
