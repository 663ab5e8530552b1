/*
 * The credentials of requests to object storage. They come from the first source that is there (s3/sources.h), and are
 * fetched again before they end: S3_REFRESH_MS before, or once the store says that they have expired.
 *
 * Lifecycle: s3_credentials_new(), which makes no request, s3_credentials_keys() before each request,
 * s3_credentials_free(), which wipes them. The configuration is borrowed as long as the credentials live.
 * Errors: RC_USAGE for what is incomplete or missing, RC_CREDENTIALS for a source that gives none. No part of a secret is in
 * any message.
 */
#ifndef S3_CREDENTIALS_H
#define S3_CREDENTIALS_H

#include "s3/environment.h"
#include "s3/sign.h"

#define S3_REFRESH_MS INT64_C(300000)    /* before they end */
#define S3_REFRESH_GAP_MS INT64_C(60000) /* not more often than this, as long as they are valid */

struct s3_credentials;

enum rc s3_credentials_new(const struct s3_credentials_config *config, struct s3_credentials **out) MUST_USE;
void s3_credentials_free(struct s3_credentials *credentials); /* NULL is fine */

/* The keys, borrowed until the next call. May fetch them, which takes a request or two. */
enum rc s3_credentials_keys(struct s3_credentials *credentials, struct s3_keys *out) MUST_USE;

/* Where they come from, for people: "the environment". A constant. */
const char *s3_credentials_source(const struct s3_credentials *credentials);

/* The store refuses them as expired: the next call fetches them again. */
void s3_credentials_expired(struct s3_credentials *credentials);

#endif
