/*
 * A small HTTP server for tests, on a loopback port of its own, in threads of the test program. Each route is a
 * function that writes whatever bytes the test wants on the wire, right or wrong.
 * Lifecycle: http_stub_start(), any number of requests, http_stub_stop(), which waits for all threads.
 */
#ifndef TESTS_HTTP_STUB_H
#define TESTS_HTTP_STUB_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_STUB_CONNECTIONS_MAX 256
#define HTTP_STUB_REQUEST_MAX 8192

/* Answers one request; `request` is its head. False closes the connection. */
typedef bool http_stub_answer(int fd, const char *request);

/* A path matches if it begins with `path`. */
struct http_stub_route {
	const char *path;
	http_stub_answer *answer;
};

struct http_stub;

struct http_stub *http_stub_start(const struct http_stub_route *routes, size_t count);
void http_stub_stop(struct http_stub *stub);
unsigned http_stub_port(const struct http_stub *stub);

/* Connections accepted so far. */
unsigned http_stub_connections(struct http_stub *stub);

/* Return false once the other side has closed. */
bool http_stub_send(int fd, const void *bytes, size_t n);
bool http_stub_say(int fd, const char *text);

/* Waits until the other side closes, or sends something. */
void http_stub_await(int fd);

#endif
