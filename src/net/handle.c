#include "net/handle.h"

#include <stdio.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "net/http_status.h"
#include "net/key.h"
#include "net/retry.h"

static const struct {
	CURLoption option;
	long value;
} numbers[] = {
	{CURLOPT_FOLLOWLOCATION, 0}, /* a redirect would carry our key along */
	{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	{CURLOPT_SSL_VERIFYPEER, 1},
	{CURLOPT_SSL_VERIFYHOST, 2},
	{CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS}, /* without TLS it breaks on reuse in 7.88 */
	{CURLOPT_HEADEROPT, CURLHEADER_SEPARATE},       /* a proxy does not get our headers */
	{CURLOPT_NETRC, CURL_NETRC_IGNORED},
	{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	{CURLOPT_NOSIGNAL, 1},
	{CURLOPT_TCP_NODELAY, 1},
	{CURLOPT_TCP_KEEPALIVE, 1},
	{CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A name server that is silent for half a minute must hold back neither a signal nor a time-out. */
	{CURLOPT_QUICK_EXIT, 1},
#endif
};

static const char bad_proxy[] = "Unsupported proxy"; /* libcurl goes on with the URL, in which a password may stand */

static const char key_header[] = "X-API-KEY: ";

/* Results after which the same request meets the same end, where the reason holds `part`. First that fits counts. */
static const struct cause {
	CURLcode result;
	const char *part, *advice;
} permanent_causes[] = {
	{CURLE_PEER_FAILED_VERIFICATION, "certificate has expired",
	 "check this machine's clock; if it is right, the service has to renew its certificate"},
	{CURLE_PEER_FAILED_VERIFICATION, "not yet valid",
	 "check this machine's clock; if it is right, the service has to mend its certificate"},
	{CURLE_PEER_FAILED_VERIFICATION, "subject name",
	 "the certificate is another host's: check --subdomain or --base-url, and what stands between"},
	{CURLE_PEER_FAILED_VERIFICATION, "",
	 "if the service (or a proxy that reads along by right) has an authority of its own, give that one's "
	 "certificate with --ca-file"},
	{CURLE_SSL_CONNECT_ERROR, "wrong version number",
	 "nothing there speaks TLS: check --base-url, its host and port, and a proxy if there is one"},
	{CURLE_SSL_CONNECT_ERROR, "protocol version", "the service has to speak TLS 1.2 or later; check --base-url"},
	{CURLE_SSL_CONNECT_ERROR, "unsupported protocol",
	 "the service has to speak TLS 1.2 or later; check --base-url"},
	{CURLE_SSL_CACERT_BADFILE, "", "--ca-file has to hold certificates in PEM form"},
	{CURLE_RECV_ERROR, "CONNECT tunnel failed, response 40",
	 "the proxy refuses: check --proxy or the variable https_proxy, in whose URL user and password may stand"},
	{CURLE_RECV_ERROR, "CONNECT tunnel failed, response 3",
	 "something before the proxy's answer leads elsewhere, such as a page to log in: check --proxy, and this "
	 "network"},
	{CURLE_URL_MALFORMAT, "", "check --base-url and --proxy"},
	{CURLE_COULDNT_CONNECT, bad_proxy, "check --proxy or the variable https_proxy"},
	{CURLE_COULDNT_RESOLVE_PROXY, bad_proxy, "check --proxy or the variable https_proxy"},
	{CURLE_BAD_CONTENT_ENCODING, "Unrecognized content encoding",
	 "the service answers in an encoding that was not asked for: report it with the request id, or look for a "
	 "proxy on the "
	 "way"},
	{CURLE_SSL_ISSUER_ERROR, "", "check --ca-file"},
	{CURLE_SSL_CERTPROBLEM, "", "check --ca-file"},
	{CURLE_SSL_CIPHER, "", "check the settings of OpenSSL on this machine"},
	{CURLE_SSL_INVALIDCERTSTATUS, "", "the service has to renew its certificate"},
	{CURLE_NOT_BUILT_IN, "", "check the installation of libcurl"},
};

/* Results whose words, libcurl's own or the general ones, would mislead: where its own begin with `part`, "" = none. */
static const struct {
	CURLcode result;
	const char *part, *words;
} plain_words[] = {
	{CURLE_OUT_OF_MEMORY, "", "a header line is longer than libcurl takes, or no memory is left"},
	{CURLE_WRITE_ERROR, "", "the compressed body goes on after its end"},
	{CURLE_HTTP2, "", "the service closed the connection, or broke HTTP/2, before it answered"},
	{CURLE_RECV_ERROR, "h2_process_pending_input: nghttp2_session_mem_recv() returned",
	 "more header lines than libcurl takes, or a broken HTTP/2 connection"},
};

static bool are_words(const char *failure, const char *part)
{
	return part[0] ? strncmp(failure, part, strlen(part)) == 0 : !failure[0];
}

bool handle_took(CURLcode code)
{
	if (code == CURLE_OUT_OF_MEMORY)
		mem_exhausted();
	return code == CURLE_OK;
}

static bool set_numbers(CURL *handle)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!handle_took(curl_easy_setopt(handle, numbers[i].option, numbers[i].value)))
			return false;
	return true;
}

/* NULL leaves libcurl's default. */
static bool set_text(CURL *handle, CURLoption option, const char *text)
{
	return !text || handle_took(curl_easy_setopt(handle, option, text));
}

/* The file stands for the system's authorities, so their folder, which libcurl would still look into, goes too. */
static bool set_trust(CURL *handle, const char *ca_file)
{
	return !ca_file || (handle_took(curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_CAPATH, NULL)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, ca_file)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_PROXY_CAPATH, NULL)));
}

