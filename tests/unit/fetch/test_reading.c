/* Delta readings, and a second reading: what is requested, passed on and reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "one_reading.h"

#define SINCE "2026-11-23T02:00:00+00:00"
#define SINCE_ENCODED "&filter%5Bupdated_at%5D%5Bgt%5D=2026-11-23T02%3A00%3A00%2B00%3A00&"

static struct fetch_request request;
static struct fetch *fetch;

static int begin(void **state)
{
	set_up(state);
	request = collect_request(&collected, &things);
	return 0;
}

static int end(void **state)
{
	fetch_free(fetch);
	fetch = NULL;
	return tear_down(state);
}

static enum rc read_it(void)
{
	enum rc rc;

	fetch_free(fetch);
	assert_int_equal(fetch_new(&config, &fetch), RC_OK);
	fetch_add(fetch, &request);
	rc = fetch_run(fetch);
	result = *fetch_result(fetch, 0);
	return rc;
}

static enum rc read_again(void)
{
	enum rc rc;

	fetch_again(fetch, 0);
	rc = fetch_run(fetch);
	result = *fetch_result(fetch, 0);
	return rc;
}

static unsigned times_asked(const char *text)
{
	unsigned times = 0;

	for (const char *at = buf_text(&fake_world.log); (at = strstr(at, text)); at++)
		times++;
	return times;
}

static void status_400(struct fake_answer *answer)
{
	answer->status = 400;
}

static void status_403(struct fake_answer *answer)
{
	answer->status = 403;
}

/* --- Only what was updated since --- */

static void a_whole_reading_asks_for_no_time(void **state)
{
	(void)state;
	assert_int_equal(read_it(), RC_OK);
	assert_true(result.read_whole);
	assert_int_equal(times_asked("updated_at"), 0);
}

static void each_page_asks_for_what_was_updated_since(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	assert_int_equal(read_it(), RC_OK);
	assert_false(result.read_whole);
	assert_int_equal(result.requests, 3);
	assert_int_equal(times_asked(SINCE_ENCODED), 3);
}

static void a_400_to_a_delta_means_reading_whole_and_gives_up_nothing(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	fault(1, 1, status_400);
	fault(1, 2, status_400); /* the same for one record */
	assert_int_equal(read_it(), RC_OK);
	assert_true(result.read_whole);
	assert_int_equal(result.given_up, 0);
	assert_int_equal(result.requests, 6);
	assert_int_equal(times_asked("updated_at"), 2);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_true(noticed("/things: HTTP 400; requesting all records, not only those updated since " SINCE));
}

static void a_400_that_stays_without_the_filter_gives_up_parts(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	fault(1, 3, status_400);
	assert_int_equal(read_it(), RC_OK);
	assert_true(result.read_whole);
	assert_int_equal(result.given_up, THINGS_MAKER);
	assert_int_equal(times_asked("updated_at"), 2);
}

static void a_400_to_a_later_page_is_an_error_like_any_other(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	fault(2, 0, status_400);
	assert_int_equal(read_it(), RC_SERVICE);
	assert_true(said("/things, page 2: HTTP 400"));
}

static void a_resource_that_is_not_readable_has_no_delta_either(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	fault(1, 0, status_403);
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(result.status, FETCH_NOT_READABLE);
	assert_int_equal(fake_world.started, 1);
}

/* --- When it began --- */

static int64_t told_ms;

static void dated(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)a;
	(void)path;
	(void)page;
	answer->date_ms = told_ms += 1000;
}

static void it_began_as_its_first_pass_did(void **state)
{
	(void)state;
	told_ms = 0;
	account.after = dated;
	account.total = 26;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(result.passes, 3);
	assert_int_equal(result.began_at_ms, 1000);
	assert_int_equal(result.read_at_ms, 9000);
}

static void not_of_the_service(struct fake_answer *answer)
{
	answer->status = 503;
	answer->date_ms = 7777777;
}

