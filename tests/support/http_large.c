#include "support/http_large.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	PIECE = 10007, /* of a chunked answer; a prime, so that no piece ends with a buffer */
	STORED_MAX = 65535,
};

char http_large[HTTP_LARGE];

void http_large_fill(void)
{
	uint32_t seed = 42;

	for (size_t i = 0; i < HTTP_LARGE; i++) {
		seed = seed * 1664525 + 1013904223;
		http_large[i] = (char)(seed >> 24);
	}
}

static bool large_length(int fd, const char *request)
{
	char head[128];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", HTTP_LARGE);

	(void)request;
	return http_stub_send(fd, head, (size_t)n) && http_stub_send(fd, http_large, HTTP_LARGE);
}

static bool large_chunks(int fd, const char *request)
{
	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (size_t at = 0; at < HTTP_LARGE; at += PIECE) {
		size_t n = HTTP_LARGE - at < PIECE ? HTTP_LARGE - at : PIECE;
		char size[32];

		http_stub_send(fd, size, (size_t)snprintf(size, sizeof(size), "%zx\r\n", n));
		http_stub_send(fd, http_large + at, n);
		if (!http_stub_say(fd, "\r\n"))
			return false;
	}
	return http_stub_say(fd, "0\r\n\r\n");
}

static uint32_t crc32_of(const char *bytes, size_t n)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < n; i++) {
		crc ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void put_little_endian(unsigned char *out, uint32_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(value >> (8 * i) & 0xff);
}

/* A gzip member of stored blocks, so that the test needs no zlib of its own. */
static bool large_gzip(int fd, const char *request)
{
	static const unsigned char header[10] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
	unsigned char trailer[8];

	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
	http_stub_send(fd, header, sizeof(header));
	for (size_t at = 0; at < HTTP_LARGE; at += STORED_MAX) {
		size_t n = HTTP_LARGE - at < STORED_MAX ? HTTP_LARGE - at : STORED_MAX;
		unsigned char block[5] = {at + n == HTTP_LARGE};

		put_little_endian(block + 1, (uint32_t)n, 2);
		put_little_endian(block + 3, ~(uint32_t)n, 2);
		http_stub_send(fd, block, sizeof(block));
		if (!http_stub_send(fd, http_large + at, n))
			return false;
	}
	put_little_endian(trailer, crc32_of(http_large, HTTP_LARGE), 4);
	put_little_endian(trailer + 4, HTTP_LARGE, 4);
	http_stub_send(fd, trailer, sizeof(trailer));
	return false;
}

static bool hello(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
}

static void wait_ms(long ms)
{
	const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&time, NULL);
}

static bool drip(int fd, const char *request)
{
	static const char text[] = "hello";

	(void)request;
	http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
	for (int i = 0; i < 5; i++) {
		wait_ms(600);
		http_stub_send(fd, text + i, 1);
	}
	return true;
}

static bool late(int fd, const char *request)
{
	wait_ms(700);
	return hello(fd, request);
}

/* Breaks off at once, when most of the body is still missing. */
static bool half(int fd, const char *request)
{
	char head[128];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", HTTP_LARGE);

	(void)request;
	http_stub_send(fd, head, (size_t)n);
	http_stub_send(fd, http_large, HTTP_LARGE_HALF);
	return false;
}

static bool silent(int fd, const char *request)
{
	(void)request;
	http_stub_await(fd);
	return false;
}

static bool too_many(int fd, const char *request)
{
	(void)request;
	return http_stub_say(fd, "HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n");
}

const struct http_stub_route http_large_routes[] = {
	{"/length", large_length}, {"/chunks", large_chunks}, {"/gzip", large_gzip},
	{"/hello", hello},         {"/drip", drip},           {"/late", late},
	{"/half", half},           {"/silent", silent},       {"/too-many", too_many},
};

const size_t http_large_count = sizeof(http_large_routes) / sizeof(http_large_routes[0]);
