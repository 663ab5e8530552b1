/*
 * A request to object storage as it is sent: its URL and its header lines, signed. The path is sent exactly as it is signed.
 *
 * Lifecycle: zero-initialize, s3_message_write() any number of times, s3_message_release(), which wipes what is secret.
 * Nothing fails. Inputs are borrowed during the call.
 */
#ifndef S3_MESSAGE_H
#define S3_MESSAGE_H

#include "base/digest.h"
#include "net/request.h"
#include "s3/bucket.h"
#include "s3/sign.h"

#define S3_SHA256_HEADER "x-amz-meta-sha256" /* ours: what a HEAD compares */
#define S3_LINES_MAX (S3_SIGNED_HEADERS_MAX + 4)

struct s3_request {
	enum net_method method;
	const char *key;          /* after the bucket's prefix */
	const char *sha256;       /* of the body of a PUT, in hexadecimal */
	const char *content_type; /* of a PUT */
	bool if_none;             /* only if there is no such object yet */
	const char *if_match;     /* only if the object has this ETag; NULL: whatever it has */
};

struct s3_message {
	struct buf url, text; /* text: the lines, each with a NUL */
	const char *lines[S3_LINES_MAX + 1];
};

/* `now_ms`: the time of the signature, by the machine's clock. */
void s3_message_write(struct s3_message *message, const struct s3_bucket *bucket, const struct s3_request *request,
		      const struct s3_keys *keys, int64_t now_ms);
void s3_message_release(struct s3_message *message);

#endif