static void undated(struct fake_answer *answer)
{
	answer->status = 502;
	answer->date_ms = -1;
}

static void broken_at_its_end(struct fake_answer *answer)
{
	answer->cut = answer->body.n - 1;
}

/* The clock of a balancer, or ours, may be hours away from the service's. */
static void it_began_with_the_first_records(void **state)
{
	static const struct {
		void (*first)(struct fake_answer *answer);
		int64_t began_at_ms;
	} cases[] = {{not_of_the_service, 2000}, {undated, 2000}, {broken_at_its_end, 1000}};

	(void)state;
	account.padding = 50000; /* so that records come before the page is whole */
	for (size_t i = 0; i < 3; i++) {
		told_ms = 0;
		account.after = dated;
		account.asked[0] = 0;
		account.faults[0] = (struct fault){.page = 1, .nth = 1, .apply = cases[i].first};
		assert_int_equal(read_it(), RC_OK);
		assert_int_equal(result.began_at_ms, cases[i].began_at_ms);
	}
}

static void without_a_date_it_began_by_our_clock(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	account.total = 26;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(result.began_at_ms, began);
	assert_true(result.read_at_ms > began);
}

/* --- Once more --- */

static void what_was_seen_is_known(void **state)
{
	(void)state;
	collected.all_wait = true;
	assert_int_equal(read_it(), RC_OK);
	for (uint64_t id = 0; id < 30; id++)
		assert_int_equal(idset_has(fetch_seen(fetch, 0), id), id >= 1 && id <= 25);
}

static void a_second_reading_passes_on_what_was_not_seen(void **state)
{
	(void)state;
	account.hides = 13;
	account.total = 24;
	assert_int_equal(read_it(), RC_OK);
	account.hides = 0;
	account.total = 0;
	assert_int_equal(read_again(), RC_OK);
	assert_non_null(strstr(buf_text(&collected.ids), " 12 14 "));
	assert_non_null(strstr(buf_text(&collected.ids), " 24 25 13 "));
	assert_int_equal(result.received, 25);
	assert_int_equal(result.passes, 2);
	assert_int_equal(result.requests, 6);
	assert_int_equal(result.pages, 6);
	assert_int_equal(result.status, FETCH_COMPLETE);
}

static void a_second_reading_is_whole(void **state)
{
	(void)state;
	request.updated_since = SINCE;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(read_again(), RC_OK);
	assert_true(result.read_whole);
	assert_int_equal(times_asked("updated_at"), 3);
	assert_int_equal(result.requests, 6);
}

static void a_second_reading_keeps_the_form_and_its_first_time(void **state)
{
	(void)state;
	told_ms = 0;
	account.after = dated;
	fault(1, 1, status_400);
	fault(1, 2, status_400);
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(read_again(), RC_OK);
	assert_int_equal(result.given_up, THINGS_MAKER);
	assert_int_equal(times_asked("parts.maker"), 2);
	assert_int_equal(result.began_at_ms, 3000); /* the 400 came from the service, or from something before it */
	assert_int_equal(result.read_at_ms, 9000);
}

static struct fetch_date last_date;
static unsigned dates;

static enum rc on_date(void *context, const struct fetch_date *date)
{
	(void)context;
	dates++;
	last_date = *date;
	return date->service_ms > 1000 ? rc_fail(RC_OUTPUT, "the clock is wrong") : RC_OK;
}

static void slow(struct fake_answer *answer)
{
	answer->piece = 10;
	answer->gap_ms = 1000;
}

static void wrong_and_busy(struct fake_answer *answer)
{
	answer->status = 503;
	answer->date_ms = 777777;
}

static void the_first_answer_with_records_is_dated_by_its_beginning(void **state)
{
	int64_t began = fake_world.now;

	(void)state;
	dates = 0;
	told_ms = -1000; /* the answer after the 503 says 1000 */
	account.after = dated;
	config.dated = on_date;
	fault(1, 1, wrong_and_busy);
	fault(1, 2, slow);
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(dates, 1);
	assert_int_equal(last_date.service_ms, 1000);
	assert_in_range(last_date.our_ms, began, began + 2000);
	assert_true(fake_world.now - began > 20000);
}

