#include "exchange.h"
#include "net/key.h"
#include "support/http_odd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void expect_hello(const char *path, bool framed)
{
	AUTO_EXCHANGE exchange = {0};

	exchange_whole(&exchange, path);
	assert_int_equal(exchange.answer.status, 200);
	assert_true(exchange.answer.complete);
	assert_int_equal(exchange.answer.framed, framed);
	assert_int_equal(exchange.answer.bytes, 5);
	assert_string_equal(exchange.answer.failure, "");
	assert_string_equal(buf_text(&exchange.body), "hello");
	assert_int_equal(exchange.answer.retry_after, -1);
	assert_false(exchange.answer.paused);
}

static void a_body_arrives_however_it_is_framed(void **state)
{
	(void)state;
	expect_hello("/length", true);
	expect_hello("/chunks", true);
	expect_hello("/gzip", true);
	expect_hello("/closed", false);
}

static void an_empty_body_is_complete(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/empty");
	assert_int_equal(exchange.answer.status, 200);
	assert_true(exchange.answer.complete);
	assert_int_equal(exchange.pieces, 0);
}

static void requests_carry_our_headers(void **state)
{
	(void)state;
	expect_hello("/length?page[number]=1", true);
	assert_memory_equal(http_odd_last_request, "GET /length?page[number]=1 HTTP/1.1\r\n", 37);
	assert_non_null(strstr(http_odd_last_request, "\r\nX-API-KEY: " SECRET "\r\n"));
	assert_non_null(strstr(http_odd_last_request, "\r\nAccept: application/vnd.api+json\r\n"));
	assert_non_null(strstr(http_odd_last_request, "\r\nUser-Agent: pinpoint-export/test\r\n"));
	assert_non_null(strstr(http_odd_last_request, "\r\nAccept-Encoding: "));
	assert_non_null(strstr(http_odd_last_request, "gzip"));
}

static void headers_of_the_answer_are_reported(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/length");
	assert_true(exchange.answer.date_ms == INT64_C(1795399200000));
	assert_string_equal(exchange.answer.request_id, "ab[31m-12");
	assert_string_equal(exchange.answer.version, "1.0.27");
	assert_string_equal(exchange.answer.location, "");
}

static void expect_broken(const char *path, long status)
{
	AUTO_EXCHANGE exchange = {0};

	exchange_whole(&exchange, path);
	assert_int_equal(exchange.answer.status, status);
	assert_false(exchange.answer.complete);
	assert_false(exchange.answer.permanent);
	assert_false(exchange.answer.timed_out);
	assert_string_not_equal(exchange.answer.failure, "");
	assert_null(strstr(exchange.answer.failure, "hello"));
	assert_null(strstr(exchange.answer.failure, "surprise"));
}

static void a_cut_body_is_not_complete(void **state)
{
	(void)state;
	expect_broken("/cut-length", 200);
	expect_broken("/cut-chunks", 200);
	expect_broken("/cut-status", 0);
}

static void a_broken_answer_breaks_off(void **state)
{
	(void)state;
	expect_broken("/broken-chunks", 200);
	expect_broken("/broken-gzip", 200);
	expect_broken("/not-http", 0);
}

static void expect_words(const char *path, const char *words)
{
	AUTO_EXCHANGE exchange = {0};

	exchange_whole(&exchange, path);
	assert_false(exchange.answer.complete);
	assert_false(exchange.answer.permanent);
	/* More follows where libcurl leaves two causes open. */
	assert_int_equal(strncmp(exchange.answer.failure, words, strlen(words)), 0);
}

/* libcurl says "Out of memory" (7.88), "A value or data field grew larger than allowed" (8.14), "Failed writing ...". */
static void misleading_texts_of_libcurl_are_replaced(void **state)
{
	(void)state;
	expect_words("/long-header", "a header line is longer than libcurl accepts");
	expect_words("/gzip-and-more", "the compressed body continues after its end");
}

