/*
 * Several transfers at once: pausing, and what callbacks may do.
 */
#include "exchange.h"
#include "support/http_large.h"

static void expect_large(const struct exchange *exchange)
{
	assert_int_equal(exchange->ends, 1);
	assert_true(exchange->answer.complete);
	assert_int_equal(exchange->answer.bytes, HTTP_LARGE);
	assert_true(sv_same(buf_sv(&exchange->body), (struct sv){http_large, HTTP_LARGE}));
}

static void expect_hello(struct exchange *exchange)
{
	assert_int_equal(exchange->ends, 1);
	assert_true(exchange->answer.complete);
	assert_string_equal(buf_text(&exchange->body), "hello");
}

static void resume_if_paused(struct exchange *exchange)
{
	if (exchange->paused && exchange->transfer) {
		exchange->paused = false;
		net_resume(exchange->net, exchange->transfer);
	}
}

static void pausing_loses_nothing_and_repeats_nothing(void **state)
{
	static const char *const paths[] = {"/length", "/chunks", "/gzip"};
	enum { COUNT = 6 };
	struct exchange all[COUNT] = {0};
	struct net *net = client(30, 4);

	(void)state;
	for (unsigned i = 0; i < COUNT; i++) {
		all[i].pause_at = 2 + i;
		exchange_start(&all[i], net, paths[i % 3]);
	}
	while (net_running(net) > 0) {
		assert_int_equal(net_step(net, 20), RC_OK);
		for (unsigned i = 0; i < COUNT; i++)
			resume_if_paused(&all[i]);
	}
	net_free(net);
	for (unsigned i = 0; i < COUNT; i++) {
		expect_large(&all[i]);
		assert_true(all[i].answer.paused);
		assert_true(all[i].pauses > 10);
		exchange_release(&all[i]);
	}
}

static void a_paused_transfer_gets_nothing(void **state)
{
	AUTO_EXCHANGE paused = {.pause_at = 1}, other = {0};
	struct net *net = client(30, 2);

	(void)state;
	exchange_start(&paused, net, "/length");
	exchange_start(&other, net, "/chunks");
	while (other.ends == 0 || paused.pieces == 0)
		assert_int_equal(net_step(net, 1000), RC_OK);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(net_step(net, 1), RC_OK);
	assert_int_equal(paused.pieces, 1);
	assert_int_equal(paused.body.n, 0);
	assert_int_equal(net_running(net), 1);
	paused.pause_at = 0;
	net_resume(net, paused.transfer);
	run(net);
	net_free(net);
	expect_large(&paused);
	expect_large(&other);
	assert_false(other.answer.paused);
}

static void a_small_body_survives_a_pause(void **state)
{
	AUTO_EXCHANGE exchange = {.pause_at = 1};
	struct net *net = client(30, 1);

	(void)state;
	exchange_start(&exchange, net, "/hello");
	while (!exchange.paused)
		assert_int_equal(net_step(net, 1000), RC_OK);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(net_step(net, 1), RC_OK);
	assert_int_equal(exchange.ends, 0);
	exchange.pause_at = 0;
	resume_if_paused(&exchange);
	run(net);
	net_free(net);
	expect_hello(&exchange);
}

static void resuming_a_transfer_that_is_not_paused_does_nothing(void **state)
{
	AUTO_EXCHANGE exchange = {0};
	struct net *net = client(30, 1);

	(void)state;
	exchange_start(&exchange, net, "/hello");
	net_resume(net, exchange.transfer);
	run(net);
	net_free(net);
	expect_hello(&exchange);
}

/* Our own wait must not count as that of the service: it is longer than the stall time-out of a second. */
static void a_long_pause_is_not_a_stall(void **state)
{
	AUTO_EXCHANGE exchange = {.pause_at = 3};
	struct net *net = client(1, 1);
	int64_t until;

	(void)state;
	exchange_start(&exchange, net, "/length");
	while (!exchange.paused)
		assert_int_equal(net_step(net, 1000), RC_OK);
	until = steady_ms(NULL) + 2200;
	while (steady_ms(NULL) < until)
		assert_int_equal(net_step(net, 100), RC_OK);
	exchange.pause_at = 0;
	resume_if_paused(&exchange);
	run(net);
	net_free(net);
	expect_large(&exchange);
}

/* One byte within each time-out is enough, however few there are in a second. */
static void a_byte_within_the_time_keeps_a_transfer_alive(void **state)
{
	AUTO_EXCHANGE exchange = {0};
	struct net *net = client(1, 1);

	(void)state;
	exchange_start(&exchange, net, "/drip");
	run(net);
	net_free(net);
	expect_hello(&exchange);
}

static void let_time_pass(struct exchange *exchange)
{
	(void)exchange;
	clock_ahead += 5000;
}

