/*
 * A request of a test: what it is to do, and what it got. For the test programs of this folder only.
 */
#ifndef TESTS_NET_EXCHANGE_H
#define TESTS_NET_EXCHANGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "net/client.h"
#include "support/http_stub.h"

#define SECRET "very-secret-key"
#define TEST_NOW INT64_C(1795399200000) /* 2026-11-23T02:00:00Z */

struct exchange {
	struct net *net;
	struct net_transfer *transfer; /* NULL after its end */
	struct buf body;
	unsigned pieces, pauses, ends;
	unsigned pause_at; /* pause after this many pieces, each time; 0 = never */
	size_t stop_after; /* bytes; 0 = never */
	bool paused;
	bool wants_missing; /* the body of a 404 or 410 too */
	bool fresh;
	struct net_answer answer;
	struct exchange *other; /* the one that a callback acts on */
	void (*in_body)(struct exchange *exchange);
	void (*in_done)(struct exchange *exchange);
};

static struct http_stub *stub;

/* The clock of the machine, ahead by as much as a test says. */
static int64_t clock_ahead;

static inline int64_t steady_ms(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + clock_ahead;
}

static inline int64_t now_ms(void *context)
{
	(void)context;
	return TEST_NOW;
}

static const struct clock test_clock = {.now_ms = now_ms, .steady_ms = steady_ms};

static inline struct net *client(long stall_seconds, int connections)
{
	const struct net_config config = {
		.user_agent = "pinpoint-export/test",
		.api_key = SECRET,
		.clock = &test_clock,
		.loopback = true,
		.stall_seconds = stall_seconds,
		.connections = connections,
	};
	struct net *net;

	assert_int_equal(net_new(&config, &net), RC_OK);
	return net;
}

static inline enum net_verdict exchange_body(void *context, struct sv bytes)
{
	struct exchange *exchange = context;

	exchange->pieces++;
	if (exchange->in_body)
		exchange->in_body(exchange);
	if (exchange->pause_at && exchange->pieces % exchange->pause_at == 0) {
		exchange->paused = true;
		exchange->pauses++;
		return NET_PAUSE;
	}
	buf_addsv(&exchange->body, bytes);
	return exchange->stop_after && exchange->body.n >= exchange->stop_after ? NET_STOP : NET_TAKEN;
}

static inline void exchange_done(void *context, const struct net_answer *answer)
{
	struct exchange *exchange = context;

	exchange->ends++;
	exchange->transfer = NULL;
	exchange->answer = *answer;
	assert_null(strstr(answer->failure, SECRET));
	if (exchange->in_done)
		exchange->in_done(exchange);
}

static inline void exchange_start_at(struct exchange *exchange, struct net *net, const char *url)
{
	const struct net_request request = {.url = url,
					    .fresh = exchange->fresh,
					    .context = exchange,
					    .body = exchange_body,
					    .missing = exchange->wants_missing ? exchange_body : NULL,
					    .done = exchange_done};

	exchange->net = net;
	assert_int_equal(net_start(net, &request, &exchange->transfer), RC_OK);
}

static inline void exchange_start(struct exchange *exchange, struct net *net, const char *path)
{
	char url[512];

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", http_stub_port(stub), path);
	exchange_start_at(exchange, net, url);
}

static inline void run(struct net *net)
{
	while (net_running(net) > 0)
		assert_int_equal(net_step(net, 1000), RC_OK);
}

static inline void exchange_release(struct exchange *exchange)
{
	buf_release(&exchange->body);
}

#define AUTO_EXCHANGE __attribute__((cleanup(exchange_release))) struct exchange

/* Makes a request with a client of its own. */
static inline void exchange_whole(struct exchange *exchange, const char *path)
{
	struct net *net = client(30, 2);

	exchange_start(exchange, net, path);
	run(net);
	net_free(net);
	assert_int_equal(exchange->ends, 1);
}

#endif