static void an_encoding_that_was_not_requested_is_permanent(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/odd-encoding");
	assert_int_equal(exchange.answer.status, 200);
	assert_true(exchange.answer.permanent);
	assert_non_null(strstr(exchange.answer.advice, "encoding"));
}

/* The status is enough without the body, and the next try may succeed. */
static void an_error_that_cannot_be_decoded_is_its_status(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/odd-error");
	assert_int_equal(exchange.answer.status, 500);
	assert_false(exchange.answer.permanent);
}

static void what_arrived_before_the_cut_was_passed_on(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/cut-length");
	assert_string_equal(buf_text(&exchange.body), "hello");
	assert_int_equal(exchange.answer.bytes, 5);
	assert_string_equal(exchange.answer.request_id, "r1");
	assert_string_equal(exchange.answer.version, "");
}

static void expect_retry_after(const char *header, int64_t low, int64_t high)
{
	AUTO_EXCHANGE exchange = {0};
	char path[256];

	snprintf(path, sizeof(path), "/say?%s", header);
	exchange_whole(&exchange, path);
	assert_int_equal(exchange.answer.status, 429);
	assert_true(exchange.answer.complete);
	assert_int_equal(exchange.pieces, 0);
	assert_int_equal(exchange.answer.bytes, 8);
	assert_true(exchange.answer.retry_after >= low && exchange.answer.retry_after <= high);
}

static void a_missing_retry_after_differs_from_zero(void **state)
{
	(void)state;
	expect_retry_after("X-Other:+1", -1, -1);
	expect_retry_after("Retry-After:+0", 0, 0);
	expect_retry_after("Retry-After:+17", 17, 17);
	expect_retry_after("Retry-After:+soon", -1, -1);
	expect_retry_after("Date:+Mon,+23+Nov+2026+02:00:00+GMT~Retry-After:+Mon,+23+Nov+2026+02:01:00+GMT", 60, 60);
	expect_retry_after("Date:+Mon,+23+Nov+2026+02:00:00+GMT~Retry-After:+Tue,+24+Nov+2026+02:00:00+GMT", 86400,
			   86400);
	/* Without the service's own time, this machine's counts. */
	expect_retry_after("Retry-After:+Mon,+23+Nov+2026+02:01:00+GMT", 60, 60);
	expect_retry_after("Retry-After:+Mon,+23+Nov+2026+10:00:00+GMT", 28800, 28800);
	expect_retry_after("Retry-After:+Fri,+31+Dec+9999+23:59:59+GMT", INT64_C(315360000), INT64_C(315360000));
	expect_retry_after("Retry-After:+Sat,+01+Jan+2000+00:00:00+GMT", 0, 0);
}

static void redirects_are_reported_and_not_followed(void **state)
{
	AUTO_EXCHANGE exchange = {0}, strange = {0};

	(void)state;
	exchange_whole(&exchange, "/redirect");
	assert_int_equal(exchange.answer.status, 302);
	assert_true(exchange.answer.complete);
	assert_string_equal(exchange.answer.location, "https://elsewhere.example/login");
	assert_int_equal(exchange.pieces, 0);
	exchange_whole(&strange, "/strange-redirect");
	assert_int_equal(strange.answer.status, 302);
	assert_string_equal(strange.answer.location, "");
}

static void a_key_that_comes_back_is_hidden(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/reflecting");
	assert_int_equal(exchange.answer.status, 302);
	assert_string_equal(exchange.answer.request_id, "(hidden)");
	assert_string_equal(exchange.answer.location, "(hidden)");
}

static void expect_stall(const struct exchange *exchange, long status)
{
	assert_true(exchange->answer.timed_out);
	assert_false(exchange->answer.complete);
	assert_false(exchange->answer.permanent);
	assert_int_equal(exchange->answer.status, status);
	assert_string_equal(exchange->answer.failure, "no byte for 1 s");
}

