/*
 * One attempt at the body of the page whose turn it is: bytes go in, records not seen before go to the handler.
 * Lifecycle: attempt_feed() any number of times, then attempt_finish() if the body came whole, else attempt_abandon().
 * The reason why an attempt failed stays in reading->attempt until the next one begins.
 */
#ifndef FETCH_ATTEMPT_H
#define FETCH_ATTEMPT_H

#include "fetch/run.h"

/* For document_new(). `context` is the reading. */
enum rc attempt_on_resource(void *context, enum section section, const struct resource *resource);

bool attempt_feed(struct reading *reading, struct sv bytes); /* false: stop, attempt.rc says why */
bool attempt_failed(const struct reading *reading);          /* the current one */
enum rc attempt_finish(struct reading *reading) MUST_USE;    /* returns attempt.rc */
enum rc attempt_abandon(struct reading *reading) MUST_USE;   /* returns what the handler says */

/* The body of a 404 or 410 is kept instead, up to MISSING_BODY_MAX bytes; false: it is longer. */
bool attempt_feed_missing(struct reading *reading, struct sv bytes);
bool attempt_missing_fits(const struct reading *reading);

void attempt_release(struct attempt *attempt);

#endif
