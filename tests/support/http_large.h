/*
 * A large body in each framing, and a few small answers, as routes for support/http_stub.h.
 */
#ifndef TESTS_HTTP_LARGE_H
#define TESTS_HTTP_LARGE_H

#include "support/http_stub.h"

enum {
	HTTP_LARGE = 3 << 20,
	HTTP_LARGE_HALF = 64 << 10, /* what /half sends before it breaks off */
};

extern char http_large[HTTP_LARGE];
extern const struct http_stub_route http_large_routes[];
extern const size_t http_large_count;

/* Makes the body. To be called once, before the first request. */
void http_large_fill(void);

#endif
