/*
 * Makes bytes unreadable while they wait in a temporary file: AES-256 in counter mode (libcrypto), under a random key that
 * exists in this process only. Nothing here can fail: where libcrypto has no memory, the run ends (base/mem.h).
 * Zero-initialize; cipher_begin() for each new file; then release.
 */
#ifndef BASE_CIPHER_H
#define BASE_CIPHER_H

#include <stddef.h>
#include <stdint.h>

struct cipher {
	void *context;
};

void cipher_begin(struct cipher *cipher); /* takes a new key */

/*
 * `n` bytes, from the place `where` of the file on, into `to`, which may be `from`. The same call makes them readable again.
 * A place must not be used for other bytes later.
 */
void cipher_apply(const struct cipher *cipher, uint64_t where, const char *from, char *to, size_t n);

void cipher_release(struct cipher *cipher); /* forgets the key */

#endif