/* The time of a callback, and the time of the caller between two steps, is not the service's time. */
static void our_own_time_is_not_a_stall(void **state)
{
	AUTO_EXCHANGE slow_reader = {.in_body = let_time_pass}, slow_answer = {0};
	struct net *net = client(1, 2);

	(void)state;
	exchange_start(&slow_answer, net, "/late");
	exchange_start(&slow_reader, net, "/length");
	while (net_running(net) > 0) {
		clock_ahead += 5000;
		assert_int_equal(net_step(net, 50), RC_OK);
	}
	net_free(net);
	expect_large(&slow_reader);
	expect_hello(&slow_answer);
}

static void a_connection_closed_during_a_pause_is_reported(void **state)
{
	AUTO_EXCHANGE exchange = {.pause_at = 1};
	struct net *net = client(30, 1);

	(void)state;
	exchange_start(&exchange, net, "/half");
	while (!exchange.paused)
		assert_int_equal(net_step(net, 1000), RC_OK);
	exchange.pause_at = 0;
	resume_if_paused(&exchange);
	run(net);
	net_free(net);
	assert_int_equal(exchange.answer.status, 200);
	assert_false(exchange.answer.complete);
	assert_true(exchange.answer.paused);
	assert_true(exchange.body.n > 0 && exchange.body.n <= HTTP_LARGE_HALF);
	assert_memory_equal(exchange.body.p, http_large, exchange.body.n);
}

static void stopping_ends_a_transfer_early(void **state)
{
	AUTO_EXCHANGE exchange = {.stop_after = 100000}, after = {0};
	struct net *net = client(30, 1);

	(void)state;
	exchange_start(&exchange, net, "/length");
	run(net);
	exchange_start(&after, net, "/hello");
	run(net);
	net_free(net);
	assert_int_equal(exchange.ends, 1);
	assert_false(exchange.answer.complete);
	assert_int_equal(exchange.answer.status, 200);
	assert_true(exchange.body.n >= 100000 && exchange.body.n < 200000);
	assert_string_equal(exchange.answer.failure, "ended on our side");
	expect_hello(&after);
}

static void stopping_on_resumption_ends_it_too(void **state)
{
	AUTO_EXCHANGE exchange = {.pause_at = 1, .stop_after = 1};
	struct net *net = client(30, 1);

	(void)state;
	exchange_start(&exchange, net, "/length");
	while (!exchange.paused)
		assert_int_equal(net_step(net, 1000), RC_OK);
	exchange.pause_at = 0;
	resume_if_paused(&exchange);
	run(net);
	net_free(net);
	assert_int_equal(exchange.ends, 1);
	assert_false(exchange.answer.complete);
	assert_true(exchange.body.n > 0 && exchange.body.n < HTTP_LARGE);
}

/* What callbacks may do. */

static void start_other(struct exchange *exchange)
{
	if (exchange->other && !exchange->other->net)
		exchange_start(exchange->other, exchange->net, "/hello");
}

static void resume_other(struct exchange *exchange)
{
	resume_if_paused(exchange->other);
}

static void cancel_other(struct exchange *exchange)
{
	struct exchange *other = exchange->other;

	if (other->transfer)
		net_cancel(exchange->net, other->transfer);
	other->transfer = NULL;
}

static void bodies_and_ends_may_start_transfers(void **state)
{
	AUTO_EXCHANGE third = {0}, second = {.other = &third, .in_done = start_other},
		      first = {.other = &second, .in_body = start_other};
	struct net *net = client(30, 2);

	(void)state;
	exchange_start(&first, net, "/length");
	run(net);
	net_free(net);
	expect_large(&first);
	expect_hello(&second);
	expect_hello(&third);
}

static void connections_are_used_again(void **state)
{
	AUTO_EXCHANGE third = {0}, second = {.other = &third, .in_done = start_other},
		      first = {.other = &second, .in_done = start_other},
		      refused = {.other = &first, .in_done = start_other};
	struct net *net = client(30, 4);
	unsigned before = http_stub_connections(stub);

	(void)state;
	exchange_start(&refused, net, "/too-many");
	run(net);
	net_free(net);
	assert_int_equal(refused.answer.status, 429);
	expect_hello(&third);
	assert_int_equal(http_stub_connections(stub), before + 1);
}

static void a_new_connection_is_used_on_request(void **state)
{
	struct exchange again = {0}, fresh = {.fresh = true}, more = {0};
	struct net *net = client(30, 1);
	unsigned before = http_stub_connections(stub);

	(void)state;
	exchange_start(&again, net, "/fine");
	run(net);
	exchange_start(&fresh, net, "/fine");
	run(net);
	assert_int_equal(http_stub_connections(stub), before + 2);
	exchange_start(&more, net, "/fine");
	run(net);
	assert_int_equal(http_stub_connections(stub), before + 2);
	net_free(net);
	exchange_release(&again);
	exchange_release(&fresh);
	exchange_release(&more);
}

