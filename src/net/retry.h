/*
 * When to ask again: pure arithmetic, no clock of its own (contract, sections 1 and 4).
 * Own back-off: full jitter under RETRY_BASE_MS * 2^n, capped at RETRY_CAP_MS. Retry-After is a floor without a cap.
 */
#ifndef NET_RETRY_H
#define NET_RETRY_H

#include <stdint.h>

#include "net/client.h"

#define RETRY_BASE_MS 500
#define RETRY_CAP_MS 30000

enum retry_class {
	RETRY_NOT,       /* 2xx, 400, 401, 403, 404, 422, redirects: asking again does not help */
	RETRY_TRANSPORT, /* nothing, or a body that broke off */
	RETRY_THROTTLED, /* 429, 503 */
	RETRY_SERVER,    /* 408, other 5xx */
};

enum retry_class retry_classify(const struct net_answer *answer);

/* Milliseconds to wait before try number `tried` + 1; `random` in [0, 1). */
int64_t retry_wait_ms(const struct net_answer *answer, unsigned tried, double random);

#endif
