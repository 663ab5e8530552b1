/*
 * Requests with a body, and what their answers say in headers.
 */
#include "exchange.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/socket.h>

enum { LARGE = 3 << 20 };

/* What the server got last; to be read after the answer has arrived. */
static char last_head[HTTP_STUB_REQUEST_MAX];
static struct buf last_body;
static unsigned bodies;

static bool read_body(int fd, const char *head)
{
	const char *length = strstr(head, "Content-Length: ");
	size_t left = length ? strtoul(length + 16, NULL, 10) : 0;
	char bytes[65536];

	snprintf(last_head, sizeof(last_head), "%s", head);
	buf_clear(&last_body);
	if (strstr(head, "Expect: 100-continue"))
		http_stub_say(fd, "HTTP/1.1 100 Continue\r\n\r\n");
	while (left > 0) {
		ssize_t got = recv(fd, bytes, left < sizeof(bytes) ? left : sizeof(bytes), 0);

		if (got <= 0)
			return false;
		buf_add(&last_body, bytes, (size_t)got);
		left -= (size_t)got;
	}
	bodies++;
	return true;
}

static bool take(int fd, const char *head)
{
	return read_body(fd, head) &&
	       http_stub_say(fd, "HTTP/1.1 200 OK\r\nETag: \"abc\"\r\nX-Amz-Meta-A: \x1b[1mone\r\n"
				 "Content-Length: 0\r\n\r\n");
}

static bool refuse(int fd, const char *head)
{
	return read_body(fd, head) &&
	       http_stub_say(fd, "HTTP/1.1 403 No\r\nContent-Length: 19\r\n\r\n<Code>Denied</Code>");
}

/* Closes the connection as soon as the second request on it arrives, as a server does whose time-out has passed. */
static bool close_on_reuse(int fd, const char *head)
{
	static unsigned asked;

	return asked++ == 1 ? false : take(fd, head);
}

static bool head_only(int fd, const char *head)
{
	snprintf(last_head, sizeof(last_head), "%s", head);
	return http_stub_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 123456789\r\nX-Amz-Meta-Sha256: 12ab\r\n\r\n");
}

static const struct http_stub_route routes[] = {
	{"/take", take},
	{"/refuse", refuse},
	{"/reuse", close_on_reuse},
	{"/head", head_only},
};

struct source {
	struct sv bytes;
	uint64_t fails_at; /* 0: never */
};

static int64_t source_read(void *context, uint64_t from, char *to, size_t size)
{
	const struct source *source = context;
	struct sv left = sv_from(source->bytes, (size_t)from);
	size_t n = left.n < size ? left.n : size;

	if (source->fails_at && from + n > source->fails_at)
		return -1;
	memcpy(to, left.p, n);
	return (int64_t)n;
}

static struct net *bare_client(void)
{
	const struct net_config config = {.user_agent = "t",
					  .keyless = true,
					  .clock = &test_clock,
					  .loopback = true,
					  .stall_seconds = 30,
					  .connections = 2};
	struct net *net;

	assert_int_equal(net_new(&config, &net), RC_OK);
	return net;
}

/* Sends a request to `path` and waits for its end. `request` has the rest. */
static void send_to(struct net *net, struct exchange *exchange, const char *path, struct net_request request)
{
	char url[512];

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", http_stub_port(stub), path);
	request.url = url;
	request.context = exchange;
	request.body = request.refused = exchange_body;
	request.done = exchange_done;
	assert_int_equal(net_start(net, &request, &exchange->transfer), RC_OK);
	run(net);
	assert_int_equal(exchange->ends, 1);
}

static void a_body_is_sent_with_headers_of_its_own(void **state)
{
	static const char *const headers[] = {"x-one: 1", "x-two: 2", NULL};
	struct source source = {SV("hello"), 0};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	send_to(net, &exchange, "/take/a%2Fb/../c",
		(struct net_request){.method = NET_PUT, .headers = headers, .upload = {source_read, &source, 5}});
	net_free(net);
	assert_int_equal(exchange.answer.status, 200);
	assert_string_equal(buf_text(&last_body), "hello");
	assert_int_equal(strncmp(last_head, "PUT /take/a%2Fb/../c HTTP/1.1\r\n", 31), 0);
	assert_non_null(strstr(last_head, "\r\nx-one: 1\r\nx-two: 2\r\n"));
	assert_non_null(strstr(last_head, "\r\nContent-Length: 5\r\n"));
	assert_null(strstr(last_head, "X-API-KEY"));
}

