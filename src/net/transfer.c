#include "net/transfer.h"

#include <stdio.h>

#include "base/timestamp.h"
#include "net/handle.h"
#include "net/http_status.h"

#define OUR_END "ended on our side"
#define UNREADABLE "the body to be sent cannot be read"
#define TOO_MANY_HEADERS "more than 1 MiB of header lines"
#define PROXY_WITHOUT_END "the proxy's answer does not end"

enum { PROXY_TURN_MS = 5000 }; /* for reading the answer of a proxy in a single call */
enum { RAW_LOOK_MS = 500 };    /* without decoded bytes, before libcurl is asked for the bytes that arrived */

int64_t net_steady_ms(const struct net *net)
{
	return net->config.clock->steady_ms(net->config.clock->context);
}

int64_t net_time(const struct net *net)
{
	return net_steady_ms(net) - net->away_ms;
}

/* Bytes of a compressed body may arrive for a long time before they give any text. */
static void transfer_look_at_raw(struct net_transfer *transfer)
{
	curl_off_t bytes = 0;

	curl_easy_getinfo(transfer->handle, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	if (bytes == transfer->raw_bytes)
		return;
	transfer->raw_bytes = bytes;
	transfer->quiet_since = net_time(transfer->net);
}

bool transfer_stalled(struct net_transfer *transfer)
{
	const struct net *net = transfer->net;

	if (!transfer->asked || transfer->paused || transfer->canceled ||
	    net_time(net) - transfer->quiet_since < RAW_LOOK_MS)
		return false;
	transfer_look_at_raw(transfer);
	return net_time(net) - transfer->quiet_since >= net->config.stall_seconds * MS_PER_SECOND;
}

/* Before this the connection was made, for which libcurl has a time-out. */
static int transfer_on_request_sent(void *context, char *to, char *from, int to_port, int from_port)
{
	struct net_transfer *transfer = context;

	(void)to, (void)from, (void)to_port, (void)from_port;
	transfer->asked = true;
	transfer->quiet_since = net_time(transfer->net);
	return CURL_PREREQFUNC_OK;
}

/* libcurl reads the answer of a proxy to CONNECT in one call for as long as bytes arrive, and no time-out or signal ends it. */
static int transfer_on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t total_up, curl_off_t now_up)
{
	struct net_transfer *transfer = context;

	(void)total, (void)now, (void)total_up;
	if (now_up != transfer->sent_bytes) {
		transfer->sent_bytes = now_up;
		transfer->quiet_since = net_time(transfer->net);
	}
	if (transfer->asked || net_steady_ms(transfer->net) - transfer->net->turn_at <= PROXY_TURN_MS)
		return 0;
	transfer->ended = PROXY_WITHOUT_END;
	return 1;
}

/* Returns what makes libcurl end the transfer. */
static size_t transfer_break_off(struct net_transfer *transfer, const char *why)
{
	transfer->ended = why;
	return CURL_WRITEFUNC_ERROR;
}

/* Counts a body that is not wanted; false if it is too long. */
static bool transfer_discard(struct net_transfer *transfer, struct sv bytes)
{
	struct sv text = sv_trim(bytes);

	if (transfer->first == 0 && text.n > 0)
		transfer->first = text.p[0];
	transfer->bytes += bytes.n;
	return transfer->bytes <= NET_DISCARD_MAX;
}

/* The callback for the body of this answer; NULL if it is not wanted. */
static enum net_verdict (*transfer_body_callback(const struct net_transfer *transfer))(void *, struct sv)
{
	if (transfer->status == HTTP_OK)
		return transfer->request.body;
	if (transfer->status == HTTP_NOT_FOUND || transfer->status == HTTP_GONE)
		return transfer->request.missing;
	return transfer->status >= HTTP_REDIRECT ? transfer->request.refused : NULL;
}

static enum net_verdict transfer_pass_on(struct net_transfer *transfer, struct sv bytes)
{
	struct net *net = transfer->net;
	int64_t began_at = net_steady_ms(net);
	enum net_verdict verdict = transfer_body_callback(transfer)(transfer->request.context, bytes);

	net->away_ms += net_steady_ms(net) - began_at;
	return verdict;
}

