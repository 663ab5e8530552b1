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
#define NET_VERSION_MAX 64
#define NET_CONNECT_TIMEOUT 30 /* seconds, with the handshake; or stall_seconds, if that is less */
#define NET_CONNECTIONS_MAX 64
#define NET_KEY_KNOWN                                                                                                  \
	6 /* characters; a shorter key is not looked for in answers, since it may occur in them by chance */
#define NET_DISCARD_MAX ((uint64_t)1 << 20) /* bytes read of a body that is not wanted; then the transfer is cut */
#define NET_FIELD_MAX 256                   /* bytes kept of a header field of the answer, with the NUL */
#define NET_HEADERS_MAX ((size_t)1 << 20)   /* bytes of header lines and trailers of a transfer; then it is cut */

struct net_config {
	const char *user_agent;
	const char *api_key;       /* sent as X-API-KEY; copied, and wiped by net_free() */
	bool keyless;              /* there is no key: every request has its own headers */
	const char *ca_file;       /* or NULL */
	const char *proxy;         /* or NULL: curl's environment variables */
	const struct clock *clock; /* only its steady time */
	bool loopback;             /* a loopback or link-local address: http is allowed, and no proxy is used */
	bool plain_http;           /* http is allowed to any address */
	bool http1;         /* HTTP/1.1 only, where bodies are sent: 2 gains nothing with a connection a transfer */
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
	char version[NET_VERSION_MAX];       /* X-Pinpoint-Version, printable ASCII only; "" if not given */
	char location[NET_LOCATION_MAX];     /* target of a redirect, printable ASCII only, without query; "" if none */
	char failure[256];                   /* libcurl's reason if the transfer failed, else "" */
	uint64_t bytes;                      /* of the decoded body */
	int64_t length;                      /* Content-Length; -1 if not given */
};

enum net_method { NET_GET, NET_HEAD, NET_PUT, NET_POST, NET_METHODS };

/* The body of a PUT or POST. It may be read again from any place, where libcurl has to send it again. */
struct net_upload {
	/* Copies up to `size` bytes from the place `from` on. Returns how many, at least one; -1 ends the transfer. */
	int64_t (*read)(void *context, uint64_t from, char *to, size_t size);
	void *context;
	uint64_t size;
};

/* A header field of the answer that the caller wants, printable ASCII only; "" if it is not there. */
struct net_field {
	const char *name;
	char value[NET_FIELD_MAX];
};

enum net_verdict {
	NET_TAKEN, /* go on */
	NET_PAUSE, /* keep these bytes and call again after net_resume() */
	NET_STOP,  /* end the transfer; `done` is still called, with complete = false */
};

struct net_request {
	const char *url;
	bool fresh; /* over a new connection */
	enum net_method method;
	const char *const *headers; /* lines, up to NULL, in place of the key; copied, and wiped. Or NULL */
	struct net_upload upload;   /* of a PUT or POST */
	struct net_field *fields;   /* filled in before `done`; they live until then */
	size_t field_count;
	void *context;
	/* Gets a piece of the body of a 200 answer. Other bodies are counted but not passed on. */
	enum net_verdict (*body)(void *context, struct sv bytes);
	/* The same for a 404 or 410 answer; NULL: not passed on either. */
	enum net_verdict (*missing)(void *context, struct sv bytes);
	/* The same for any other answer that is a redirect or an error; NULL: not passed on either. */
	enum net_verdict (*refused)(void *context, struct sv bytes);
	/* Called at the end. May start other transfers. */
	void (*done)(void *context, const struct net_answer *answer);
};

#endif