static bool set_config(CURL *handle, const struct net_config *config)
{
	long connect = config->stall_seconds < NET_CONNECT_TIMEOUT ? config->stall_seconds : NET_CONNECT_TIMEOUT;

	return set_text(handle, CURLOPT_PROTOCOLS_STR, config->loopback ? "http,https" : "https") &&
	       set_text(handle, CURLOPT_PROXY, config->loopback ? "" : config->proxy) &&
	       set_text(handle, CURLOPT_NOPROXY, config->loopback ? "*" : NULL) && set_trust(handle, config->ca_file) &&
	       set_text(handle, CURLOPT_USERAGENT, config->user_agent) &&
	       set_text(handle, CURLOPT_ACCEPT_ENCODING, "") &&
	       curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect) == CURLE_OK;
}

CURL *handle_new(const struct net_config *config, struct curl_slist *headers)
{
	CURL *handle = curl_easy_init();

	if (!handle)
		mem_exhausted();
	if (set_numbers(handle) && set_config(handle, config) &&
	    handle_took(curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers)))
		return handle;
	curl_easy_cleanup(handle);
	return NULL;
}

struct curl_slist *headers_new(const char *api_key)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/vnd.api+json");
	struct curl_slist *all = NULL;
	char *line;
	AUTO_BUF key = {0};

	buf_reserve(&key, NET_KEY_MAX + sizeof(key_header)); /* once, so that no copy is left behind by growing */
	buf_adds(&key, key_header);
	buf_adds(&key, api_key);
	line = key.p;
	line[key.n] = '\0';
	if (headers)
		all = curl_slist_append(headers, line);
	mem_wipe(line, key.n);
	if (!all)
		mem_exhausted();
	return all;
}

const char *headers_key(const struct curl_slist *headers)
{
	while (headers->next)
		headers = headers->next;
	return headers->data + strlen(key_header);
}

void headers_wipe(struct curl_slist *headers)
{
	for (struct curl_slist *header = headers; header; header = header->next)
		mem_wipe(header->data, strlen(header->data));
	curl_slist_free_all(headers);
}

/* In any letter case, since a host name comes back in lower case. */
static bool holds(const char *text, const char *key)
{
	size_t n = strlen(key);

	for (; *text && n >= NET_KEY_KNOWN; text++)
		if (strncasecmp(text, key, n) == 0)
			return true;
	return false;
}

/*
 * What comes from the other side may end up on a terminal, and in a log. Somebody there may show the key that it was
 * asked with; what is cut off is looked at too, so that no part of the key stays.
 */
