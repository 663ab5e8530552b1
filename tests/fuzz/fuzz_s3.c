/*
 * What comes from outside when runs are pushed: a destination, the body of a store's refusal, a document with credentials.
 * An input is three parts with a NUL in between. A destination that is accepted gives URLs without any character that could
 * end a request early, and gives them again; of a body only known codes come back; credentials fit into a header.
 */
#include "base/mem.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "net/url.h"
#include "s3/message.h"
#include "s3/refusal.h"
#include "s3/sources.h"

static struct sv take_part(struct sv *rest)
{
	const char *end = rest->n ? memchr(rest->p, '\0', rest->n) : NULL;
	struct sv part = {rest->p, end ? (size_t)(end - rest->p) : rest->n};

	*rest = sv_from(*rest, part.n + 1);
	return part;
}

static void expect_visible(const char *text)
{
	for (; *text; text++)
		EXPECT(*text > ' ' && *text <= '~');
}

static void try_destination(struct sv text)
{
	static const char *const endpoints[] = {NULL, "https://store.example/s3"};
	const struct s3_request request = {.method = NET_GET, .key = "RUN/users.csv.gz"};
	const struct s3_keys keys = {.id = "id", .secret = "secret"};
	AUTO_BUF url = {0};

	buf_addsv(&url, text);
	for (size_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
		const struct s3_bucket_config config = {.url = buf_text(&url),
							.endpoint = endpoints[i],
							.region = "us-east-1"};
		struct s3_message message = {.url = {0}};
		struct s3_bucket bucket;

		if (s3_bucket_read(&config, &bucket) != RC_OK)
			continue;
		s3_message_write(&message, &bucket, &request, &keys, 0);
		expect_visible(buf_text(&message.url));
		EXPECT(!strstr(buf_text(&message.url), "/../") && !strchr(buf_text(&message.url), '?'));
		EXPECT(message.url.n < URL_MAX);
		s3_message_release(&message);
		s3_bucket_release(&bucket);
	}
}

static void try_credentials(struct sv document)
{
	struct s3_secrets secrets = {.id = NULL};

	if (s3_secrets_read(&secrets, document, "it") == RC_OK) {
		expect_visible(secrets.id);
		expect_visible(secrets.secret);
		if (secrets.token)
			expect_visible(secrets.token);
	}
	s3_secrets_release(&secrets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv rest = {(const char *)data, size}, body;
	const struct s3_refusal *refusal;

	try_destination(take_part(&rest));
	body = take_part(&rest);
	refusal = s3_refusal_find(body);
	EXPECT(!refusal || sv_is(s3_element(body, "Code"), refusal->code));
	EXPECT(!refusal || s3_refusal_has_code(body));
	try_credentials(rest);
	return 0;
}