/* Both at the same time, since the clock is that of the machine. */
static void a_stall_ends_by_the_clock(void **state)
{
	AUTO_EXCHANGE in_body = {0}, before_status = {0};
	struct net *net = client(1, 2);

	(void)state;
	exchange_start(&in_body, net, "/stalled");
	exchange_start(&before_status, net, "/silent");
	run(net);
	net_free(net);
	expect_stall(&in_body, 200);
	expect_stall(&before_status, 0);
}

static void look(struct exchange *exchange)
{
	struct net_answer seen;

	net_look(exchange->transfer, &seen);
	assert_int_equal(seen.status, 200);
	assert_false(seen.complete);
	assert_string_equal(seen.request_id, "ab[31m-12");
	assert_string_equal(seen.version, "1.0.27");
}

static void a_running_transfer_can_be_looked_at(void **state)
{
	AUTO_EXCHANGE exchange = {.in_body = look}, silent = {0};
	struct net *net = client(1, 2);
	struct net_answer seen;

	(void)state;
	exchange_start(&exchange, net, "/length");
	exchange_start(&silent, net, "/silent");
	while (exchange.ends == 0)
		assert_int_equal(net_step(net, 100), RC_OK);
	net_look(silent.transfer, &seen);
	assert_int_equal(seen.status, 0);
	assert_string_equal(seen.request_id, "");
	net_free(net);
}

static void an_endless_body_that_is_not_wanted_is_cut(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/endless-error");
	assert_int_equal(exchange.answer.status, 500);
	assert_false(exchange.answer.complete);
	assert_true(exchange.answer.bytes > NET_DISCARD_MAX && exchange.answer.bytes < 2 * NET_DISCARD_MAX);
	assert_int_equal(exchange.pieces, 0);
}

/* libcurl keeps each of them in memory. */
static void endless_trailers_are_cut(void **state)
{
	AUTO_EXCHANGE exchange = {0};

	(void)state;
	exchange_whole(&exchange, "/many-trailers");
	assert_int_equal(exchange.answer.status, 200);
	assert_false(exchange.answer.complete);
	assert_false(exchange.answer.permanent);
	assert_string_equal(exchange.answer.failure, "more than 1 MiB of header lines");
}

/* A port that nobody listens on, since it was released a moment ago. */
static unsigned dead_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static void the_body_of_a_404_is_for_those_who_want_it(void **state)
{
	(void)state;
	for (int wanted = 0; wanted < 2; wanted++) {
		AUTO_EXCHANGE exchange = {.wants_missing = wanted};

		exchange_whole(&exchange, "/missing");
		assert_int_equal(exchange.answer.status, 404);
		assert_true(exchange.answer.complete);
		assert_int_equal(exchange.answer.bytes, 8);
		assert_string_equal(buf_text(&exchange.body), wanted ? "surprise" : "");
	}
}

static void other_bodies_are_not_passed_on(void **state)
{
	AUTO_EXCHANGE exchange = {.wants_missing = true};

	(void)state;
	exchange_whole(&exchange, "/say?X-Other:+1");
	assert_int_equal(exchange.answer.status, 429);
	assert_int_equal(exchange.pieces, 0);
}

static void a_refused_connection_has_no_status(void **state)
{
	AUTO_EXCHANGE exchange = {0};
	struct net *net = client(30, 1);
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", dead_port());
	exchange_start_at(&exchange, net, url);
	run(net);
	net_free(net);
	assert_int_equal(exchange.answer.status, 0);
	assert_false(exchange.answer.complete);
	assert_false(exchange.answer.permanent);
	assert_string_not_equal(exchange.answer.failure, "");
}

