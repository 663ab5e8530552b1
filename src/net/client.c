#include "net/client.h"

#include <stdio.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/mem.h"
#include "net/handle.h"
#include "net/key.h"
#include "net/transfer.h"
#include "net/url.h"

static enum rc net_check_config(const struct net_config *config)
{
	if (!config->keyless)
		TRY(net_key_check(sv_of(config->api_key), "the configuration"));
	if (config->connections < 1 || config->connections > NET_CONNECTIONS_MAX)
		return rc_fail(RC_USAGE, "%d connections: choose 1 to %d", config->connections, NET_CONNECTIONS_MAX);
	if (config->ca_file && access(config->ca_file, R_OK) != 0)
		return rc_fail(RC_USAGE, "cannot read the certificates in %s; check the name and who may read it",
			       config->ca_file);
	return RC_OK;
}

/*
 * One connection a transfer, also with HTTP/2. On a shared connection a paused stream cannot stop the socket: what arrives
 * for it, up to its window of 32 MiB, is kept in libcurl's memory (7.88: 44 MiB at peak instead of 12).
 * And a connection that breaks costs only one page.
 */
static bool net_set_limits(CURLM *multi, long connections)
{
	return curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING) == CURLM_OK &&
	       curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections) == CURLM_OK &&
	       curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections) == CURLM_OK;
}

static char *net_copy_text(const char *text)
{
	return text ? mem_text(text) : NULL;
}

enum rc net_new(const struct net_config *config, struct net **out)
{
	struct net *net;

	*out = NULL;
	TRY(net_check_config(config));
	digest_set_up();
	if (!handle_took(curl_global_init(CURL_GLOBAL_DEFAULT)))
		return rc_fail(RC_INTERNAL, "libcurl cannot be set up; check its installation");
	net = mem_zero(1, sizeof(*net));
	net->user_agent = net_copy_text(config->user_agent);
	net->ca_file = net_copy_text(config->ca_file);
	net->proxy = net_copy_text(config->proxy);
	net->config = *config;
	net->config.api_key = NULL;
	net->config.user_agent = net->user_agent;
	net->config.ca_file = net->ca_file;
	net->config.proxy = net->proxy;
	net->headers = !config->keyless ? headers_new(config->api_key) : NULL;
	net->multi = curl_multi_init();
	if (!net->multi)
		mem_exhausted();
	if (!net_set_limits(net->multi, config->connections)) {
		net_free(net);
		return rc_fail(RC_INTERNAL, "libcurl cannot be set up; check its installation");
	}
	*out = net;
	return RC_OK;
}

/* Removes the transfer from all lists; its connection is kept for others. */
static void transfer_drop(struct net_transfer *transfer)
{
	struct net *net = transfer->net;
	struct net_transfer **link = &net->transfers;

	while (*link != transfer)
		link = &(*link)->next;
	*link = transfer->next;
	if (!transfer->canceled)
		net->running--;
	if (transfer->added)
		curl_multi_remove_handle(net->multi, transfer->handle);
	curl_easy_cleanup(transfer->handle);
	headers_wipe(transfer->headers);
	mem_free(transfer);
}

void net_free(struct net *net)
{
	if (!net)
		return;
	while (net->transfers)
		transfer_drop(net->transfers);
	curl_multi_cleanup(net->multi);
	headers_wipe(net->headers);
	mem_free(net->user_agent);
	mem_free(net->ca_file);
	mem_free(net->proxy);
	mem_free(net);
	curl_global_cleanup();
}

/* The first of two checks: libcurl is configured in the same way (net/handle.c). */
static bool net_is_allowed(const struct net *net, const char *url)
{
	static const char scheme[] = "https://";

	return net->config.loopback || net->config.plain_http || strncmp(url, scheme, sizeof(scheme) - 1) == 0;
}

enum rc net_start(struct net *net, const struct net_request *request, struct net_transfer **out)
{
	struct net_transfer *transfer, **last = &net->transfers;
	CURL *handle;

	*out = NULL;
	if (!net_is_allowed(net, request->url))
		return rc_fail(RC_USAGE, "only https:// is allowed, or http:// if the base URL is a loopback address");
	handle = handle_new(&net->config, net->headers);
	if (!handle)
		return rc_fail(RC_INTERNAL, "libcurl refuses a transfer; check its version and the proxy");
	transfer = mem_zero(1, sizeof(*transfer));
	*transfer = (struct net_transfer){.net = net, .handle = handle, .request = *request};
	while (*last)
		last = &(*last)->next;
	*last = transfer;
	net->running++;
	if (strlen(request->url) > URL_MAX || !transfer_prepare(transfer)) {
		transfer_drop(transfer);
		return rc_fail(RC_INTERNAL, "libcurl refuses the URL of a request, or it is longer than %zu bytes",
			       URL_MAX);
	}
	transfer->request.url = NULL;
	transfer->request.headers = NULL;
	*out = transfer;
	return RC_OK;
}

void net_cancel(struct net *net, struct net_transfer *transfer)
{
	if (!net->inside) {
		transfer_drop(transfer);
	} else if (!transfer->canceled) {
		transfer->canceled = true;
		net->running--;
	}
}

void net_resume(struct net *net, struct net_transfer *transfer)
{
	(void)net;
	transfer->resume_asked = transfer->paused;
}

unsigned net_running(const struct net *net)
{
	return net->running;
}

