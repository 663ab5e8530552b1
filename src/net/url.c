#include "net/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include "base/mem.h"

enum { LOOPBACK_NETWORK = 127 };

/* The parts of a URL that decide which server gets the request; owned, from libcurl. */
struct url_parts {
	CURLU *url;
	char *scheme, *host, *port, *whole;
};

static void parts_release(struct url_parts *parts)
{
	curl_url_cleanup(parts->url);
	curl_free(parts->scheme);
	curl_free(parts->host);
	curl_free(parts->port);
	curl_free(parts->whole);
}

#define AUTO_PARTS __attribute__((cleanup(parts_release))) struct url_parts

/* URLs are ASCII (RFC 3986). Beyond that, a space or a control character could end the line of a request early. */
static bool url_is_plain(struct sv text)
{
	return text.n > 0 && text.n <= URL_MAX && sv_visible(text);
}

static bool url_took(CURLUcode code)
{
	if (code == CURLUE_OUT_OF_MEMORY)
		mem_exhausted();
	return code == CURLUE_OK;
}

/* Sets the URL, or resolves `text` against the URL that was set before. */
static bool parts_set(struct url_parts *parts, const char *text)
{
	if (!parts->url)
		parts->url = curl_url();
	if (!parts->url)
		mem_exhausted();
	return url_took(curl_url_set(parts->url, CURLUPART_URL, text, CURLU_DISALLOW_USER)) &&
	       url_took(curl_url_set(parts->url, CURLUPART_FRAGMENT, NULL, 0));
}

/* A link-local address: libcurl gives its host without the zone, so that two of them would look like one origin. */
static bool parts_have_zone(const struct url_parts *parts)
{
	char *zone = NULL;
	bool has = url_took(curl_url_get(parts->url, CURLUPART_ZONEID, &zone, 0));

	curl_free(zone);
	return has;
}

static bool parts_read(struct url_parts *parts)
{
	return !parts_have_zone(parts) && url_took(curl_url_get(parts->url, CURLUPART_SCHEME, &parts->scheme, 0)) &&
	       url_took(curl_url_get(parts->url, CURLUPART_HOST, &parts->host, 0)) &&
	       url_took(curl_url_get(parts->url, CURLUPART_PORT, &parts->port, CURLU_DEFAULT_PORT)) &&
	       url_took(curl_url_get(parts->url, CURLUPART_URL, &parts->whole, CURLU_NO_DEFAULT_PORT));
}

static bool url_same_letters(const char *a, const char *b)
{
	while (*a && ascii_lower(*a) == ascii_lower(*b))
		a++, b++;
	return *a == *b;
}

/* libcurl has already changed 127.1 or 0x7f000001 to 127.0.0.1. */
static bool url_is_loopback(const char *host)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == LOOPBACK_NETWORK;
	if (inet_pton(AF_INET6, host, &six) == 1)
		return IN6_IS_ADDR_LOOPBACK(&six);
	return strcmp(host, "localhost") == 0;
}

/*
 * Lower case, without the brackets of an IPv6 address. libcurl decodes %86, and keeps a % that does not begin an escape.
 * Neither is part of a host name, and if written to a URL, neither would be read as the same host again.
 */
static bool url_copy_host(const char *from, char host[URL_HOST_MAX])
{
	struct sv text = sv_of(from);

	if (text.n > 1 && text.p[0] == '[')
		text = (struct sv){text.p + 1, text.n - 2};
	if (text.n == 0 || text.n >= URL_HOST_MAX)
		return false;
	if (!url_is_plain(text) || memchr(text.p, '%', text.n))
		return false;
	for (size_t i = 0; i < text.n; i++)
		host[i] = ascii_lower(text.p[i]);
	host[text.n] = '\0';
	return true;
}

/* Reads a URL without user, query and fragment. */
static enum rc url_read_base(const char *text, const char *what, struct url_parts *parts, char host[URL_HOST_MAX])
{
	if (!url_is_plain(sv_of(text)) || strpbrk(text, "?#@") || !parts_set(parts, text) || !parts_read(parts) ||
	    !url_copy_host(parts->host, host))
		return rc_fail(RC_USAGE,
			       "%s cannot be used: give it as https://HOST/PATH, without user, query or fragment",
			       what);
	return RC_OK;
}

static void url_write_base(const struct url_parts *parts, struct buf *base)
{
	struct sv whole = sv_of(parts->whole);

	while (whole.n > 0 && whole.p[whole.n - 1] == '/')
		whole.n--;
	buf_clear(base);
	buf_addsv(base, whole);
}

enum rc url_base(const char *text, struct buf *base, char host[URL_HOST_MAX], bool *loopback)
{
	AUTO_PARTS parts = {0};

	TRY(url_read_base(text, "the base URL", &parts, host));
	*loopback = url_is_loopback(host);
	if (strcmp(parts.scheme, "https") != 0 && (strcmp(parts.scheme, "http") != 0 || !*loopback))
		return rc_fail(RC_USAGE,
			       "the base URL must begin with https:// (http:// only for a loopback address), "
			       "but it is %s:// to %s",
			       parts.scheme, host);
	url_write_base(&parts, base);
	return RC_OK;
}

enum rc url_plain_base(const char *text, struct buf *base, char host[URL_HOST_MAX], bool *loopback, bool *encrypted)
{
	AUTO_PARTS parts = {0};

	TRY(url_read_base(text, "the URL", &parts, host));
	*loopback = url_is_loopback(host);
	*encrypted = strcmp(parts.scheme, "https") == 0;
	if (!*encrypted && strcmp(parts.scheme, "http") != 0)
		return rc_fail(RC_USAGE, "the URL must begin with https:// or http://, but it is %s:// to %s",
			       parts.scheme, host);
	url_write_base(&parts, base);
	return RC_OK;
}

/* Checks the text that will be requested, not the link that it was made from. */
static bool url_same_origin(const struct url_parts *from, const char *target)
{
	AUTO_PARTS to = {0};

	return parts_set(&to, target) && parts_read(&to) && strcmp(from->scheme, to.scheme) == 0 &&
	       url_same_letters(from->host, to.host) && strcmp(from->port, to.port) == 0;
}

enum rc url_follow(const char *from, struct sv link, struct buf *out)
{
	AUTO_PARTS base = {0}, target = {0};
	AUTO_BUF text = {0};

	if (!parts_set(&base, from) || !parts_read(&base) || !parts_set(&target, from))
		return rc_fail(RC_INTERNAL, "a link cannot be followed from something that is not a URL; this is a "
					    "defect, please report it");
	buf_addsv(&text, (struct sv){link.p, link.n <= URL_MAX ? link.n : 0});
	if (!url_is_plain(link) || !parts_set(&target, buf_text(&text)) || !parts_read(&target) ||
	    strlen(target.whole) > URL_MAX)
		return rc_fail(RC_FORMAT,
			       "the service's link to the next page is not a URL; report it to the service's support");
	if (!url_same_origin(&base, target.whole))
		return rc_fail(
			RC_FORMAT,
			"the service's link to the next page leads away from %s://%s:%s, so it was not followed; "
			"report it to the service's support",
			base.scheme, base.host, base.port);
	buf_clear(out);
	buf_adds(out, target.whole);
	return RC_OK;
}