static void no_more_connections_than_allowed(void **state)
{
	enum { COUNT = 12 };
	struct exchange all[COUNT] = {0};
	struct net *net = client(30, 2);
	unsigned before = http_stub_connections(stub);

	(void)state;
	for (unsigned i = 0; i < COUNT; i++)
		exchange_start(&all[i], net, "/hello");
	assert_int_equal(net_running(net), COUNT);
	run(net);
	net_free(net);
	for (unsigned i = 0; i < COUNT; i++) {
		expect_hello(&all[i]);
		exchange_release(&all[i]);
	}
	assert_in_range(http_stub_connections(stub) - before, 1, 2);
}

static void a_body_may_resume_another(void **state)
{
	AUTO_EXCHANGE paused = {.pause_at = 2},
		      active = {.other = &paused, .in_body = resume_other, .in_done = resume_other};
	struct net *net = client(30, 2);

	(void)state;
	exchange_start(&paused, net, "/length");
	exchange_start(&active, net, "/chunks");
	while (net_running(net) > 0) {
		assert_int_equal(net_step(net, 1000), RC_OK);
		if (active.ends)
			resume_if_paused(&paused);
	}
	net_free(net);
	expect_large(&paused);
	expect_large(&active);
}

static void callbacks_may_cancel_others(void **state)
{
	struct exchange victims[2] = {0}; /* get no body */
	AUTO_EXCHANGE in_body = {.other = &victims[0], .in_body = cancel_other};
	AUTO_EXCHANGE in_done = {.other = &victims[1], .in_done = cancel_other};
	struct net *net = client(30, 4);

	(void)state;
	exchange_start(&victims[0], net, "/silent");
	exchange_start(&victims[1], net, "/silent");
	exchange_start(&in_body, net, "/length");
	exchange_start(&in_done, net, "/hello");
	run(net);
	net_free(net);
	expect_large(&in_body);
	expect_hello(&in_done);
	assert_int_equal(victims[0].ends + victims[1].ends, 0);
}

static void anything_may_be_canceled_at_any_time(void **state)
{
	AUTO_EXCHANGE fresh = {0}, paused = {.pause_at = 1}, silent_one = {0};
	struct net *net = client(30, 4);

	(void)state;
	exchange_start(&paused, net, "/length");
	exchange_start(&silent_one, net, "/silent");
	while (!paused.paused)
		assert_int_equal(net_step(net, 1000), RC_OK);
	exchange_start(&fresh, net, "/hello");
	net_cancel(net, fresh.transfer);
	net_resume(net, paused.transfer);
	net_cancel(net, paused.transfer);
	assert_int_equal(net_running(net), 1);
	net_free(net); /* cancels the rest */
	assert_int_equal(fresh.ends + paused.ends + silent_one.ends, 0);
	assert_int_equal(paused.pieces, 1);
}

static void a_step_with_nothing_to_do_waits(void **state)
{
	struct net *net = client(30, 1);
	int64_t begin = steady_ms(NULL);

	(void)state;
	assert_int_equal(net_step(net, 30), RC_OK);
	assert_true(steady_ms(NULL) - begin >= 25);
	net_free(net);
}

static int start_stub(void **state)
{
	(void)state;
	http_large_fill();
	stub = http_stub_start(http_large_routes, http_large_count);
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
		cmocka_unit_test(pausing_loses_nothing_and_repeats_nothing),
		cmocka_unit_test(a_paused_transfer_gets_nothing),
		cmocka_unit_test(a_small_body_survives_a_pause),
		cmocka_unit_test(resuming_a_transfer_that_is_not_paused_does_nothing),
		cmocka_unit_test(a_long_pause_is_not_a_stall),
		cmocka_unit_test(a_byte_within_the_time_keeps_a_transfer_alive),
		cmocka_unit_test(our_own_time_is_not_a_stall),
		cmocka_unit_test(a_connection_closed_during_a_pause_is_reported),
		cmocka_unit_test(stopping_ends_a_transfer_early),
		cmocka_unit_test(stopping_on_resumption_ends_it_too),
		cmocka_unit_test(bodies_and_ends_may_start_transfers),
		cmocka_unit_test(connections_are_used_again),
		cmocka_unit_test(a_new_connection_is_used_on_request),
		cmocka_unit_test(no_more_connections_than_allowed),
		cmocka_unit_test(a_body_may_resume_another),
		cmocka_unit_test(callbacks_may_cancel_others),
		cmocka_unit_test(anything_may_be_canceled_at_any_time),
		cmocka_unit_test(a_step_with_nothing_to_do_waits),
	};

	return cmocka_run_group_tests(tests, start_stub, stop_stub);
}
