/*
 * Whether to try a request again, and when (mappings/PINPOINT.md, "Errors and waits"): arithmetic only, without a clock.
 * Our own wait has full jitter below RETRY_BASE_MS * 2^n, and at most RETRY_CAP_MS. Retry-After is a minimum without a cap.
 */
#ifndef NET_RETRY_H
#define NET_RETRY_H

#include <stdint.h>

#include "net/request.h"

#define RETRY_BASE_MS 500
#define RETRY_CAP_MS 30000
#define RETRY_AFTER_MAX INT64_C(315360000) /* seconds; anything longer is cut to ten years */
#define HTTP_DATE_MAX 64

enum retry_class {
	RETRY_NOT,       /* 2xx, 400, 401, 403, 404, 422, redirects, `permanent`: another try does not help */
	RETRY_TRANSPORT, /* no answer, or a body that broke off */
	RETRY_THROTTLED, /* 429, 503; an HTML page with 401 or 403, from something between us and the service */
	RETRY_SERVER,    /* 202, 408, 421, 425, other 5xx */
};

/* An HTML page instead of the service's own refusal: from a firewall or proxy in between. */
bool retry_from_between(const struct net_answer *answer);

enum retry_class retry_classify(const struct net_answer *answer);

/*
 * The value of a Retry-After header of either form, in seconds; -1 if it has neither. A date is measured from
 * `now_ms`: the Date header of the same answer if it has one, so that a wrong clock of this machine does not shorten a wait.
 * If `now_ms` is negative, a date cannot be read.
 */
int64_t retry_after_read(struct sv value, int64_t now_ms);

/* Milliseconds since 1970 of a date as HTTP writes it; -1 if it is not readable. */
int64_t http_date_ms(struct sv value);

/* Milliseconds to wait before try number `tried` + 1; `random` in [0, 1). */
int64_t retry_wait_ms(const struct net_answer *answer, unsigned tried, double random);

#endif
