/*
 * What the client (net/client.h) takes and returns: its configuration, a request with its callbacks, and the answer.
 * Texts are borrowed and only need to live during the call that they are passed to. Limits: below.
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
#define NET_KEY_KNOWN                                                                                                  \
	6 /* characters; a shorter key is not looked for in answers, since it may occur in them by chance */
#define NET_DISCARD_MAX ((uint64_t)1 << 20) /* bytes read of a body that is not wanted; then the transfer is cut */
#define NET_HEADERS_MAX ((size_t)1 << 20)   /* bytes of header lines and trailers of a transfer; then it is cut */

struct net_config {
	const char *user_agent;
	const char *api_key;       /* sent as X-API-KEY; copied, and wiped by net_free() */
	const char *ca_file;       /* or NULL */
	const char *proxy;         /* or NULL: curl's environment variables */
	const struct clock *clock; /* only its steady time */
	bool loopback;             /* the base URL is a loopback address: http is allowed, and no proxy is used */
	long stall_seconds; /* time-out without a byte of the answer; the time that the caller takes does not count */
	int connections;    /* the most at a time; 1 to NET_CONNECTIONS_MAX */
};

struct net_answer {
	long status;   /* 0 if no answer arrived */
	bool complete; /* the whole body arrived, according to its framing */
	bool framed;   /* the end of the body was announced (length or chunks), not just a closed connection */
	bool timed_out;
	bool paused;         /* NET_PAUSE was used: if the transfer broke off, the pause may be the reason */
	bool markup;         /* a body that nobody wants begins with '<', as HTML does */
	bool permanent;      /* it will happen again: the certificate is refused, or the URL is not allowed */
	const char *advice;  /* what to do about it, a constant; NULL if not `permanent` */
	int64_t retry_after; /* seconds; -1 if not given */
	int64_t date_ms;     /* Date header; -1 if not given or not readable */
	char request_id[NET_REQUEST_ID_MAX]; /* X-Request-Id, printable ASCII only; "" if not given */
	char location[NET_LOCATION_MAX];     /* target of a redirect, printable ASCII only, without query; "" if none */
	char failure[256];                   /* libcurl's reason if the transfer failed, else "" */
	uint64_t bytes;                      /* of the decoded body */
};

enum net_verdict {
	NET_TAKEN, /* go on */
	NET_PAUSE, /* keep these bytes and call again after net_resume() */
	NET_STOP,  /* end the transfer; `done` is still called, with complete = false */
};

struct net_request {
	const char *url;
	bool fresh; /* over a new connection */
	void *context;
	/* Gets a piece of the body of a 200 answer. Other bodies are counted but not passed on. */
	enum net_verdict (*body)(void *context, struct sv bytes);
	/* The same for a 404 or 410 answer; NULL: not passed on either. */
	enum net_verdict (*missing)(void *context, struct sv bytes);
	/* Called at the end. May start other transfers. */
	void (*done)(void *context, const struct net_answer *answer);
};

#endif
