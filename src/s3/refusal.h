/*
 * What stores say in the <Code> of an error, and what follows from it. Only codes of this table are ever shown: no byte of
 * a body reaches a message.
 */
#ifndef S3_REFUSAL_H
#define S3_REFUSAL_H

#include "base/error.h"
#include "base/sv.h"

#define S3_REFUSAL_BODY_MAX ((size_t)16 << 10) /* bytes of a body in which the code is looked for */

enum s3_refusal_kind {
	S3_REFUSED,     /* asking again does not help */
	S3_AGAIN,       /* it may */
	S3_EXPIRED,     /* with new credentials it may */
	S3_FORBIDDEN,   /* not allowed; of a GET or HEAD, or there is no such object */
	S3_NO_OBJECT,   /* there is none */
	S3_UNSUPPORTED, /* the store does not know something in the request, such as a condition */
	S3_DAMAGED,     /* the bytes are not those of the hash that was sent along */
	S3_ELSEWHERE,   /* the bucket is in another region */
};

struct s3_refusal {
	const char *code;
	enum s3_refusal_kind kind;
	enum rc rc;         /* of a request that ends with it */
	const char *advice; /* NULL: a general one */
};

/* The row for the code in the body of an error; NULL if there is none that is known. */
const struct s3_refusal *s3_refusal_find(struct sv body);

/* Is there a code at all? Without one the answer is not that of a store. */
bool s3_refusal_has_code(struct sv body);

/* The text of the first element of that name, such as "Code"; empty if there is none. Without entities: none is needed. */
struct sv s3_element(struct sv document, const char *name);

#endif