/* Sets *answer to what libcurl knows about a transfer that ended with `result`, or would end with it now. */
static void transfer_read_answer(const struct net_transfer *transfer, CURLcode result, struct net_answer *answer)
{
	const struct clock *clock = transfer->net->config.clock;

	*answer = (struct net_answer){.paused = transfer->was_paused,
				      .bytes = transfer->bytes,
				      .markup = transfer->first == '<'};
	handle_read_answer(transfer->handle, result, transfer->ended ? transfer->ended : transfer->failure,
			   headers_key(transfer->net->headers), answer);
	handle_read_fields(transfer->handle, transfer->request.fields, transfer->request.field_count);
	/* The machine's clock counts where the service does not say what time it is. libcurl's own would end at 6 hours. */
	answer->retry_after =
		handle_retry_after(transfer->handle,
				   answer->date_ms >= 0 ? answer->date_ms : clock->now_ms(clock->context));
}

void net_look(const struct net_transfer *transfer, struct net_answer *answer)
{
	transfer_read_answer(transfer, CURLE_PARTIAL_FILE, answer);
}

/* Ends a transfer. Calling `done` is the last thing that happens to it. */
static void transfer_finish(struct net_transfer *transfer, CURLcode result)
{
	struct net_request request = transfer->request;
	struct net_answer answer;

	transfer->net->happened++;
	transfer_read_answer(transfer, result, &answer);
	transfer_drop(transfer);
	request.done(request.context, &answer);
}

/* Does one thing that a callback or the caller asked for. Returns false if libcurl did not do it; *result says why. */
static bool transfer_act(struct net_transfer *transfer, CURLcode *result)
{
	struct net *net = transfer->net;

	*result = CURLE_OK;
	if (!transfer->added) {
		transfer->added = curl_multi_add_handle(net->multi, transfer->handle) == CURLM_OK;
		*result = transfer->added ? CURLE_OK : CURLE_FAILED_INIT;
	} else {
		transfer->resume_due = transfer->paused = false;
		transfer->quiet_since = net_time(net);
		net->inside = true;
		*result = curl_easy_pause(transfer->handle, CURLPAUSE_CONT); /* may call the body callback */
		net->inside = false;
	}
	return *result == CURLE_OK;
}

static struct net_transfer *net_next_to_act(const struct net *net)
{
	for (struct net_transfer *transfer = net->transfers; transfer; transfer = transfer->next)
		if (transfer->canceled || transfer->resume_due || !transfer->added)
			return transfer;
	return NULL;
}

/* Starts over after each step, since callbacks change the list. Transfers that they resume wait for the next turn. */
static void net_act(struct net *net)
{
	struct net_transfer *transfer;
	CURLcode result;

	for (transfer = net->transfers; transfer; transfer = transfer->next) {
		transfer->resume_due = transfer->resume_asked;
		transfer->resume_asked = false;
	}
	while ((transfer = net_next_to_act(net))) {
		if (transfer->canceled)
			transfer_drop(transfer);
		else if (!transfer_act(transfer, &result) && !transfer->canceled)
			transfer_finish(transfer, result);
	}
}

static void net_collect_finished(struct net *net)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(net->multi, &left))) {
		struct net_transfer *transfer = NULL;
		CURLcode result = message->data.result;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		if (transfer->canceled)
			transfer_drop(transfer);
		else
			transfer_finish(transfer, result);
	}
}

static struct net_transfer *net_next_stalled(const struct net *net)
{
	for (struct net_transfer *transfer = net->transfers; transfer; transfer = transfer->next)
		if (transfer_stalled(transfer))
			return transfer;
	return NULL;
}

/* Called after all bytes that have arrived were handled. */
static void net_end_stalled(struct net *net)
{
	struct net_transfer *transfer;

	while ((transfer = net_next_stalled(net))) {
		snprintf(transfer->failure, sizeof(transfer->failure), "no byte for %ld s", net->config.stall_seconds);
		/* With HTTP/2 only the stream would be closed, and the next try would go to the same silent server. */
		curl_easy_setopt(transfer->handle, CURLOPT_FORBID_REUSE, 1L);
		transfer_finish(transfer, CURLE_OPERATION_TIMEDOUT);
	}
}

static enum rc net_turn(struct net *net)
{
	CURLMcode result;
	int running;

	net->turn_at = net_steady_ms(net);
	net_act(net);
	net->inside = true;
	result = curl_multi_perform(net->multi, &running);
	net->inside = false;
	if (result != CURLM_OK)
		return rc_fail(RC_INTERNAL, "libcurl: %s; this is a defect, please report it",
			       curl_multi_strerror(result));
	net_collect_finished(net);
	net_end_stalled(net);
	return RC_OK;
}

static bool net_has_requests(const struct net *net)
{
	for (const struct net_transfer *transfer = net->transfers; transfer; transfer = transfer->next)
		if (transfer->canceled || transfer->resume_asked || !transfer->added)
			return true;
	return false;
}

static enum rc net_step_once(struct net *net, int timeout_ms)
{
	uint64_t before = net->happened;
	CURLMcode result;

	TRY(net_turn(net));
	if (net->happened != before || net_has_requests(net))
		return RC_OK;
	result = curl_multi_poll(net->multi, NULL, 0, timeout_ms, NULL);
	if (result != CURLM_OK)
		return rc_fail(RC_INTERNAL, "libcurl: %s; this is a defect, please report it",
			       curl_multi_strerror(result));
	return net_turn(net);
}

enum rc net_step(struct net *net, int timeout_ms)
{
	enum rc rc;

	net->away_ms += net_steady_ms(net) - net->left_at;
	rc = net_step_once(net, timeout_ms);
	net->left_at = net_steady_ms(net);
	return rc;
}
