/*
 * What goes into the client (net/client.h) and comes out of it: its configuration, a request with its callbacks, and the
 * answer. Texts in the configuration and in a request are borrowed for the call that takes them.
 */
#ifndef NET_REQUEST_H
#define NET_REQUEST_H

#include <stdint.h>

#include "base/clock.h"
#include "base/sv.h"

#define NET_REQUEST_ID_MAX 128
#define NET_LOCATION_MAX 512
#define NET_CONNECT_TIMEOUT 30 /* seconds, with the handshake; or stall_seconds, if that is less */
#define NET_CONNECTIONS_MAX 64
#define NET_KEY_KNOWN 6 /* characters from which a key is known where it is shown; others stand anywhere by chance */
#define NET_DISCARD_MAX ((uint64_t)1 << 20) /* bytes read of a body that nobody wants; then the transfer is cut */
#define NET_HEADERS_MAX ((size_t)1 << 20)   /* bytes of header lines and trailers of a transfer; then it is cut */

struct net_config {
	const char *user_agent;
	const char *api_key;       /* sent as X-API-KEY; copied, wiped by net_free() */
	const char *ca_file;       /* or NULL */
	const char *proxy;         /* or NULL: curl's own environment variables */
	const struct clock *clock; /* only its steady time */
	bool loopback;             /* base URL is a loopback address: http allowed, no proxy */
	long stall_seconds;        /* time-out without a byte of the answer; the caller's own time does not count */
	int connections;           /* at most; 1 to NET_CONNECTIONS_MAX */
};

struct net_answer {
	long status;   /* 0 if none arrived */
	bool complete; /* the whole body arrived, by the transfer's own framing */
	bool framed;   /* the body's end was announced (length or chunks), not just a closed connection */
	bool timed_out;
	bool paused;         /* NET_PAUSE was used: if it broke off, our waiting may have been the reason */
	bool permanent;      /* the same will happen again: a certificate refused, a URL not allowed */
	const char *advice;  /* what to do about that, a constant; NULL where not `permanent` */
	int64_t retry_after; /* seconds, -1 if not told */
	int64_t date_ms;     /* Date header, -1 if not told or not readable */
	char request_id[NET_REQUEST_ID_MAX]; /* X-Request-Id, printable ASCII only; "" if not told */
	char location[NET_LOCATION_MAX];     /* target of a redirect, printable ASCII only, without query; "" if none */
	char failure[256];                   /* libcurl's reason where the transfer failed, else "" */
	uint64_t bytes;                      /* of the decoded body */
};

enum net_verdict {
	NET_TAKEN, /* go on */
	NET_PAUSE, /* keep these bytes, call again after net_resume() */
	NET_STOP,  /* enough: ends the transfer; `done` is still called, with complete = false */
};

struct net_request {
	const char *url;
	void *context;
	/* A piece of the body of a 200 answer (bodies of others are counted, never handed on). */
	enum net_verdict (*body)(void *context, struct sv bytes);
	/* The same of a 404 answer; NULL: like the others. */
	enum net_verdict (*missing)(void *context, struct sv bytes);
	/* The end. May start other transfers. */
	void (*done)(void *context, const struct net_answer *answer);
};

#endif
