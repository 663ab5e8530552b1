/*
 * Requests to one bucket: several in flight, signed as they start, asked again by the rules for the service itself
 * (mappings/PINPOINT.md, "Errors and waits"; net/retry.h, net/patience.h).
 *
 * Lifecycle: session_open(), session_run() any number of times, session_close(), also after a failed session_open().
 * `app` and the bucket are borrowed. Errors: RC_SERVICE, RC_CREDENTIALS, RC_USAGE, RC_OUTPUT as s3/refusal.h says, with the
 * object, what was answered and what to do.
 */
#ifndef PUSH_SESSION_H
#define PUSH_SESSION_H

#include "push/types.h"

#define SESSION_STEP_MS 200 /* after which a signal is noticed */

enum rc session_open(struct push_session *session, const struct app *app, const struct s3_bucket *bucket) MUST_USE;
void session_close(struct push_session *session);

/* Until all are over, or one has failed, which cancels the others. */
enum rc session_run(struct push_session *session, struct push_request *requests, size_t count) MUST_USE;

/* For `answered`: ends with what the answer says, as an error. */
enum rc session_refuse(const struct push_request *request) MUST_USE;

#endif
