#include "s3/message.h"

#include "base/mem.h"
#include "base/timestamp.h"

#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SERVICE "s3"

enum { BASE64_SIZE = 45, BASE64_GROUP = 3 }; /* of a SHA-256, with the NUL */

/* All that is in the headers of one request. */
struct draft {
	struct s3_header headers[S3_SIGNED_HEADERS_MAX];
	size_t count;
	char time[S3_TIME_SIZE], checksum[BASE64_SIZE];
	struct buf host;
};

static void draft_add(struct draft *draft, const char *name, const char *value)
{
	if (value)
		draft->headers[draft->count++] = (struct s3_header){name, value};
}

static void message_base64(const unsigned char bytes[SHA256_SIZE], char out[BASE64_SIZE])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < SHA256_SIZE; i += BASE64_GROUP) {
		unsigned long group = (unsigned long)bytes[i] << 16 | (unsigned long)bytes[i + 1] << 8;

		group |= i + 2 < SHA256_SIZE ? bytes[i + 2] : 0U;
		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 0x3f];
		*out++ = digits[group >> 6 & 0x3f];
		*out++ = i + 2 < SHA256_SIZE ? digits[group & 0x3f] : '=';
	}
	*out = '\0';
}

static void message_checksum(const char *hex, char out[BASE64_SIZE])
{
	unsigned char bytes[SHA256_SIZE];

	for (size_t i = 0; i < SHA256_SIZE; i++)
		bytes[i] = (unsigned char)((unsigned)ascii_hex_digit(hex[2 * i]) << 4U |
					   (unsigned)ascii_hex_digit(hex[2 * i + 1]));
	message_base64(bytes, out);
}

/* Amazon stores the checksum, and a bucket with Object Lock wants one. Other stores refuse the header, or ignore it. */
static void draft_add_put(struct draft *draft, const struct s3_bucket *bucket, const struct s3_request *request)
{
	draft_add(draft, S3_SHA256_HEADER, request->sha256);
	if (bucket->amazon) {
		message_checksum(request->sha256, draft->checksum);
		draft_add(draft, "x-amz-checksum-sha256", draft->checksum);
	}
	if (bucket->kms_key) {
		draft_add(draft, "x-amz-server-side-encryption", "aws:kms");
		draft_add(draft, "x-amz-server-side-encryption-aws-kms-key-id", bucket->kms_key);
	}
	draft_add(draft, "if-none-match", request->if_none ? "*" : NULL);
	draft_add(draft, "if-match", request->if_match);
}

static void message_add_line(struct s3_message *message, const char *name, const char *value)
{
	buf_addf(&message->text, "%s: %s", name, value);
	buf_addc(&message->text, '\0');
}

/* The pointers come last, since the text moves while it grows. */
static void message_point(struct s3_message *message)
{
	size_t count = 0;

	for (const char *line = message->text.p; line < message->text.p + message->text.n; line += strlen(line) + 1)
		message->lines[count++] = line;
	message->lines[count] = NULL;
}

/* The room for all lines, so that growing leaves no copy of the token behind. */
static size_t message_room(const struct draft *draft)
{
	size_t room = 1024; /* the authorization and the content type */

	for (size_t i = 0; i < draft->count; i++)
		room += strlen(draft->headers[i].name) + strlen(draft->headers[i].value) + sizeof(": ");
	return room;
}

static void message_wipe(struct s3_message *message)
{
	if (message->text.p)
		mem_wipe(message->text.p, message->text.n);
	buf_clear(&message->text);
	buf_clear(&message->url);
}

void s3_message_write(struct s3_message *message, const struct s3_bucket *bucket, const struct s3_request *request,
		      const struct s3_keys *keys, int64_t now_ms)
{
	static const char *const names[NET_METHODS] = {
		[NET_GET] = "GET", [NET_HEAD] = "HEAD", [NET_PUT] = "PUT", [NET_POST] = "POST"};
	const char *payload = request->method == NET_PUT ? request->sha256 : EMPTY_SHA256;
	struct s3_signing signing = {.method = names[request->method],
				     .payload = payload,
				     .region = bucket->region,
				     .service = SERVICE};
	AUTO_BUF authorization = {0};
	struct draft draft = {0};
	struct sv host;

	message_wipe(message);
	buf_adds(&message->url, bucket->base);
	buf_addc(&message->url, '/');
	buf_add_encoded(&message->url, sv_of(bucket->prefix), "/");
	buf_add_encoded(&message->url, sv_of(request->key), "/");
	host = s3_host_of(buf_text(&message->url));
	buf_addsv(&draft.host, host);
	timestamp_run_name(now_ms, draft.time);
	draft_add(&draft, "host", buf_text(&draft.host));
	draft_add(&draft, "x-amz-content-sha256", payload);
	draft_add(&draft, "x-amz-date", draft.time);
	draft_add(&draft, "x-amz-security-token", keys->token);
	if (request->method == NET_PUT)
		draft_add_put(&draft, bucket, request);
	signing.path = sv_of(host.p + host.n);
	signing.headers = draft.headers;
	signing.header_count = draft.count;
	signing.time = draft.time;
	s3_sign(&signing, keys, &authorization);
	buf_reserve(&message->text, message_room(&draft));
	for (size_t i = 1; i < draft.count; i++) /* libcurl sends the host */
		message_add_line(message, draft.headers[i].name, draft.headers[i].value);
	message_add_line(message, "authorization", buf_text(&authorization));
	if (request->content_type)
		message_add_line(message, "content-type", request->content_type);
	message_point(message);
	buf_release(&draft.host);
}

void s3_message_release(struct s3_message *message)
{
	message_wipe(message);
	buf_release(&message->text);
	buf_release(&message->url);
}
