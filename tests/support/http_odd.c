#include "support/http_odd.h"

#include <stdio.h>
#include <string.h>

enum { TRAILERS = 2048 /* of a KiB each */, LONG_HEADER = 150000 };

char http_odd_last_request[HTTP_STUB_REQUEST_MAX];

static bool with_length(int fd, const char *request)
{
	memcpy(http_odd_last_request, request, strlen(request) + 1);
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 02:00:00 GMT\r\n"
				 "X-Pinpoint-Version: 1.0\x1b.27\r\n"
				 "X-Request-Id: ab\x1b[31m-\xc3\xa9"
				 "12\r\nContent-Length: 5\r\n\r\nhello");
}

static bool with_chunks(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd,
			     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
}

static bool until_closed(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
	return false;
}

static bool cut_length(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nX-Request-Id: r1\r\n\r\nhello");
	return false;
}

static bool cut_chunks(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
	return false;
}

static bool cut_before_status(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 2");
	return false;
}

static bool broken_chunks(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nsurprise\r\n");
	return false;
}

static bool not_http(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "surprise, surprise\r\n\r\n");
	return false;
}

static const unsigned char gzipped_hello[] = {0x1f, 0x8b, 8,    0,    0,    0,    0,    0,    0,
					      255,  0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
					      0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00};

static bool gzipped(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n");
	return http_stub_send(fd, gzipped_hello, sizeof(gzipped_hello));
}

static bool gzip_and_more(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 35\r\n\r\n");
	http_stub_send(fd, gzipped_hello, sizeof(gzipped_hello));
	return http_stub_say(fd, "and more..");
}

static bool odd_encoding(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: odd\r\nContent-Length: 5\r\n\r\nhello");
}

static bool odd_error(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 500 Oh\r\nContent-Encoding: odd\r\nContent-Length: 5\r\n\r\nhello");
}

static bool long_header(int fd, const char *request)
{
	char line[LONG_HEADER];

	(void)request;
	memset(line, 'x', sizeof(line));
	memcpy(line, "X-Long: ", 8);
	http_stub_say(fd, "HTTP/1.1 200 OK\r\n");
	http_stub_send(fd, line, sizeof(line));
	return http_stub_say(fd, "\r\nContent-Length: 5\r\n\r\nhello");
}

static bool broken_gzip(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nsurprise");
}

static bool empty(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static bool stalled(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nh");
	http_stub_await(fd);
	return false;
}

static bool silent(int fd, const char *request)
{
	(void)request;
	http_stub_await(fd);
	return false;
}

static bool endless_error(int fd, const char *request)
{
	char line[4096];

	(void)request;
	memset(line, 'x', sizeof(line));
	http_stub_say(fd, "HTTP/1.1 500 Oh\r\nConnection: close\r\n\r\n");
	while (http_stub_send(fd, line, sizeof(line)))
		continue;
	return false;
}

/* More lines after the body than any answer has, then a correct end. */
static bool many_trailers(int fd, const char *request)
{
	char line[1024];

	(void)request;
	memset(line, 'x', sizeof(line));
	memcpy(line, "X-More: ", 8);
	memcpy(line + sizeof(line) - 2, "\r\n", 2);
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n");
	for (int i = 0; i < TRAILERS; i++)
		if (!http_stub_send(fd, line, sizeof(line)))
			return false;
	return http_stub_say(fd, "\r\n");
}

/* /say?HEADER answers 429 with that header; "+" stands for a space, "~" for the end of a line. */
static bool too_many(int fd, const char *request)
{
	char head[512];
	const char *from = strchr(request, '?') + 1;
	int n = snprintf(head, sizeof(head), "HTTP/1.1 429 Slow Down\r\nContent-Length: 8\r\n%.*s\r\n\r\nsurprise",
			 (int)(strstr(from, " HTTP/") - from), from);

	for (char *p = head + 50; *p; p++)
		*p = (char)(*p == '+' ? ' ' : *p == '~' ? '\n' : *p);
	return http_stub_send(fd, head, (size_t)n);
}

static bool missing(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 404 Not Here\r\nContent-Length: 8\r\n\r\nsurprise");
}

static bool redirect(int fd, const char *request)
{
	(void)request;
	return http_stub_say(
		fd, "HTTP/1.1 302 Found\r\nLocation: https://user:word@elsewhere.example/login?token=abc#top\r\n"
		    "Content-Length: 8\r\n\r\nsurprise");
}

/* A proxy or a service may repeat what it was sent. "very-secret-key" is the key of the tests. */
static bool reflecting(int fd, const char *request)
{
	char head[512];
	int n = snprintf(head, sizeof(head),
			 "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nX-Request-Id: %0120d%s\r\n"
			 "Location: https://elsewhere.example/%s\r\n\r\n",
			 0, "very-\x7fsecret-KEY", "very-secret-key");

	(void)request;
	return http_stub_send(fd, head, (size_t)n);
}

static bool strange_redirect(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 302 Found\r\nLocation: http://[/\r\nContent-Length: 0\r\n\r\n");
}

const struct http_stub_route http_odd_routes[] = {
	{"/length", with_length},
	{"/chunks", with_chunks},
	{"/closed", until_closed},
	{"/cut-length", cut_length},
	{"/cut-chunks", cut_chunks},
	{"/cut-status", cut_before_status},
	{"/broken-chunks", broken_chunks},
	{"/not-http", not_http},
	{"/gzip-and-more", gzip_and_more},
	{"/gzip", gzipped}, /* a route matches paths that begin with it */
	{"/odd-encoding", odd_encoding},
	{"/odd-error", odd_error},
	{"/long-header", long_header},
	{"/broken-gzip", broken_gzip},
	{"/empty", empty},
	{"/stalled", stalled},
	{"/silent", silent},
	{"/endless-error", endless_error},
	{"/many-trailers", many_trailers},
	{"/say", too_many},
	{"/missing", missing},
	{"/redirect", redirect},
	{"/reflecting", reflecting},
	{"/strange-redirect", strange_redirect},
};

const size_t http_odd_count = sizeof(http_odd_routes) / sizeof(http_odd_routes[0]);