static void a_post_and_an_empty_put_have_bodies_too(void **state)
{
	struct source source = {SV("a=b"), 0};
	struct net *net = bare_client();
	AUTO_EXCHANGE post = {0}, empty = {0};

	(void)state;
	send_to(net, &post, "/take", (struct net_request){.method = NET_POST, .upload = {source_read, &source, 3}});
	assert_int_equal(strncmp(last_head, "POST /take", 10), 0);
	assert_string_equal(buf_text(&last_body), "a=b");
	send_to(net, &empty, "/take", (struct net_request){.method = NET_PUT});
	assert_non_null(strstr(last_head, "\r\nContent-Length: 0\r\n"));
	assert_int_equal(empty.answer.status, 200);
	net_free(net);
}

static void a_large_body_arrives_whole(void **state)
{
	char *bytes = mem_alloc(LARGE);
	struct source source = {{bytes, LARGE}, 0};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	for (size_t i = 0; i < LARGE; i++)
		bytes[i] = (char)(i * 31 >> 7);
	send_to(net, &exchange, "/take",
		(struct net_request){.method = NET_PUT, .upload = {source_read, &source, LARGE}});
	net_free(net);
	assert_int_equal(last_body.n, LARGE);
	assert_memory_equal(last_body.p, bytes, LARGE);
	mem_free(bytes);
}

static void a_body_that_cannot_be_read_is_not_sent(void **state)
{
	struct source source = {SV("hello"), 3};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	bodies = 0;
	send_to(net, &exchange, "/take", (struct net_request){.method = NET_PUT, .upload = {source_read, &source, 5}});
	net_free(net);
	assert_false(exchange.answer.complete);
	assert_string_equal(exchange.answer.failure, "the body to be sent cannot be read");
	assert_int_equal(bodies, 0);
}

static void a_body_is_sent_again_on_a_new_connection(void **state)
{
	struct source source = {SV("hello"), 0};
	struct net *net = bare_client();
	AUTO_EXCHANGE first = {0}, second = {0};

	(void)state;
	send_to(net, &first, "/reuse", (struct net_request){.method = NET_PUT, .upload = {source_read, &source, 5}});
	send_to(net, &second, "/reuse", (struct net_request){.method = NET_PUT, .upload = {source_read, &source, 5}});
	net_free(net);
	assert_int_equal(second.answer.status, 200);
	assert_string_equal(buf_text(&last_body), "hello");
}

static void the_body_of_a_refusal_is_passed_on(void **state)
{
	struct source source = {SV("hello"), 0};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	send_to(net, &exchange, "/refuse",
		(struct net_request){.method = NET_PUT, .upload = {source_read, &source, 5}});
	net_free(net);
	assert_int_equal(exchange.answer.status, 403);
	assert_string_equal(buf_text(&exchange.body), "<Code>Denied</Code>");
}

static void a_head_gives_length_and_fields(void **state)
{
	struct net_field fields[] = {{.name = "x-amz-meta-sha256"}, {.name = "etag"}};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	send_to(net, &exchange, "/head", (struct net_request){.method = NET_HEAD, .fields = fields, .field_count = 2});
	net_free(net);
	assert_int_equal(strncmp(last_head, "HEAD /head", 10), 0);
	assert_true(exchange.answer.complete);
	assert_int_equal(exchange.answer.length, 123456789);
	assert_string_equal(fields[0].value, "12ab");
	assert_string_equal(fields[1].value, "");
}

static void fields_are_printable(void **state)
{
	struct net_field fields[] = {{.name = "x-amz-meta-a"}, {.name = "etag"}};
	struct net *net = bare_client();
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	send_to(net, &exchange, "/take", (struct net_request){.method = NET_PUT, .fields = fields, .field_count = 2});
	net_free(net);
	assert_string_equal(fields[0].value, "[1mone");
	assert_string_equal(fields[1].value, "\"abc\"");
}

static int start_stub(void **state)
{
	(void)state;
	stub = http_stub_start(routes, sizeof(routes) / sizeof(routes[0]));
	return stub ? 0 : -1;
}

static int stop_stub(void **state)
{
	(void)state;
	http_stub_stop(stub);
	buf_release(&last_body);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_is_sent_with_headers_of_its_own),
		cmocka_unit_test(a_post_and_an_empty_put_have_bodies_too),
		cmocka_unit_test(a_large_body_arrives_whole),
		cmocka_unit_test(a_body_that_cannot_be_read_is_not_sent),
		cmocka_unit_test(a_body_is_sent_again_on_a_new_connection),
		cmocka_unit_test(the_body_of_a_refusal_is_passed_on),
		cmocka_unit_test(a_head_gives_length_and_fields),
		cmocka_unit_test(fields_are_printable),
	};

	return cmocka_run_group_tests(tests, start_stub, stop_stub);
}
