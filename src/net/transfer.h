/*
 * A transfer, and the callbacks that libcurl calls during it. For net/client.c only, which owns all of it.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "net/request.h"

/*
 * libcurl must not be called for another transfer from inside its callbacks. So starting, resuming and canceling only set
 * flags, and net_step() acts on them when libcurl has returned.
 */
struct net_transfer {
	struct net *net;
	struct net_transfer *next;
	CURL *handle;
	struct net_request request; /* without the URL and the headers, which libcurl has */
	struct curl_slist *headers; /* of its own; NULL: those of the client */
	uint64_t sent_to;           /* place in the body that is read next */
	curl_off_t sent_bytes;      /* at the last look */
	long status;                /* of the answer whose body is being read */
	char first; /* its first character that is not white space; 0 before. Only of bodies that nobody wants */
	uint64_t bytes;
	size_t header_bytes; /* of all its answers: hints, those of a proxy, trailers */
	bool added;          /* libcurl knows it */
	bool paused, was_paused;
	bool resume_asked, resume_due;
	bool canceled;
	bool asked;           /* the request was sent */
	int64_t quiet_since;  /* net_time() of the last byte of its answer, or of the last thing that we did for it */
	curl_off_t raw_bytes; /* of the body as sent, at the last look */
	const char *ended;    /* why it was ended on our side; NULL: it was not */
	char failure[CURL_ERROR_SIZE];
};

struct net {
	CURLM *multi;
	struct curl_slist *headers;
	struct net_config config; /* its texts are owned; without the key */
	char *user_agent, *ca_file, *proxy;
	struct net_transfer *transfers; /* in the order in which they were started */
	unsigned running;
	bool inside; /* inside a call of libcurl */
	uint64_t happened;
	int64_t turn_at; /* steady time at which libcurl was last called */
	int64_t left_at; /* steady time at the end of the last step */
	int64_t away_ms; /* total time between steps and in callbacks: the caller's time */
};

int64_t net_steady_ms(const struct net *net); /* by the clock of the configuration */

/* Steady time without the time that the caller took. */
int64_t net_time(const struct net *net);

/* Gives libcurl the URL and the callbacks; false if it refuses one of them. */
bool transfer_prepare(struct net_transfer *transfer);

/* Whether no byte arrived within the time-out. libcurl's own limit is about an average over some seconds. */
bool transfer_stalled(struct net_transfer *transfer);

#endif
