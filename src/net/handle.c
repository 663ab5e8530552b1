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
	{CURLOPT_FOLLOWLOCATION, 0}, /* the key would be sent along on a redirect */
	{CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	{CURLOPT_SSL_VERIFYPEER, 1},
	{CURLOPT_SSL_VERIFYHOST, 2},
	{CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS}, /* without TLS, HTTP/2 breaks on reuse in 7.88 */
	{CURLOPT_HEADEROPT, CURLHEADER_SEPARATE},       /* a proxy does not get the headers */
	{CURLOPT_NETRC, CURL_NETRC_IGNORED},
	{CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	{CURLOPT_NOSIGNAL, 1},
	{CURLOPT_TCP_NODELAY, 1},
	{CURLOPT_TCP_KEEPALIVE, 1},
	{CURLOPT_PROXY_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
#if LIBCURL_VERSION_NUM >= 0x075700
	/* A name server that is silent for half a minute must not delay a signal or a time-out. */
	{CURLOPT_QUICK_EXIT, 1},
#endif
};

static const char bad_proxy[] = "Unsupported proxy"; /* libcurl goes on with the URL, which may contain a password */

static const char key_header[] = "X-API-KEY: ";

/* X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL. */
enum { VERIFY_NOT_YET_VALID = 9, VERIFY_EXPIRED = 10 };

static const char wrong_time[] = "check this machine's clock; if it is right, the certificate has to be replaced";

static const char old_tls[] = "the service has to speak TLS 1.2 or later; check --base-url";

static const char check_proxy[] = "check --proxy or the variable https_proxy";

/*
 * Failures that will happen again. The first match counts. A row may ask for more than the result: for a number that libcurl
 * knows, or, where it has no code, for a part of its text.
 */
static const struct handle_cause {
	CURLcode result;
	CURLINFO number; /* is `from` to `to`; CURLINFO_NONE: none is needed */
	long from, to;
	const char *part, *advice; /* part: NULL if none is needed */
} permanent_causes[] = {
	{CURLE_PEER_FAILED_VERIFICATION, CURLINFO_SSL_VERIFYRESULT, VERIFY_NOT_YET_VALID, VERIFY_EXPIRED,
	 .advice = wrong_time},
	{CURLE_PEER_FAILED_VERIFICATION, CURLINFO_PROXY_SSL_VERIFYRESULT, VERIFY_NOT_YET_VALID, VERIFY_EXPIRED,
	 .advice = wrong_time},
	{CURLE_PEER_FAILED_VERIFICATION, .part = "subject name",
	 .advice = "the certificate is for another host: check --subdomain or --base-url, and whether a proxy is in "
		   "between"},
	{CURLE_PEER_FAILED_VERIFICATION,
	 .advice = "if the service (or a proxy that inspects TLS) has its own certificate authority, give its "
		   "certificate with --ca-file"},
	{CURLE_SSL_CONNECT_ERROR, .part = "wrong version number",
	 .advice = "the server does not speak TLS: check the host and port of --base-url, and the proxy if there is "
		   "one"},
	{CURLE_SSL_CONNECT_ERROR, .part = "protocol version", .advice = old_tls},
	{CURLE_SSL_CONNECT_ERROR, .part = "unsupported protocol", .advice = old_tls},
	{CURLE_SSL_CACERT_BADFILE, .advice = "--ca-file has to contain certificates in PEM format"},
	{CURLE_RECV_ERROR, CURLINFO_HTTP_CONNECTCODE, HTTP_BAD_REQUEST, HTTP_REQUEST_TIMEOUT - 1,
	 .advice = "the proxy refuses: check --proxy or the variable https_proxy, whose URL may contain user and "
		   "password"},
	{CURLE_RECV_ERROR, CURLINFO_HTTP_CONNECTCODE, HTTP_REDIRECT, HTTP_BAD_REQUEST - 1,
	 .advice = "the proxy redirects, perhaps to a login page: check --proxy and this network"},
	{CURLE_URL_MALFORMAT, .advice = "check --base-url and --proxy"},
	{CURLE_COULDNT_CONNECT, .part = bad_proxy, .advice = check_proxy},
	{CURLE_COULDNT_RESOLVE_PROXY, .part = bad_proxy, .advice = check_proxy},
	{CURLE_BAD_CONTENT_ENCODING, .part = "Unrecognized content encoding",
	 .advice = "the service answers in an encoding that was not requested: report it with the request id, or look "
		   "for a proxy in between"},
	{CURLE_SSL_ISSUER_ERROR, .advice = "check --ca-file"},
	{CURLE_SSL_CERTPROBLEM, .advice = "check --ca-file"},
	{CURLE_SSL_CIPHER, .advice = "check the settings of OpenSSL on this machine"},
	{CURLE_SSL_INVALIDCERTSTATUS, .advice = "the service has to renew its certificate"},
	{CURLE_NOT_BUILT_IN, .advice = "check the installation of libcurl"},
};

/* Failures whose text from libcurl is misleading: it begins with `part`, or ("") there is none but the general one. */
static const struct {
	CURLcode result;
	const char *part, *words;
} better_texts[] = {
	{CURLE_OUT_OF_MEMORY, "", "a header line is longer than libcurl accepts, or no memory is left"},
#if LIBCURL_VERSION_NUM >= 0x080600
	{CURLE_TOO_LARGE, "", "a header line is longer than libcurl accepts"},
#endif
	{CURLE_WRITE_ERROR, "", "the compressed body continues after its end"},
	{CURLE_HTTP2, "", "the service closed the connection or violated HTTP/2 before it answered"},
	{CURLE_RECV_ERROR, "h2_process_pending_input: nghttp2_session_mem_recv() returned",
	 "more header lines than libcurl accepts, or a broken HTTP/2 connection"},
};

static bool handle_is_text(const char *failure, const char *part)
{
	return part[0] ? strncmp(failure, part, strlen(part)) == 0 : !failure[0];
}

bool handle_took(CURLcode code)
{
	if (code == CURLE_OUT_OF_MEMORY)
		mem_exhausted();
	return code == CURLE_OK;
}

static bool handle_set_numbers(CURL *handle)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!handle_took(curl_easy_setopt(handle, numbers[i].option, numbers[i].value)))
			return false;
	return true;
}

