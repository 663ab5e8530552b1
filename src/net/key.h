/*
 * The rule for API keys, in one place: 1 to NET_KEY_MAX printable ASCII characters without a space. Anything else could end
 * the header that a key is sent in.
 */
#ifndef NET_KEY_H
#define NET_KEY_H

#include "base/error.h"
#include "base/sv.h"

#define NET_KEY_MAX 1024

/* RC_USAGE if it is not a key. `source` says in the message where the key is from; no part of the key is shown. */
enum rc net_key_check(struct sv key, const char *source) MUST_USE;

#endif
