/*
 * Where objects go: a bucket, a prefix of its keys, and the server that has them. Checked before any request.
 *
 * Requests address the bucket by its host (https://BUCKET.s3.REGION.amazonaws.com/KEY), or by the path
 * (https://ENDPOINT/BUCKET/KEY) where an endpoint is given, or where a dot in the bucket's name would not fit a certificate.
 * Errors: RC_USAGE, with what to do.
 */
#ifndef S3_BUCKET_H
#define S3_BUCKET_H

#include "base/buf.h"

#define S3_PREFIX_MAX 768  /* bytes; a whole key has 1,024 at most */
#define S3_KMS_KEY_MAX 512 /* characters */
#define S3_REGION_MAX 63
#define S3_OBJECT_MAX (UINT64_C(5) << 30) /* bytes that a single PUT takes */

struct s3_bucket_config {
	const char *url;              /* s3://BUCKET or s3://BUCKET/PREFIX */
	const char *endpoint;         /* NULL: Amazon's */
	const char *region, *kms_key; /* the last may be NULL */
	bool plain_http;              /* http:// is allowed to any host */
};

/* Texts are owned; s3_bucket_release() frees them. */
struct s3_bucket {
	char *name;             /* for messages and notes: the URL, and where the endpoint is, if one is given */
	char *url;              /* s3://BUCKET/PREFIX, without a slash at its end */
	char *base;             /* URL of the bucket, without a slash at its end */
	char *prefix;           /* of all keys: "" or "a/b/" */
	char *region, *kms_key; /* kms_key may be NULL */
	bool amazon;            /* the server is Amazon's own */
	bool loopback, plain_http;
};

enum rc s3_bucket_read(const struct s3_bucket_config *config, struct s3_bucket *out) MUST_USE;
void s3_bucket_release(struct s3_bucket *bucket); /* one that is zeroed is fine */

/* The domain of Amazon's services in that region, such as "amazonaws.com". */
const char *s3_domain(const char *region);

/* The part of a URL that is the header Host. */
struct sv s3_host_of(const char *url);

#endif
