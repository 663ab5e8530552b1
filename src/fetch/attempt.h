/*
 * One try at the body of the page whose turn it is: bytes go in, records not met before go to the handler.
 * Life cycle: attempt_feed() any number of times, then attempt_finish() for a body that came whole or
 * attempt_abandon(); both are the end of it. What ended an attempt stays in reading->attempt until the next begins.
 */
#ifndef FETCH_ATTEMPT_H
#define FETCH_ATTEMPT_H

#include "fetch/reading.h"

/* For document_new(). `context` is the reading. */
enum rc attempt_on_resource(void *context, enum section section, const struct resource *resource);

bool attempt_feed(struct reading *reading, struct sv bytes); /* false: enough, attempt.rc says why */
bool attempt_failed(const struct reading *reading);          /* the one under way */
enum rc attempt_finish(struct reading *reading) MUST_USE;    /* the same as attempt.rc */
enum rc attempt_abandon(struct reading *reading) MUST_USE;   /* what the handler says to it */
void attempt_release(struct attempt *attempt);

#endif
