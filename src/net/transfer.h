/*
 * One transfer, and what libcurl calls while it is under way: for net/client.c only.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "net/request.h"

/*
 * libcurl must not be called from inside its own callbacks for another transfer. So starting, resuming and
 * cancelling set flags, and net_step() acts on them between libcurl's turns.
 */
struct net_transfer {
	struct net *net;
	struct net_transfer *next;
	CURL *handle;
	struct net_request request; /* but for the URL, which libcurl has copied */
	long status;                /* of the body that is being read */
	uint64_t bytes;
	size_t header_bytes; /* of all its answers: hints, what a proxy says, trailers */
	bool added;          /* libcurl knows of it */
	bool paused, was_paused;
	bool resume_asked, resume_due;
	bool cancelled;
	bool asked;           /* the request went out */
	int64_t quiet_since;  /* net_time() of the last byte of its answer, or of what the other side waited for */
	curl_off_t raw_bytes; /* of the body as sent, when last looked at */
	const char *ended;    /* why we broke it off; NULL: we did not */
	char failure[CURL_ERROR_SIZE];
};

struct net {
	CURLM *multi;
	struct curl_slist *headers;
	struct net_config config; /* texts are ours; without the key */
	char *user_agent, *ca_file, *proxy;
	struct net_transfer *transfers; /* in the order of their start */
	CURL *spare[NET_CONNECTIONS_MAX];
	unsigned running, spares;
	bool inside; /* libcurl is at work */
	uint64_t happened;
	int64_t turn_at; /* steady time at which libcurl was given its last turn */
	int64_t left_at; /* steady time at the end of the last step */
	int64_t away_ms; /* between steps and in callbacks, all in all: the owner's time */
};

int64_t net_steady_ms(const struct net *net); /* the clock's */

/* Steady time in which the owner's share stands still. */
int64_t net_time(const struct net *net);

/* Tells libcurl the URL and the callbacks; false where it does not take them. */
bool transfer_prepare(struct net_transfer *transfer, const char *url);

/* Whether the other side let the time-out pass without a byte. libcurl's own limit is a mean over seconds. */
bool transfer_stalled(struct net_transfer *transfer);

#endif