static size_t transfer_on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct net_transfer *transfer = context;
	size_t n = size * count;
	enum net_verdict verdict;

	transfer->net->happened++;
	transfer->quiet_since = net_time(transfer->net);
	if (transfer->canceled)
		return CURL_WRITEFUNC_ERROR;
	if (transfer->status == 0)
		curl_easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &transfer->status);
	if (!transfer_body_callback(transfer))
		return transfer_discard(transfer, (struct sv){bytes, n}) ? n : transfer_break_off(transfer, OUR_END);
	verdict = transfer_pass_on(transfer, (struct sv){bytes, n});
	if (verdict == NET_PAUSE) {
		transfer->paused = transfer->was_paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	transfer->bytes += n;
	return verdict == NET_STOP ? transfer_break_off(transfer, OUR_END) : n;
}

/* libcurl keeps each line in memory, and does not limit how many of them follow a body (trailers). */
static size_t transfer_on_header(char *bytes, size_t size, size_t count, void *context)
{
	struct net_transfer *transfer = context;
	size_t n = size * count;

	(void)bytes;
	transfer->quiet_since = net_time(transfer->net);
	transfer->header_bytes += n;
	return transfer->header_bytes <= NET_HEADERS_MAX ? n : transfer_break_off(transfer, TOO_MANY_HEADERS);
}

static size_t transfer_on_upload(char *to, size_t size, size_t count, void *context)
{
	struct net_transfer *transfer = context;
	const struct net_upload *upload = &transfer->request.upload;
	uint64_t left = upload->size - transfer->sent_to;
	size_t n = left < size * count ? (size_t)left : size * count;
	int64_t got = 0;

	if (transfer->canceled)
		return CURL_READFUNC_ABORT;
	if (n > 0)
		got = upload->read(upload->context, transfer->sent_to, to, n);
	if (got < 0 || (got == 0 && n > 0)) {
		transfer->ended = UNREADABLE;
		return CURL_READFUNC_ABORT;
	}
	transfer->sent_to += (uint64_t)got;
	transfer->quiet_since = net_time(transfer->net);
	return (size_t)got;
}

/* libcurl sends the body again if a connection that it reused was closed, for example. */
static int transfer_on_seek(void *context, curl_off_t place, int origin)
{
	struct net_transfer *transfer = context;

	if (origin != SEEK_SET || place < 0 || (uint64_t)place > transfer->request.upload.size)
		return CURL_SEEKFUNC_CANTSEEK;
	transfer->sent_to = (uint64_t)place;
	return CURL_SEEKFUNC_OK;
}

static bool transfer_prepare_request(struct net_transfer *transfer)
{
	const struct net_request *request = &transfer->request;
	CURL *handle = transfer->handle;

	if (request->headers)
		transfer->headers = headers_copy(request->headers);
	return handle_set_method(handle, request->method) &&
	       (!transfer->headers || curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK) &&
	       (request->method < NET_PUT ||
		(curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->upload.size) == CURLE_OK &&
		 curl_easy_setopt(handle, CURLOPT_READFUNCTION, transfer_on_upload) == CURLE_OK &&
		 curl_easy_setopt(handle, CURLOPT_READDATA, transfer) == CURLE_OK &&
		 curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, transfer_on_seek) == CURLE_OK &&
		 curl_easy_setopt(handle, CURLOPT_SEEKDATA, transfer) == CURLE_OK));
}

bool transfer_prepare(struct net_transfer *transfer)
{
	CURL *handle = transfer->handle;
	const char *url = transfer->request.url;
	const char *host = strstr(url, "://"), *target = host ? strchr(host + 3, '/') : NULL;

	return handle_took(curl_easy_setopt(handle, CURLOPT_URL, url)) && transfer_prepare_request(transfer) &&
	       /* Given explicitly: if libcurl has no memory for the query of the URL, it sends the request without the query. */
	       handle_took(curl_easy_setopt(handle, CURLOPT_REQUEST_TARGET, target)) &&
	       curl_easy_setopt(handle, CURLOPT_PRIVATE, transfer) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->failure) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, transfer_on_request_sent) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_PREREQDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, (long)transfer->request.fresh) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, transfer_on_progress) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_XFERINFODATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, transfer_on_body) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, transfer_on_header) == CURLE_OK &&
	       curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer) == CURLE_OK;
}
