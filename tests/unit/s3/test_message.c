/*
 * Where requests go, and what they say: what no server of the tests can show is what is sent to Amazon's own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "s3/message.h"
#include "s3/refusal.h"

#define NOW INT64_C(1795399200000) /* 2026-11-23T02:00:00Z */
#define HASH "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"

static const struct s3_keys keys = {.id = "ID", .secret = "secret", .token = "token"};

static struct s3_bucket bucket_of(const char *url, const char *endpoint, const char *region)
{
	const struct s3_bucket_config config = {.url = url, .endpoint = endpoint, .region = region, .kms_key = "k"};
	struct s3_bucket bucket;

	assert_int_equal(s3_bucket_read(&config, &bucket), RC_OK);
	return bucket;
}

static void expect_url(const char *url, const char *endpoint, const char *region, const char *expected)
{
	const struct s3_request request = {.method = NET_GET, .key = "RUN/users.csv.gz"};
	struct s3_bucket bucket = bucket_of(url, endpoint, region);
	struct s3_message message = {0};

	s3_message_write(&message, &bucket, &request, &keys, NOW);
	assert_string_equal(buf_text(&message.url), expected);
	s3_message_release(&message);
	s3_bucket_release(&bucket);
}

static void amazons_buckets_have_hosts_of_their_own(void **state)
{
	(void)state;
	expect_url("s3://acme/a/b/", NULL, "eu-central-1",
		   "https://acme.s3.eu-central-1.amazonaws.com/a/b/RUN/users.csv.gz");
	expect_url("s3://acme", NULL, "cn-north-1", "https://acme.s3.cn-north-1.amazonaws.com.cn/RUN/users.csv.gz");
	/* No certificate fits a host with more dots. */
	expect_url("s3://acme.exports", NULL, "us-east-1",
		   "https://s3.us-east-1.amazonaws.com/acme.exports/RUN/users.csv.gz");
}

static void an_endpoint_has_the_bucket_in_its_path(void **state)
{
	(void)state;
	expect_url("s3://acme/p", "https://Store.Example:9000/", "auto",
		   "https://store.example:9000/acme/p/RUN/users.csv.gz");
	expect_url("s3://acme/p", "https://store.example:443/s3", "auto",
		   "https://store.example/s3/acme/p/RUN/users.csv.gz");
	expect_url("s3://acme/dt=1 2", "http://[::1]:1", "auto", "http://[::1]:1/acme/dt%3D1%202/RUN/users.csv.gz");
}

static void names_say_where_the_endpoint_is(void **state)
{
	struct s3_bucket own = bucket_of("s3://acme/p/", NULL, "us-east-1");
	struct s3_bucket other = bucket_of("s3://acme", "https://store.example/s3/", "auto");

	(void)state;
	assert_string_equal(own.name, "s3://acme/p");
	assert_string_equal(own.url, "s3://acme/p");
	assert_string_equal(other.name, "s3://acme at https://store.example/s3");
	assert_string_equal(other.url, "s3://acme");
	s3_bucket_release(&own);
	s3_bucket_release(&other);
}

/* The value of a header line; NULL if there is none. */
static const char *line_of(const struct s3_message *message, const char *name)
{
	for (const char *const *line = message->lines; *line; line++)
		if (strncmp(*line, name, strlen(name)) == 0 && strncmp(*line + strlen(name), ": ", 2) == 0)
			return *line + strlen(name) + 2;
	return NULL;
}

static void write_put(struct s3_message *message, const char *endpoint)
{
	const struct s3_request request = {
		.method = NET_PUT, .key = "k", .sha256 = HASH, .content_type = "application/json", .if_none = true};
	struct s3_bucket bucket = bucket_of("s3://acme", endpoint, "us-east-1");

	s3_message_write(message, &bucket, &request, &keys, NOW);
	s3_bucket_release(&bucket);
}

static void a_put_says_what_it_sends(void **state)
{
	struct s3_message message = {0};

	(void)state;
	write_put(&message, NULL);
	assert_string_equal(line_of(&message, "x-amz-content-sha256"), HASH);
	assert_string_equal(line_of(&message, "x-amz-meta-sha256"), HASH);
	assert_string_equal(line_of(&message, "x-amz-checksum-sha256"), "RM591nyVng01JP+sF3Hfu6h9K2tLTpnkIDSouAP4sHI=");
	assert_string_equal(line_of(&message, "x-amz-date"), "20261123T020000Z");
	assert_string_equal(line_of(&message, "x-amz-security-token"), "token");
	assert_string_equal(line_of(&message, "x-amz-server-side-encryption"), "aws:kms");
	assert_string_equal(line_of(&message, "x-amz-server-side-encryption-aws-kms-key-id"), "k");
	assert_string_equal(line_of(&message, "if-none-match"), "*");
	assert_string_equal(line_of(&message, "content-type"), "application/json");
	assert_null(line_of(&message, "host"));
	assert_non_null(strstr(line_of(&message, "authorization"),
			       "Credential=ID/20261123/us-east-1/s3/aws4_request,SignedHeaders=host;if-none-match;"
			       "x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;x-amz-meta-sha256;"
			       "x-amz-security-token;x-amz-server-side-encryption;"
			       "x-amz-server-side-encryption-aws-kms-key-id,"));
	s3_message_release(&message);
}

/* Others answer 501, or silently take a wrong one. */
static void only_amazon_gets_a_checksum(void **state)
{
	struct s3_message message = {0};

	(void)state;
	write_put(&message, "https://store.example");
	assert_null(line_of(&message, "x-amz-checksum-sha256"));
	write_put(&message, "https://s3.dualstack.us-east-1.amazonaws.com");
	assert_non_null(line_of(&message, "x-amz-checksum-sha256"));
	s3_message_release(&message);
}

static void only_known_codes_are_found(void **state)
{
	(void)state;
	assert_string_equal(s3_refusal_find(SV("<Error><Code> SlowDown\n</Code></Error>"))->code, "SlowDown");
	assert_null(s3_refusal_find(SV("<Error><Code>Surprise</Code></Error>")));
	assert_null(s3_refusal_find(SV("<Error><Code>SlowDown")));
	assert_null(s3_refusal_find(SV("SlowDown")));
	assert_null(s3_refusal_find(SV("")));
	assert_true(s3_refusal_has_code(SV("<Code>x</Code>")));
	assert_false(s3_refusal_has_code(SV("<html><head>")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amazons_buckets_have_hosts_of_their_own),
		cmocka_unit_test(an_endpoint_has_the_bucket_in_its_path),
		cmocka_unit_test(names_say_where_the_endpoint_is),
		cmocka_unit_test(a_put_says_what_it_sends),
		cmocka_unit_test(only_amazon_gets_a_checksum),
		cmocka_unit_test(only_known_codes_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
