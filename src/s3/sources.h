/*
 * Where credentials may come from, in the order in which they are looked for. Private to s3/.
 * Errors: as in s3/credentials.h.
 */
#ifndef S3_SOURCES_H
#define S3_SOURCES_H

#include <stdint.h>

#include "net/request.h"
#include "s3/environment.h"
#include "s3/sign.h"

#define S3_KEY_MAX 256                /* characters of a key's id, and of its secret */
#define S3_TOKEN_MAX 16384            /* characters of a token */
#define S3_FILE_MAX ((size_t)1 << 20) /* bytes of a file with credentials or a token */

/* Owned; s3_secrets_release() wipes and frees them. */
struct s3_secrets {
	char *id, *secret, *token; /* token: NULL if there is none */
	int64_t expires_ms;        /* TIMESTAMP_NONE: never */
};

struct s3_source {
	const char *name;
	/* Does the configuration name this source? Without a request. */
	enum rc (*find)(const struct s3_credentials_config *config, bool *found);
	enum rc (*fetch)(const struct s3_credentials_config *config, struct s3_secrets *out);
};

extern const struct s3_source s3_from_environment, s3_from_web_identity, s3_from_container, s3_from_profile,
	s3_from_metadata;

void s3_secrets_release(struct s3_secrets *secrets);

/* Takes the parts that a source gave; RC_CREDENTIALS if they cannot be keys. `expires`: empty for never. */
enum rc s3_secrets_take(struct s3_secrets *out, struct sv id, struct sv secret, struct sv token,
			struct sv expires) MUST_USE;

/* Reads {"AccessKeyId", "SecretAccessKey", "Token" or "SessionToken", "Expiration"}. `what`: the source, for messages. */
enum rc s3_secrets_read(struct s3_secrets *out, struct sv document, const char *what) MUST_USE;

/* Appends the content of a file, S3_FILE_MAX bytes at most. RC_CREDENTIALS if it cannot be read. */
enum rc s3_read_file(const char *path, struct buf *out) MUST_USE;

/* A request to a server that gives credentials, and waits for its end. */
struct s3_ask {
	const char *what; /* for messages: "the token service" */
	const char *url;
	enum net_method method;
	const char *const *headers; /* lines, up to NULL */
	struct sv body;             /* of a POST */
	bool local;                 /* on this machine or its link: http is fine, and no proxy is used */
};

/* Appends the body of a 200 answer. RC_CREDENTIALS if there is another answer, or none after some tries. */
enum rc s3_ask(const struct s3_credentials_config *config, const struct s3_ask *ask, struct buf *out) MUST_USE;

/* Is the URL https, or http to this machine or to an address that only its network knows? *local: the latter. */
enum rc s3_check_server(const char *url, const char *what, bool *local) MUST_USE;

#endif
