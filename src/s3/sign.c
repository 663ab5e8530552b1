#include "s3/sign.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/mem.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define SCOPE_END "aws4_request"

static int sign_compare(const void *a, const void *b)
{
	const struct s3_header *const *first = a, *const *second = b;

	return strcmp((*first)->name, (*second)->name);
}

/* Without blanks at either end, and with one blank where there are several. */
static void sign_add_value(struct buf *out, const char *value)
{
	struct sv text = sv_trim(sv_of(value));

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != ' ' || text.p[i - 1] != ' ')
			buf_addc(out, text.p[i]);
}

struct sign_work {
	const struct s3_header *headers[S3_SIGNED_HEADERS_MAX]; /* sorted by name */
	size_t count;
	struct buf names; /* host;x-amz-date */
};

static void sign_sort(const struct s3_signing *signing, struct sign_work *work)
{
	for (; work->count < signing->header_count; work->count++)
		work->headers[work->count] = &signing->headers[work->count];
	qsort(work->headers, work->count, sizeof(*work->headers), sign_compare);
	for (size_t i = 0; i < work->count; i++)
		buf_addf(&work->names, "%s%s", i ? ";" : "", work->headers[i]->name);
}

/* The hash of the "canonical request". */
static void sign_hash_request(const struct s3_signing *signing, struct sign_work *work, char hex[SHA256_HEX_SIZE])
{
	AUTO_SECRET text = {0}; /* the token is in it */

	buf_addf(&text, "%s\n", signing->method);
	buf_addsv(&text, signing->path);
	buf_addc(&text, '\n');
	buf_addsv(&text, signing->query);
	buf_addc(&text, '\n');
	for (size_t i = 0; i < work->count; i++) {
		buf_addf(&text, "%s:", work->headers[i]->name);
		sign_add_value(&text, work->headers[i]->value);
		buf_addc(&text, '\n');
	}
	buf_addf(&text, "\n%s\n%s", buf_text(&work->names), signing->payload);
	digest_of(buf_sv(&text), hex);
}

static void sign_derive(const struct s3_signing *signing, const char *secret, unsigned char key[SHA256_SIZE])
{
	const struct sv parts[] = {sv_of(signing->region), sv_of(signing->service), SV(SCOPE_END)};
	AUTO_SECRET first = {0};

	buf_reserve(&first, sizeof("AWS4") + strlen(secret));
	buf_adds(&first, "AWS4");
	buf_adds(&first, secret);
	digest_hmac(buf_sv(&first), (struct sv){signing->time, S3_DATE_LENGTH}, key);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		digest_hmac((struct sv){(const char *)key, SHA256_SIZE}, parts[i], key);
}

void s3_sign(const struct s3_signing *signing, const struct s3_keys *keys, struct buf *authorization)
{
	unsigned char key[SHA256_SIZE];
	char hash[SHA256_HEX_SIZE], signature[SHA256_HEX_SIZE];
	struct sign_work work = {0};
	AUTO_BUF scope = {0}, text = {0};

	sign_sort(signing, &work);
	sign_hash_request(signing, &work, hash);
	buf_addf(&scope, "%.*s/%s/%s/" SCOPE_END, S3_DATE_LENGTH, signing->time, signing->region, signing->service);
	buf_addf(&text, ALGORITHM "\n%s\n%s\n%s", signing->time, buf_text(&scope), hash);
	sign_derive(signing, keys->secret, key);
	digest_hmac((struct sv){(const char *)key, SHA256_SIZE}, buf_sv(&text), key);
	digest_hex(key, signature);
	mem_wipe(key, sizeof(key));
	buf_addf(authorization, ALGORITHM " Credential=%s/%s,SignedHeaders=%s,Signature=%s", keys->id, buf_text(&scope),
		 buf_text(&work.names), signature);
	buf_release(&work.names);
}
