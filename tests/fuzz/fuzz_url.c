/*
 * URLs and links to the next page. The key may be sent to any URL that is accepted as a base URL, and that is its own base
 * URL. The target of a link has the origin of its page, according to a second parser; libcurl accepts it unchanged; and it
 * is its own target.
 * An input is two lines: a base URL, then the link to follow from it.
 */
#include <arpa/inet.h>

#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "net/url.h"

struct origin {
	struct sv scheme, host, port;
};

static bool plain(struct sv text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '!' || text.p[i] > '~')
			return false;
	return true;
}

static bool ends(char c)
{
	return c == '/' || c == '?' || c == '#' || c == '\\';
}

/* Splits a URL as in RFC 3986, appendix B, and fills in a default port. */
static struct origin origin_of(struct sv url)
{
	struct origin origin = {0};
	size_t at = 0, end, colon;

	while (at < url.n && url.p[at] != ':')
		at++;
	origin.scheme = (struct sv){url.p, at};
	EXPECT(at + 3 <= url.n && memcmp(url.p + at, "://", 3) == 0);
	url = sv_from(url, at + 3);
	for (end = 0; end < url.n && !ends(url.p[end]); end++)
		EXPECT(url.p[end] != '@');
	for (colon = end; colon > 0 && ascii_is_digit(url.p[colon - 1]); colon--)
		;
	if (colon == 0 || url.p[colon - 1] != ':') {
		origin.host = (struct sv){url.p, end};
		origin.port = sv_is(origin.scheme, "https") ? SV("443") : SV("80");
		return origin;
	}
	origin.host = (struct sv){url.p, colon - 1};
	origin.port = (struct sv){url.p + colon, end - colon};
	return origin;
}

static bool same_letters(struct sv a, struct sv b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

static bool loops_back(const char *host)
{
	unsigned char six[16];

	if (inet_pton(AF_INET6, host, six) == 1)
		return memcmp(six, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16) == 0;
	return strcmp(host, "localhost") == 0 || (strncmp(host, "127.", 4) == 0 && inet_pton(AF_INET, host, six) == 1);
}

static bool read_base(struct sv text, struct buf *base)
{
	AUTO_BUF copy = {0}, again = {0};
	char host[URL_HOST_MAX], host_again[URL_HOST_MAX];
	bool loopback, loopback_again;
	struct origin origin;
	enum rc rc;

	buf_addsv(&copy, text);
	rc = url_base(buf_text(&copy), base, host, &loopback);
	EXPECT(rc == RC_OK || (rc == RC_USAGE && base->n == 0));
	if (rc != RC_OK)
		return false;
	origin = origin_of(buf_sv(base));
	EXPECT(loopback == loops_back(host));
	EXPECT(sv_is(origin.scheme, "https") || (loopback && sv_is(origin.scheme, "http")));
	EXPECT(same_letters(origin.host, sv_of(host)) ||
	       (host[0] != '[' && same_letters((struct sv){origin.host.p + 1, origin.host.n - 2}, sv_of(host))));
	EXPECT(plain(buf_sv(base)) && base->p[base->n - 1] != '/' && !memchr(base->p, '?', base->n));
	EXPECT(url_base(buf_text(base), &again, host_again, &loopback_again) == RC_OK);
	EXPECT(sv_same(buf_sv(base), buf_sv(&again)) && strcmp(host, host_again) == 0 && loopback == loopback_again);
	return true;
}

/* The error text shows nothing of the link, only the origin that is known. */
static bool says_nothing_of_the_link(const char *from)
{
	static const char begin[] = "the service's link to the next page ";
	struct origin origin = origin_of(sv_of(from));
	AUTO_BUF away = {0};

	buf_addf(&away,
		 "%sleads away from %.*s://%.*s:%.*s, so it was not followed; report it to the service's support",
		 begin, SV_ARG(origin.scheme), SV_ARG(origin.host), SV_ARG(origin.port));
	return sv_is(buf_sv(&away), rc_text()) ||
	       (strncmp(rc_text(), begin, strlen(begin)) == 0 &&
		strcmp(rc_text() + strlen(begin), "is not a URL; report it to the service's support") == 0);
}

static void follow(const char *from, struct sv link)
{
	AUTO_BUF target = {0}, again = {0};
	struct origin before, after;
	enum rc rc = url_follow(from, link, &target);

	EXPECT(rc == RC_OK || (rc == RC_FORMAT && target.n == 0));
	if (rc != RC_OK) {
		EXPECT(says_nothing_of_the_link(from));
		return;
	}
	before = origin_of(sv_of(from));
	after = origin_of(buf_sv(&target));
	EXPECT(sv_same(before.scheme, after.scheme) && sv_same(before.port, after.port));
	EXPECT(same_letters(before.host, after.host));
	EXPECT(plain(buf_sv(&target)) && target.n <= URL_MAX && !memchr(target.p, '#', target.n));
	EXPECT(url_follow(from, buf_sv(&target), &again) == RC_OK);
	EXPECT(sv_same(buf_sv(&target), buf_sv(&again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input input = {bytes, n};
	struct sv text = input_until(&input, '\n');
	AUTO_BUF base = {0};

	if (!read_base(text, &base))
		buf_adds(&base, "https://acme.pinpointhq.com/api/v1");
	buf_adds(&base, "/jobs?page[number]=1");
	follow(buf_text(&base), input_rest(&input));
	return 0;
}
