/*
 * Checks and resolves URLs, with libcurl's parser. Results are the caller's buffers. Limits: below.
 */
#ifndef NET_URL_H
#define NET_URL_H

#include "base/buf.h"

#define URL_MAX ((size_t)8192)
#define URL_HOST_MAX 256

/*
 * Checks a base URL: https to any host, http only to a loopback address (127.0.0.0/8, ::1, localhost); no user, query or
 * fragment. Writes it without a slash at its end to `base`, and its host (lower case, without brackets) to `host`.
 * Otherwise RC_USAGE, with what to do.
 */
enum rc url_base(const char *text, struct buf *base, char host[URL_HOST_MAX], bool *loopback) MUST_USE;

/*
 * The same where http is allowed to any host: *encrypted says whether it is https. For servers whose address the machine's
 * owner gives and answers for.
 */
enum rc url_plain_base(const char *text, struct buf *base, char host[URL_HOST_MAX], bool *loopback,
		       bool *encrypted) MUST_USE;

/*
 * Resolves `link`, absolute or relative, against the URL `from` and writes the result to `out`. RC_FORMAT if it is
 * not a URL, is longer than URL_MAX, or has another origin (scheme, host, port) than `from`.
 */
enum rc url_follow(const char *from, struct sv link, struct buf *out) MUST_USE;

#endif
