/*
 * Signatures of requests to object storage: AWS Signature Version 4, with the payload's SHA-256 in the header
 * x-amz-content-sha256. S3 encodes a path once and does not change it, so the path that is sent is the path that is signed.
 * Nothing fails. Texts are borrowed. What is derived from the secret is wiped.
 */
#ifndef S3_SIGN_H
#define S3_SIGN_H

#include "base/buf.h"

#define S3_SIGNED_HEADERS_MAX 16
#define S3_TIME_SIZE 17 /* 20261123T020000Z, with the NUL */
#define S3_DATE_LENGTH 8

struct s3_keys {
	const char *id, *secret;
	const char *token; /* of temporary keys; NULL: none */
};

struct s3_header {
	const char *name; /* lower case */
	const char *value;
};

struct s3_signing {
	const char *method;
	struct sv path;  /* encoded once, but for its slashes */
	struct sv query; /* names and values encoded, sorted, each with its "="; empty if there is none */
	const struct s3_header *headers; /* all that are signed, host too, in any order; no name twice */
	size_t header_count;             /* S3_SIGNED_HEADERS_MAX at most */
	const char *payload;             /* SHA-256 of the body, in hexadecimal */
	const char *time;                /* as x-amz-date has it */
	const char *region, *service;
};

/* Appends the value of the header Authorization. */
void s3_sign(const struct s3_signing *signing, const struct s3_keys *keys, struct buf *authorization);

#endif