static void copy_shown(char *out, size_t size, const char *text, const char *key)
{
	AUTO_BUF shown = {0};

	for (; *text; text++)
		if (*text >= ' ' && *text <= '~')
			buf_addc(&shown, *text);
	snprintf(out, size, "%s", holds(buf_text(&shown), key) ? "(hidden)" : buf_text(&shown));
}

static const char *header_value(CURL *handle, const char *name)
{
	struct curl_header *header;

	if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

/* HTTP/2 frames each body, but 7.88 tells the end of a stream from one that was given up only where a length was told. */
static bool is_framed(CURL *handle)
{
	curl_off_t length = -1;

	curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	return length >= 0 || header_value(handle, "Transfer-Encoding");
}

/* -1 if it was not told; libcurl alone would say 0 then. */
static int64_t retry_after(CURL *handle, int64_t date_ms)
{
	const char *value = header_value(handle, "Retry-After");
	curl_off_t seconds = -1;
	int64_t told;

	if (!value)
		return -1;
	told = retry_after_read(sv_of(value), date_ms);
	if (told >= 0 || date_ms >= 0 || http_date_ms(sv_of(value)) < 0)
		return told;
	/* A date, from a service that does not say what time it is: libcurl has the machine's clock. */
	if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK || seconds < 0)
		return 0;
	return seconds < RETRY_AFTER_MAX ? seconds : RETRY_AFTER_MAX;
}

/* Without user, query and fragment, in which secrets are often kept; "" if it is not a URL. */
static void read_location(CURL *handle, const char *key, char out[NET_LOCATION_MAX])
{
	static const CURLUPart dropped[] = {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_QUERY,
					    CURLUPART_FRAGMENT};
	char *target = NULL, *shown = NULL;
	CURLU *url = curl_url();

	curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &target);
	if (url && target && curl_url_set(url, CURLUPART_URL, target, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
		for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
			curl_url_set(url, dropped[i], NULL, 0);
		if (curl_url_get(url, CURLUPART_URL, &shown, 0) == CURLUE_OK)
			copy_shown(out, NET_LOCATION_MAX, shown, key);
	}
	curl_free(shown);
	curl_url_cleanup(url);
}

/* NULL where another try may help. */
static const struct cause *permanent_cause(CURLcode result, const char *failure)
{
	for (size_t i = 0; i < sizeof(permanent_causes) / sizeof(permanent_causes[0]); i++)
		if (permanent_causes[i].result == result && strstr(failure, permanent_causes[i].part))
			return &permanent_causes[i];
	return NULL;
}

/* `failure` are libcurl's own words, or "". */
static const char *words_of(CURLcode result, const char *failure)
{
	if (strncmp(failure, bad_proxy, strlen(bad_proxy)) == 0)
		return bad_proxy;
	for (size_t i = 0; i < sizeof(plain_words) / sizeof(plain_words[0]); i++)
		if (plain_words[i].result == result && are_words(failure, plain_words[i].part))
			return plain_words[i].words;
	return failure[0] ? failure : curl_easy_strerror(result);
}

void handle_read_answer(CURL *handle, CURLcode result, const char *failure, const char *key, struct net_answer *answer)
{
	const char *date = header_value(handle, "Date"), *request_id = header_value(handle, "X-Request-Id");
	const struct cause *cause = permanent_cause(result, failure);

	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
	answer->complete = result == CURLE_OK;
	answer->timed_out = result == CURLE_OPERATION_TIMEDOUT;
	/* The status of an error says enough, also where its body cannot be decoded. */
	answer->permanent = cause && answer->status < HTTP_REDIRECT;
	answer->advice = answer->permanent ? cause->advice : NULL;
	answer->framed = is_framed(handle);
	answer->date_ms = date ? http_date_ms(sv_of(date)) : -1;
	answer->retry_after = retry_after(handle, answer->date_ms);
	copy_shown(answer->request_id, sizeof(answer->request_id), request_id ? request_id : "", key);
	read_location(handle, key, answer->location);
	if (result != CURLE_OK)
		copy_shown(answer->failure, sizeof(answer->failure), words_of(result, failure), key);
}
