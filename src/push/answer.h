/*
 * What an answer of a store means: whether to ask again, and the error that it is. Private to push/.
 */
#ifndef PUSH_ANSWER_H
#define PUSH_ANSWER_H

#include "net/retry.h"
#include "push/types.h"

/* Also sets request->refusal. */
enum retry_class answer_classify(struct push_request *request);

bool answer_is_expired(const struct push_request *request);

/* "s3://bucket/key: HTTP 503 (SlowDown, request id X)". */
void answer_describe(const struct push_request *request, struct buf *out);

/* The error of an answer that is not asked for again. */
enum rc answer_fail(const struct push_request *request) MUST_USE;

/* Does the answer leave open whether the object is there, because the credentials may not read it? */
bool answer_does_not_say(const struct push_request *request);

#endif
