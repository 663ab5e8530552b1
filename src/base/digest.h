/*
 * SHA-256, HMAC-SHA256 (libcrypto) and the ids of rows (output/README.md, "Ids"). Nothing here can fail: where libcrypto has
 * no memory, the run ends (base/mem.h).
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/sv.h"

#define SHA256_SIZE 32
#define SHA256_HEX_SIZE 65 /* with the NUL */
#define KEY_LENGTH 24
#define KEY_SIZE (KEY_LENGTH + 1)

/* A SHA-256 in progress. Zero-initialize; digest_begin() before the first update; finish or release frees it. */
struct digest {
	void *context;
};

/*
 * Sets OpenSSL up, or ends the run if there is no memory for it. To be called before libcurl does the same: libcurl does not
 * check the result, and OpenSSL 3.0 would then use NULL pointers. Cheap when called again.
 */
void digest_set_up(void);

void digest_begin(struct digest *digest);
void digest_update(struct digest *digest, struct sv bytes);
void digest_finish(struct digest *digest, unsigned char out[SHA256_SIZE]);
void digest_release(struct digest *digest);
void digest_hex(const unsigned char hash[SHA256_SIZE], char out[SHA256_HEX_SIZE]);

/* The SHA-256 of one text, in hexadecimal. */
void digest_of(struct sv text, char out[SHA256_HEX_SIZE]);

/* HMAC-SHA256 (RFC 2104) of the text. `out` may be the memory of the key. */
void digest_hmac(struct sv key, struct sv text, unsigned char out[SHA256_SIZE]);

/*
 * The id of a row: base58 of the first 17 bytes of SHA-256 of "pinpoint/ACCOUNT/TABLE/REMOTE_ID", padded with "1"
 * to KEY_LENGTH. `prefix` is "pinpoint/ACCOUNT/TABLE/".
 */
void digest_key(struct sv prefix, struct sv remote_id, char out[KEY_SIZE]);

#endif