/* NULL keeps libcurl's default. */
static bool handle_set_text(CURL *handle, CURLoption option, const char *text)
{
	return !text || handle_took(curl_easy_setopt(handle, option, text));
}

/* The file replaces the system's authorities, so their folder, which libcurl would also use, is switched off. */
static bool handle_set_trust(CURL *handle, const char *ca_file)
{
	return !ca_file || (handle_took(curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_CAPATH, NULL)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_PROXY_CAINFO, ca_file)) &&
			    handle_took(curl_easy_setopt(handle, CURLOPT_PROXY_CAPATH, NULL)));
}

static bool handle_set_config(CURL *handle, const struct net_config *config)
{
	long connect = config->stall_seconds < NET_CONNECT_TIMEOUT ? config->stall_seconds : NET_CONNECT_TIMEOUT;

	return handle_set_text(handle, CURLOPT_PROTOCOLS_STR,
			       config->loopback || config->plain_http ? "http,https" : "https") &&
	       handle_set_text(handle, CURLOPT_PROXY, config->loopback ? "" : config->proxy) &&
	       handle_set_text(handle, CURLOPT_NOPROXY, config->loopback ? "*" : NULL) &&
	       handle_set_trust(handle, config->ca_file) &&
	       (!config->http1 ||
		handle_took(curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1))) &&
	       handle_set_text(handle, CURLOPT_USERAGENT, config->user_agent) &&
	       handle_set_text(handle, CURLOPT_ACCEPT_ENCODING, "") &&
	       curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect) == CURLE_OK;
}

CURL *handle_new(const struct net_config *config, struct curl_slist *headers)
{
	CURL *handle = curl_easy_init();

	if (!handle)
		mem_exhausted();
	if (handle_set_numbers(handle) && handle_set_config(handle, config) &&
	    handle_took(curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers)))
		return handle;
	curl_easy_cleanup(handle);
	return NULL;
}

struct curl_slist *headers_new(const char *api_key)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/vnd.api+json");
	struct curl_slist *all = NULL;
	AUTO_SECRET key = {0};

	buf_reserve(&key, NET_KEY_MAX + sizeof(key_header)); /* once, so that growing leaves no copy behind */
	buf_adds(&key, key_header);
	buf_adds(&key, api_key);
	if (headers)
		all = curl_slist_append(headers, buf_text(&key));
	if (!all)
		mem_exhausted();
	return all;
}

struct curl_slist *headers_copy(const char *const *lines)
{
	struct curl_slist *all = NULL;

	for (; *lines; lines++) {
		struct curl_slist *longer = curl_slist_append(all, *lines);

		if (!longer)
			mem_exhausted();
		all = longer;
	}
	return all;
}

