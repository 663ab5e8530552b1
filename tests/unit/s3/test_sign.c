#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "s3/sign.h"

/* The worked examples of "Signature Calculations for the Authorization Header" in the reference of Amazon S3. */
static const struct s3_keys keys = {.id = "AKIAIOSFODNN7EXAMPLE", .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};

#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define WELCOME "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
#define HOST                                                                                                           \
	{                                                                                                              \
		"host", "examplebucket.s3.amazonaws.com"                                                               \
	}
#define TIME                                                                                                           \
	{                                                                                                              \
		"x-amz-date", "20130524T000000Z"                                                                       \
	}

static void expect_signature(const char *method, const char *path, const char *query, const struct s3_header *headers,
			     const char *expected)
{
	AUTO_BUF found = {0};
	struct s3_signing signing = {.method = method,
				     .path = sv_of(path),
				     .query = sv_of(query),
				     .headers = headers,
				     .payload = EMPTY,
				     .time = "20130524T000000Z",
				     .region = "us-east-1",
				     .service = "s3"};

	while (headers[signing.header_count].name) {
		if (strcmp(headers[signing.header_count].name, "x-amz-content-sha256") == 0)
			signing.payload = headers[signing.header_count].value;
		signing.header_count++;
	}
	s3_sign(&signing, &keys, &found);
	assert_string_equal(buf_text(&found), expected);
}

#define CREDENTIAL "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="

static void the_published_examples_have_the_published_signatures(void **state)
{
	const struct s3_header get[] = {HOST, {"range", "bytes=0-9"}, {"x-amz-content-sha256", EMPTY}, TIME, {0}};
	const struct s3_header put[] = {TIME,
					{"x-amz-storage-class", "REDUCED_REDUNDANCY"},
					{"date", "Fri, 24 May 2013 00:00:00 GMT"},
					{"x-amz-content-sha256", WELCOME},
					HOST,
					{0}};
	const struct s3_header plain[] = {{"x-amz-content-sha256", EMPTY}, HOST, TIME, {0}};

	(void)state;
	expect_signature("GET", "/test.txt", "", get,
			 CREDENTIAL "host;range;x-amz-content-sha256;x-amz-date,Signature="
				    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
	expect_signature("PUT", "/test%24file.text", "", put,
			 CREDENTIAL "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature="
				    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
	expect_signature("GET", "/", "lifecycle=", plain,
			 CREDENTIAL "host;x-amz-content-sha256;x-amz-date,Signature="
				    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
	expect_signature("GET", "/", "max-keys=2&prefix=J", plain,
			 CREDENTIAL "host;x-amz-content-sha256;x-amz-date,Signature="
				    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

static void blanks_in_values_do_not_count(void **state)
{
	const struct s3_header one[] = {HOST, {"x-amz-meta-a", "a b c"}, {0}};
	const struct s3_header other[] = {HOST, {"x-amz-meta-a", "  a  b   c "}, {0}};
	struct s3_signing signing = {.method = "GET",
				     .path = SV("/"),
				     .header_count = 2,
				     .payload = EMPTY,
				     .time = "20130524T000000Z",
				     .region = "r",
				     .service = "s3"};
	AUTO_BUF first = {0}, second = {0};

	(void)state;
	signing.headers = one;
	s3_sign(&signing, &keys, &first);
	signing.headers = other;
	s3_sign(&signing, &keys, &second);
	assert_string_equal(buf_text(&first), buf_text(&second));
}

/* Sorted as names: "x-amz-date" comes before "x-amz-date-2", although '-' is less than ':'. */
static void one_name_may_be_the_beginning_of_another(void **state)
{
	const struct s3_header headers[] = {{"x-amz-server-side-encryption-aws-kms-key-id", "k"},
					    {"x-amz-server-side-encryption", "aws:kms"},
					    HOST};
	struct s3_signing signing = {.method = "PUT",
				     .path = SV("/"),
				     .headers = headers,
				     .header_count = 3,
				     .payload = EMPTY,
				     .time = "20130524T000000Z",
				     .region = "r",
				     .service = "s3"};
	AUTO_BUF found = {0};

	(void)state;
	s3_sign(&signing, &keys, &found);
	assert_non_null(strstr(buf_text(&found), "SignedHeaders=host;x-amz-server-side-encryption;"
						 "x-amz-server-side-encryption-aws-kms-key-id,"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_have_the_published_signatures),
		cmocka_unit_test(blanks_in_values_do_not_count),
		cmocka_unit_test(one_name_may_be_the_beginning_of_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
