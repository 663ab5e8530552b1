/* A page that is cut off at every byte and requested again: nothing lost, nothing twice, no early end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_account.h"

enum { RECORDS = 13, PAGE = 5, PAGES = 3 };

static struct account account;
static struct collected collected;
static size_t cut_at;
static int cut_page;
static bool cut_is_end;
static size_t cut_page_bytes;

static void cut_first_try(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)path;
	if (page != cut_page || a->asked[0]++ > 0)
		return;
	cut_page_bytes = answer->body.n;
	answer->cut = cut_at;
	answer->cut_is_end = cut_is_end;
	/* An answer without length, closed too early: only the document shows that it is not whole. */
	answer->unframed = cut_is_end;
}

static void read_with_cut(int concurrency)
{
	struct fetch_config config = collect_config(&collected);
	struct fetch_result result;
	bool all_wait = collected.all_wait;

	collected_release(&collected);
	collected = (struct collected){.all_wait = all_wait};
	config.context = &collected;
	config.page_size = PAGE;
	config.concurrency = concurrency;
	account = (struct account){
		.first_id = 1,
		.records = RECORDS,
		.after = cut_first_try,
		.included = "{\"id\":\"7\",\"type\":\"parts\"}",
	};
	fake_reset(account_serve, &account);
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_true(collected_is_range(&collected, 1, RECORDS));
	assert_int_equal(result.status, FETCH_COMPLETE);
	assert_int_equal(result.received, RECORDS);
	assert_int_equal(result.passes, 1);
	assert_int_equal(result.retried, 1);
	fake_release();
}

static void cut_everywhere(int concurrency)
{
	for (cut_page = 1; cut_page <= PAGES; cut_page++) {
		cut_page_bytes = 1;
		for (cut_at = 0; cut_at < cut_page_bytes; cut_at++)
			read_with_cut(concurrency);
		assert_true(cut_page_bytes > 100);
	}
	collected_release(&collected);
}

static void a_transfer_cut_off_at_every_byte(void **state)
{
	(void)state;
	cut_is_end = collected.all_wait = false;
	cut_everywhere(1);
}

/* Here every record before the cut was passed on before it turns out that the page is not whole. */
static void a_body_that_ends_at_every_byte(void **state)
{
	(void)state;
	cut_is_end = true;
	collected.all_wait = false;
	cut_everywhere(1);
}

static void a_body_that_ends_at_every_byte_with_records_that_wait(void **state)
{
	(void)state;
	cut_is_end = collected.all_wait = true;
	cut_everywhere(1);
}

static void a_page_ahead_that_ends_at_every_byte(void **state)
{
	(void)state;
	cut_is_end = true;
	collected.all_wait = false;
	cut_everywhere(4);
}

static void cut_behind_the_records(struct account *a, const char *path, int page, struct fake_answer *answer)
{
	(void)path;
	if (page != 2 || a->asked[0]++ > 0)
		return;
	answer->cut = answer->body.n - 4; /* into the empty meta */
	answer->cut_is_end = answer->unframed = true;
}

/* Records seen in an earlier attempt at the same page do not make it the end, even without a total. */
static void a_cut_after_the_last_record_does_not_end_the_resource(void **state)
{
	struct fetch_config config = collect_config(&collected);
	struct fetch_result result;

	(void)state;
	collected = (struct collected){0};
	config.context = &collected;
	account = (struct account){
		.first_id = 1,
		.records = 25,
		.gives_no_total = true,
		.after = cut_behind_the_records,
	};
	fake_reset(account_serve, &account);
	assert_int_equal(collect_one(config, &collected, &result), RC_OK);
	assert_int_equal(result.retried, 1);
	assert_true(collected_is_range(&collected, 1, 25));
	assert_int_equal(result.received, 25);
	fake_release();
	collected_release(&collected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_transfer_cut_off_at_every_byte),
		cmocka_unit_test(a_body_that_ends_at_every_byte),
		cmocka_unit_test(a_body_that_ends_at_every_byte_with_records_that_wait),
		cmocka_unit_test(a_page_ahead_that_ends_at_every_byte),
		cmocka_unit_test(a_cut_after_the_last_record_does_not_end_the_resource),
	};

	return cmocka_run_group_tests_name("fetch: cut pages", tests, NULL, NULL);
}
