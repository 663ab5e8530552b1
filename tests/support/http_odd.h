/*
 * Answers of every kind that a client may get, most of them wrong, as routes for support/http_stub.h.
 */
#ifndef TESTS_HTTP_ODD_H
#define TESTS_HTTP_ODD_H

#include "support/http_stub.h"

extern const struct http_stub_route http_odd_routes[];
extern const size_t http_odd_count;

/* The head of the last request to /length; to be read after its answer has arrived. */
extern char http_odd_last_request[HTTP_STUB_REQUEST_MAX];

#endif
