#include "s3/bucket.h"

#include <stdint.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "net/url.h"

#define SCHEME "s3://"

enum { BUCKET_LEAST = 3, BUCKET_MOST = 63 };

static bool bucket_is_name_letter(char c)
{
	return (c >= 'a' && c <= 'z') || ascii_is_digit(c);
}

/* The rules of S3 for new buckets. */
static bool bucket_is_name(struct sv name)
{
	if (name.n < BUCKET_LEAST || name.n > BUCKET_MOST || !bucket_is_name_letter(name.p[0]) ||
	    !bucket_is_name_letter(name.p[name.n - 1]))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!bucket_is_name_letter(name.p[i]) && name.p[i] != '-' && (name.p[i] != '.' || name.p[i - 1] == '.'))
			return false;
	return true;
}

static bool bucket_is_text(struct sv text)
{
	AUTO_BUF clean = {0};

	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == '\x7f')
			return false;
	utf8_add_sanitized(&clean, text);
	return sv_same(buf_sv(&clean), text);
}

/* Clients and proxies would change keys with such parts on the way. */
static bool bucket_is_part(struct sv part)
{
	return part.n > 0 && !sv_is(part, ".") && !sv_is(part, "..");
}

static bool bucket_is_prefix(struct sv prefix)
{
	struct sv rest = prefix;

	while (rest.n > 0) {
		struct sv part = sv_until(rest, '/');

		if (!bucket_is_part(part))
			return false;
		rest = sv_from(rest, part.n + 1);
	}
	return prefix.n <= S3_PREFIX_MAX && bucket_is_text(prefix);
}

static enum rc bucket_split(const char *url, struct sv *name, struct sv *prefix)
{
	struct sv rest = sv_from(sv_of(url), sizeof(SCHEME) - 1);

	if (strncmp(url, SCHEME, sizeof(SCHEME) - 1) != 0)
		return rc_fail(RC_USAGE, "give it as s3://BUCKET/PREFIX");
	*name = sv_until(rest, '/');
	*prefix = sv_from(rest, name->n + 1);
	while (prefix->n > 0 && prefix->p[prefix->n - 1] == '/')
		prefix->n--;
	if (!bucket_is_name(*name))
		return rc_fail(RC_USAGE,
			       "no bucket can have that name: %d to %d lower-case letters, digits, dots and dashes",
			       BUCKET_LEAST, BUCKET_MOST);
	if (!bucket_is_prefix(*prefix))
		return rc_fail(
			RC_USAGE,
			"the prefix cannot be used: %d bytes of UTF-8 at most, without control characters, empty "
			"parts, \".\" and \"..\" between its slashes",
			S3_PREFIX_MAX);
	return RC_OK;
}

static enum rc bucket_check_region(const char *region)
{
	struct sv text = sv_of(region);
	bool good = text.n > 0 && text.n <= S3_REGION_MAX;

	if (!region)
		return rc_fail(RC_USAGE,
			       "no region given: use --s3-region or set AWS_REGION; stores that have no regions "
			       "take us-east-1, R2 takes auto");
	for (size_t i = 0; i < text.n; i++)
		good = good && (bucket_is_name_letter(text.p[i]) || (text.p[i] == '-' && i > 0));
	return good ? RC_OK
		    : rc_fail(RC_USAGE, "--s3-region is not a region: lower-case letters, digits and dashes, such as "
					"eu-central-1");
}

static enum rc bucket_check_kms_key(const char *key)
{
	struct sv text = sv_of(key);
	bool good = text.n <= S3_KMS_KEY_MAX && (!key || text.n > 0);

	return good && sv_visible(text) ? RC_OK
					: rc_fail(RC_USAGE, "--s3-kms-key is not the id, alias or ARN of a key");
}

/* By the beginning of the region's name; the last row is for all others. */
const char *s3_domain(const char *region)
{
	static const struct {
		const char *begin, *domain;
	} domains[] = {{"cn-", "amazonaws.com.cn"}, {"", "amazonaws.com"}};
	size_t i = 0;

	while (strncmp(region, domains[i].begin, strlen(domains[i].begin)) != 0)
		i++;
	return domains[i].domain;
}