static void http_is_refused_unless_the_base_url_is_loopback(void **state)
{
	const struct net_config config = {.user_agent = "t", .api_key = SECRET, .stall_seconds = 1, .connections = 1};
	static const char *const urls[] = {"http://127.0.0.1:1/", "HTTP://127.0.0.1:1/", "ftp://127.0.0.1/",
					   "127.0.0.1", ""};
	struct net *net;

	(void)state;
	assert_int_equal(net_new(&config, &net), RC_OK);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		const struct net_request request = {.url = urls[i], .body = exchange_body, .done = exchange_done};
		struct net_transfer *transfer;

		assert_int_equal(net_start(net, &request, &transfer), RC_USAGE);
		assert_null(transfer);
	}
	assert_int_equal(net_running(net), 0);
	net_free(net);
}

static void loopback_never_goes_through_a_proxy(void **state)
{
	char proxy[64];

	(void)state;
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%u", dead_port());
	assert_int_equal(setenv("http_proxy", proxy, 1), 0);
	assert_int_equal(setenv("ALL_PROXY", proxy, 1), 0);
	expect_hello("/length", true);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

static void expect_no_client(const struct net_config *config)
{
	struct net *net;

	assert_int_equal(net_new(config, &net), RC_USAGE);
	assert_null(net);
	assert_null(strstr(rc_text(), SECRET));
}

static void a_configuration_that_cannot_work_is_refused(void **state)
{
	static const char *const keys[] = {NULL, "", SECRET "\n", SECRET "\r\nX-Other: 1", "two words", "\xc3\xa9"};
	const struct net_config no_connections = {.api_key = SECRET};
	const struct net_config no_file = {.api_key = SECRET, .connections = 1, .ca_file = "/nonexistent/ca.pem"};
	char longest[NET_KEY_MAX + 2];
	struct net_config long_key = {.api_key = longest, .connections = 1};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct net_config config = {.api_key = keys[i], .connections = 1};

		expect_no_client(&config);
	}
	memset(longest, 'k', sizeof(longest));
	longest[NET_KEY_MAX + 1] = '\0';
	expect_no_client(&long_key);
	expect_no_client(&no_connections);
	expect_no_client(&no_file);
	net_free(NULL);
}

static int start_stub(void **state)
{
	(void)state;
	stub = http_stub_start(http_odd_routes, http_odd_count);
	return stub ? 0 : -1;
}

static int stop_stub(void **state)
{
	(void)state;
	http_stub_stop(stub);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_arrives_however_it_is_framed),
		cmocka_unit_test(an_empty_body_is_complete),
		cmocka_unit_test(requests_carry_our_headers),
		cmocka_unit_test(headers_of_the_answer_are_reported),
		cmocka_unit_test(a_cut_body_is_not_complete),
		cmocka_unit_test(a_broken_answer_breaks_off),
		cmocka_unit_test(misleading_texts_of_libcurl_are_replaced),
		cmocka_unit_test(an_encoding_that_was_not_requested_is_permanent),
		cmocka_unit_test(an_error_that_cannot_be_decoded_is_its_status),
		cmocka_unit_test(what_arrived_before_the_cut_was_passed_on),
		cmocka_unit_test(a_missing_retry_after_differs_from_zero),
		cmocka_unit_test(redirects_are_reported_and_not_followed),
		cmocka_unit_test(a_key_that_comes_back_is_hidden),
		cmocka_unit_test(a_stall_ends_by_the_clock),
		cmocka_unit_test(a_running_transfer_can_be_looked_at),
		cmocka_unit_test(an_endless_body_that_is_not_wanted_is_cut),
		cmocka_unit_test(endless_trailers_are_cut),
		cmocka_unit_test(the_body_of_a_404_is_for_those_who_want_it),
		cmocka_unit_test(other_bodies_are_not_passed_on),
		cmocka_unit_test(a_refused_connection_has_no_status),
		cmocka_unit_test(http_is_refused_unless_the_base_url_is_loopback),
		cmocka_unit_test(loopback_never_goes_through_a_proxy),
		cmocka_unit_test(a_configuration_that_cannot_work_is_refused),
	};

	return cmocka_run_group_tests(tests, start_stub, stop_stub);
}