const char *headers_key(const struct curl_slist *headers)
{
	if (!headers)
		return "";
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

/* In any letter case, since host names are lowered. */
static bool handle_text_has(const char *text, const char *key)
{
	size_t n = strlen(key);

	for (; *text && n >= NET_KEY_KNOWN; text++)
		if (strncasecmp(text, key, n) == 0)
			return true;
	return false;
}

/*
 * Copies text from the other side, which may end up on a terminal or in a log. It might contain the key that was sent; the
 * part that is cut off is searched, too, so that no part of the key remains.
 */
static void handle_copy_text(char *out, size_t size, const char *text, const char *key)
{
	AUTO_BUF shown = {0};

	for (; *text; text++)
		if (*text >= ' ' && *text <= '~')
			buf_addc(&shown, *text);
	snprintf(out, size, "%s", handle_text_has(buf_text(&shown), key) ? "(hidden)" : buf_text(&shown));
}

bool handle_set_method(CURL *handle, enum net_method method)
{
	static const struct {
		CURLoption option;
		const char *name; /* where the option alone would be another method */
	} methods[NET_METHODS] = {
		[NET_GET] = {CURLOPT_HTTPGET, NULL},
		[NET_HEAD] = {CURLOPT_NOBODY, NULL},
		[NET_PUT] = {CURLOPT_UPLOAD, NULL},
		[NET_POST] = {CURLOPT_UPLOAD, "POST"},
	};

	return handle_took(curl_easy_setopt(handle, methods[method].option, 1L)) &&
	       handle_set_text(handle, CURLOPT_CUSTOMREQUEST, methods[method].name);
}

static const char *handle_header(CURL *handle, const char *name)
{
	struct curl_header *header;

	if (curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return header->value;
}

void handle_read_fields(CURL *handle, struct net_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = handle_header(handle, fields[i].name);

		handle_copy_text(fields[i].value, sizeof(fields[i].value), value ? value : "", "");
	}
}

static int64_t handle_length(CURL *handle)
{
	curl_off_t length = -1;

	curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
	return length;
}

/* HTTP/2 frames each body, but 7.88 can tell a finished stream from an aborted one only if a length was given. */
static bool handle_is_framed(CURL *handle)
{
	return handle_length(handle) >= 0 || handle_header(handle, "Transfer-Encoding");
}

int64_t handle_retry_after(CURL *handle, int64_t now_ms)
{
	const char *value = handle_header(handle, "Retry-After");

	return value ? retry_after_read(sv_of(value), now_ms) : -1;
}

/* Without user, query and fragment, which often contain secrets; "" if it is not a URL. */
static void handle_read_location(CURL *handle, const char *key, char out[NET_LOCATION_MAX])
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
			handle_copy_text(out, NET_LOCATION_MAX, shown, key);
	}
	curl_free(shown);
	curl_url_cleanup(url);
}

static bool handle_matches(CURL *handle, CURLcode result, const char *failure, const struct handle_cause *cause)
{
	long number = 0;

	if (cause->result != result || (cause->part && !strstr(failure, cause->part)))
		return false;
	if (cause->number == CURLINFO_NONE)
		return true;
	curl_easy_getinfo(handle, cause->number, &number);
	return number >= cause->from && number <= cause->to;
}

/* NULL if another try may help. */
static const struct handle_cause *handle_permanent_cause(CURL *handle, CURLcode result, const char *failure)
{
	for (size_t i = 0; i < sizeof(permanent_causes) / sizeof(permanent_causes[0]); i++)
		if (handle_matches(handle, result, failure, &permanent_causes[i]))
			return &permanent_causes[i];
	return NULL;
}

/* `failure` is libcurl's own text, or "". */
static const char *handle_text_of(CURLcode result, const char *failure)
{
	if (strncmp(failure, bad_proxy, strlen(bad_proxy)) == 0)
		return bad_proxy;
	for (size_t i = 0; i < sizeof(better_texts) / sizeof(better_texts[0]); i++)
		if (better_texts[i].result == result && handle_is_text(failure, better_texts[i].part))
			return better_texts[i].words;
	return failure[0] ? failure : curl_easy_strerror(result);
}

void handle_read_answer(CURL *handle, CURLcode result, const char *failure, const char *key, struct net_answer *answer)
{
	const char *date = handle_header(handle, "Date"), *request_id = handle_header(handle, "X-Request-Id");
	const char *version = handle_header(handle, "X-Pinpoint-Version");
	const struct handle_cause *cause = handle_permanent_cause(handle, result, failure);

	curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
	if (answer->status < HTTP_OK) /* "100 Continue" is no answer */
		answer->status = 0;
	answer->complete = result == CURLE_OK;
	answer->timed_out = result == CURLE_OPERATION_TIMEDOUT;
	/* The status of an error is enough, even if its body cannot be decoded. */
	answer->permanent = cause && answer->status < HTTP_REDIRECT;
	answer->advice = answer->permanent ? cause->advice : NULL;
	answer->framed = handle_is_framed(handle);
	answer->length = handle_length(handle);
	answer->date_ms = date ? http_date_ms(sv_of(date)) : -1;
	handle_copy_text(answer->request_id, sizeof(answer->request_id), request_id ? request_id : "", key);
	handle_copy_text(answer->version, sizeof(answer->version), version ? version : "", key);
	handle_read_location(handle, key, answer->location);
	if (result != CURLE_OK)
		handle_copy_text(answer->failure, sizeof(answer->failure), handle_text_of(result, failure), key);
}