struct sv s3_host_of(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return (struct sv){host, strcspn(host, "/")};
}

static void bucket_lower_host(struct buf *url)
{
	struct sv host = s3_host_of(buf_text(url));
	size_t from = (size_t)(host.p - url->p);

	for (size_t i = from; i < from + host.n; i++)
		url->p[i] = ascii_lower(url->p[i]);
}

static bool bucket_is_amazon(const char *host)
{
	static const char *const ends[] = {".amazonaws.com", ".amazonaws.com.cn"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strlen(host) > strlen(ends[i]) && strcmp(host + strlen(host) - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static enum rc bucket_read_endpoint(const struct s3_bucket_config *config, struct s3_bucket *out, struct buf *base)
{
	char host[URL_HOST_MAX];
	bool encrypted;
	enum rc rc = url_plain_base(config->endpoint, base, host, &out->loopback, &encrypted);

	if (rc != RC_OK)
		return rc_context(rc, "--s3-endpoint");
	if (!encrypted && !out->loopback && !config->plain_http)
		return rc_fail(RC_USAGE,
			       "--s3-endpoint: http:// to %s would send the rows without encryption: use https://, or "
			       "allow it with --s3-plain-http",
			       host);
	out->plain_http = !encrypted;
	out->amazon = bucket_is_amazon(host);
	bucket_lower_host(base);
	return RC_OK;
}

static enum rc bucket_read_server(const struct s3_bucket_config *config, struct sv name, struct s3_bucket *out)
{
	bool by_path = config->endpoint || memchr(name.p, '.', name.n);
	AUTO_BUF base = {0};

	if (config->endpoint) {
		TRY(bucket_read_endpoint(config, out, &base));
	} else {
		out->amazon = true;
		buf_adds(&base, "https://");
		if (!by_path)
			buf_addf(&base, "%.*s.", SV_ARG(name));
		buf_addf(&base, "s3.%s.%s", config->region, s3_domain(config->region));
	}
	if (by_path)
		buf_addf(&base, "/%.*s", SV_ARG(name));
	out->base = mem_text(buf_text(&base));
	return RC_OK;
}

static void bucket_set_names(const struct s3_bucket_config *config, struct sv name, struct sv prefix,
			     struct s3_bucket *out)
{
	AUTO_BUF text = {0};

	buf_addf(&text, SCHEME "%.*s", SV_ARG(name));
	if (prefix.n)
		buf_addc(&text, '/');
	buf_addsv(&text, prefix);
	out->url = mem_text(buf_text(&text));
	if (config->endpoint) {
		buf_adds(&text, " at ");
		buf_addsv(&text, (struct sv){out->base, strlen(out->base) - name.n - 1});
	}
	out->name = mem_text(buf_text(&text));
}

static enum rc bucket_read(const struct s3_bucket_config *config, struct s3_bucket *out)
{
	struct sv name = SV(""), prefix = SV("");
	AUTO_BUF whole = {0};
	enum rc rc = bucket_split(config->url, &name, &prefix);

	if (rc != RC_OK)
		return rc_context(rc, "--publish-to");
	TRY(bucket_check_region(config->region));
	TRY(bucket_check_kms_key(config->kms_key));
	TRY(bucket_read_server(config, name, out));
	bucket_set_names(config, name, prefix, out);
	buf_addsv(&whole, prefix);
	if (prefix.n)
		buf_addc(&whole, '/');
	out->prefix = mem_text(buf_text(&whole));
	out->region = mem_text(config->region);
	out->kms_key = config->kms_key ? mem_text(config->kms_key) : NULL;
	return RC_OK;
}

enum rc s3_bucket_read(const struct s3_bucket_config *config, struct s3_bucket *out)
{
	enum rc rc;

	*out = (struct s3_bucket){0};
	rc = bucket_read(config, out);
	if (rc != RC_OK)
		s3_bucket_release(out);
	return rc;
}

void s3_bucket_release(struct s3_bucket *bucket)
{
	char *const texts[] = {bucket->name,   bucket->url,    bucket->base,
			       bucket->prefix, bucket->region, bucket->kms_key};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		mem_free(texts[i]);
	*bucket = (struct s3_bucket){0};
}