static void the_date_may_end_the_run(void **state)
{
	(void)state;
	told_ms = 5000;
	account.after = dated;
	config.dated = on_date;
	assert_int_equal(read_it(), RC_OUTPUT);
	assert_int_equal(fake_world.started, 1);
	assert_true(said("the clock is wrong"));
}

static void a_403_to_a_second_reading_ends_the_run(void **state)
{
	(void)state;
	fault(1, 2, status_403);
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(read_again(), RC_SERVICE);
}

static void drift_has_all_its_passes_once_more(void **state)
{
	(void)state;
	account.total = 26;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(result.status, FETCH_DRIFTED);
	assert_int_equal(result.passes, FETCH_PASSES_MAX);
	assert_int_equal(read_again(), RC_OK);
	assert_int_equal(result.status, FETCH_DRIFTED);
	assert_int_equal(result.passes, 2 * FETCH_PASSES_MAX);
	account.total = 25;
	assert_int_equal(read_again(), RC_OK);
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.passes, 2 * FETCH_PASSES_MAX + 1);
	assert_true(collected_is_range(&collected, 1, 25));
}

static void finished_readings_stay_finished(void **state)
{
	(void)state;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(fetch_run(fetch), RC_OK);
	assert_int_equal(fetch_result(fetch, 0)->requests, 3);
	assert_int_equal(fake_world.started, 3);
}

static enum rc count_answers(void *context, size_t place, enum fetch_found found)
{
	size_t *count = context;

	assert_int_equal(place, *count);
	assert_int_equal(found, FETCH_FOUND);
	++*count;
	return RC_OK;
}

static void lookups_may_come_between_readings(void **state)
{
	struct sv ids[] = {SV("3"), SV("4")};
	size_t answered = 0;
	const struct fetch_lookup lookup = {.ids = ids, .count = 2, .answer = count_answers, .context = &answered};

	(void)state;
	assert_int_equal(read_it(), RC_OK);
	assert_int_equal(fetch_look_up(fetch, &lookup), RC_OK);
	account.records = 26;
	assert_int_equal(read_again(), RC_OK);
	assert_int_equal(answered, 2);
	answered = 0;
	assert_int_equal(fetch_look_up(fetch, &lookup), RC_OK);
	assert_int_equal(answered, 2);
	assert_true(collected_is_range(&collected, 1, 26));
	assert_int_equal(fetch_result(fetch, 0)->passes, 2);
	assert_int_equal(fetch_result(fetch, 0)->requests, 3 + 2 + 3 + 2);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_whole_reading_asks_for_no_time),
		CASE(each_page_asks_for_what_was_updated_since),
		CASE(a_400_to_a_delta_means_reading_whole_and_gives_up_nothing),
		CASE(a_400_that_stays_without_the_filter_gives_up_parts),
		CASE(a_400_to_a_later_page_is_an_error_like_any_other),
		CASE(a_resource_that_is_not_readable_has_no_delta_either),
		CASE(it_began_as_its_first_pass_did),
		CASE(it_began_with_the_first_records),
		CASE(without_a_date_it_began_by_our_clock),
		CASE(what_was_seen_is_known),
		CASE(a_second_reading_passes_on_what_was_not_seen),
		CASE(a_second_reading_is_whole),
		CASE(a_second_reading_keeps_the_form_and_its_first_time),
		CASE(the_first_answer_with_records_is_dated_by_its_beginning),
		CASE(the_date_may_end_the_run),
		CASE(a_403_to_a_second_reading_ends_the_run),
		CASE(drift_has_all_its_passes_once_more),
		CASE(finished_readings_stay_finished),
		CASE(lookups_may_come_between_readings),
	};

	return cmocka_run_group_tests_name("fetch: deltas and second readings", tests, NULL, NULL);
}
