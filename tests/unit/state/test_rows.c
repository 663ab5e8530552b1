#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

#define NONE ((const uint64_t[]){0})
#define IDS(...) ((const uint64_t[]){__VA_ARGS__, 0})

static void a_row_is_new_once_and_then_the_same(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "a"), STATE_NEW);
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "a"), STATE_SAME);
	assert_int_equal(see(fixture, 8, "a"), STATE_NEW);
	commit_run(fixture);
}

static void changed_at_is_kept_until_the_row_differs(void **state)
{
	struct fixture *fixture = *state;
	struct state_known known;

	begin_run(fixture);
	known = see_key(fixture, fixture->table, record(7), "a");
	assert_true(known.changed_at_ms == run_ms(0));
	commit_run(fixture);
	begin_run(fixture);
	known = see_key(fixture, fixture->table, record(7), "a");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == run_ms(0));
	commit_run(fixture);
	begin_run(fixture);
	known = see_key(fixture, fixture->table, record(7), "b");
	assert_int_equal(known.verdict, STATE_CHANGED);
	assert_true(known.changed_at_ms == run_ms(2));
	commit_run(fixture);
	begin_run(fixture);
	known = see_key(fixture, fixture->table, record(7), "b");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == run_ms(2));
}

static enum rc note_own(void *context, const struct state_key *key)
{
	snprintf(context, 16, "%.*s", SV_ARG(key->own));
	return RC_OK;
}

static void what_else_is_kept_of_a_row_follows_without_a_change(void **state)
{
	struct fixture *fixture = *state;
	struct state_key first = record(7), second = record(7);
	struct idset seen = {0};
	char own[16] = "";
	struct state_missing missing = {.seen = &seen, .each = note_own, .context = own};
	struct state_known known;
	uint64_t live;

	first.own = SV("31");
	second.own = SV("32");
	begin_run(fixture);
	see_key(fixture, fixture->table, first, "a");
	commit_run(fixture);
	begin_run(fixture);
	known = see_key(fixture, fixture->table, second, "a");
	assert_int_equal(known.verdict, STATE_SAME);
	commit_run(fixture);
	begin_run(fixture);
	assert_true(see_key(fixture, fixture->table, record(7), "a").changed_at_ms == run_ms(0));
	succeeds(state_missing(fixture->state, fixture->table, &missing, &live));
	assert_string_equal(own, "32");
	commit_run(fixture);
}

static void rows_are_found_in_any_order(void **state)
{
	struct fixture *fixture = *state;
	enum { ROWS = 500 };

	begin_run(fixture);
	for (uint64_t i = 1; i <= ROWS; i++)
		assert_int_equal(see(fixture, i * 3, "a"), STATE_NEW);
	commit_run(fixture);
	begin_run(fixture);
	for (uint64_t i = 0; i < ROWS; i++) {
		uint64_t id = i * 7919 % ROWS + 1;

		assert_int_equal(see(fixture, id * 3, "a"), STATE_SAME);
		assert_int_equal(see(fixture, id * 3 + 1, "a"), STATE_NEW);
	}
	commit_run(fixture);
	begin_run(fixture);
	for (uint64_t id = ROWS * 3; id >= 3; id -= 3)
		assert_int_equal(see(fixture, id, "a"), STATE_SAME);
	for (uint64_t id = 3; id <= ROWS * 3; id += 60)
		assert_int_equal(see(fixture, id + 1, "b"), STATE_CHANGED);
	assert_int_equal(see(fixture, ROWS * 30, "a"), STATE_NEW);
}

static void tables_do_not_share_rows(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	see(fixture, 7, "a");
	assert_int_equal(see_key(fixture, fixture->links, record(7), "a").verdict, STATE_NEW);
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see_key(fixture, fixture->links, record(7), "b").verdict, STATE_CHANGED);
	assert_int_equal(see(fixture, 7, "a"), STATE_SAME);
}

static void missing_rows_are_reported_in_key_order(void **state)
{
	struct fixture *fixture = *state;
	uint64_t live;

	begin_run(fixture);
	see_all(fixture, 1, 9);
	commit_run(fixture);
	begin_run(fixture);
	see_all(fixture, 20, 25);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(1, 2, 4, 5, 6, 8), &live), "3 7 9 ");
	assert_true(live == 9);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, &live), "1 2 3 4 5 6 7 8 9 ");
}

static void a_deleted_row_is_a_tombstone_and_comes_back(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);
	uint64_t live;

	begin_run(fixture);
	see_all(fixture, 6, 8);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(1)), "7@1 ");
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6, 8), &live), "");
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6, 8), &live), "");
	assert_true(live == 2);
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(1)), "7@1 ");
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(1) + 1), "");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(2)), "");
	assert_int_equal(see(fixture, 7, "same"), STATE_BACK);
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "");
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "same"), STATE_SAME);
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "");
}

static void deletions_can_be_undone(void **state)
{
	struct fixture *fixture = *state;
	struct state_key five = record(5), six = record(6), seven = record(7);
	uint64_t count;

	begin_run(fixture);
	see_all(fixture, 5, 8);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &five));
	commit_run(fixture);
	begin_run(fixture);
	see(fixture, 8, "other");
	succeeds(state_delete(fixture->state, fixture->table, &six));
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_delete(fixture->state, fixture->links, &seven));
	succeeds(state_undelete(fixture->state, fixture->table, &count));
	assert_true(count == 2);
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "5@1 ");
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "6 7 8 ");
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 6, "same"), STATE_SAME);
	assert_int_equal(see(fixture, 8, "other"), STATE_SAME);
}

static void a_row_only_known_to_exist_is_new_once_wanted(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);

	begin_run(fixture);
	do_not_want(fixture, "users");
	see(fixture, 7, NULL);
	see(fixture, 9, NULL);
	commit_run(fixture);
	begin_run(fixture);
	assert_false(state_was_compared(fixture->state, fixture->table));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 9 ");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "9 ");
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "");
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "9 ");
	assert_int_equal(see(fixture, 9, "a"), STATE_NEW);
	assert_int_equal(see(fixture, 7, "a"), STATE_NEW);
}

static void a_run_that_does_not_want_a_table_deletes_only_what_was_never_written(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7), eight = record(8);

	begin_run(fixture);
	see(fixture, 7, "a");
	commit_run(fixture);
	begin_run(fixture);
	do_not_want(fixture, "users");
	see(fixture, 8, NULL);
	commit_run(fixture);
	begin_run(fixture);
	do_not_want(fixture, "users");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_delete(fixture->state, fixture->table, &eight));
	commit_run(fixture);
	begin_run(fixture);
	assert_true(state_was_compared(fixture->state, fixture->table));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 ");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "7@3 ");
}

static void deletions_of_rows_only_known_to_exist_can_be_undone(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);
	uint64_t count;

	begin_run(fixture);
	do_not_want(fixture, "users");
	see(fixture, 7, NULL);
	commit_run(fixture);
	begin_run(fixture);
	do_not_want(fixture, "users");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "");
	succeeds(state_undelete(fixture->state, fixture->table, &count));
	assert_true(count == 1);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 ");
}

static void existence_does_not_change_a_written_row(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	see(fixture, 7, "a");
	commit_run(fixture);
	begin_run(fixture);
	see(fixture, 7, NULL);
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "a"), STATE_SAME);
}

/* A reader has its tombstone: so it is back, although it was only known to exist in between. */
static void a_row_that_came_back_unwanted_is_back_once_wanted(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);

	begin_run(fixture);
	see(fixture, 7, "a");
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	commit_run(fixture);
	begin_run(fixture);
	see(fixture, 7, NULL);
	assert_string_equal(tombstones(fixture, fixture->table, run_ms(0)), "");
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 ");
	assert_int_equal(see(fixture, 7, "a"), STATE_BACK);
}

static void changed_columns_are_reported_once(void **state)
{
	struct fixture *fixture = *state;
	unsigned char columns[STATE_HASH_SIZE] = {1};
	unsigned table;
	bool changed;

	begin_run(fixture);
	see(fixture, 7, "a");
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_table(fixture->state, "users", columns, &table, &changed));
	assert_true(changed);
	commit_run(fixture); /* not compared, so readers have not seen the new columns */
	for (int run = 0; run < 2; run++) {
		struct state_config config = {.path = fixture->path, .account = "acme"};

		succeeds(state_open(&config, &fixture->state));
		state_begin_run(fixture->state, run_ms(++fixture->run));
		succeeds(state_table(fixture->state, "users", columns, &fixture->table, &changed));
		assert_int_equal(changed, run == 0);
		see(fixture, 7, "a");
		commit_run(fixture);
	}
}

static void the_columns_of_a_table_without_rows_are_kept(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	assert_false(state_was_compared(fixture->state, fixture->table));
	state_keep_columns(fixture->state, fixture->table);
	assert_false(state_was_compared(fixture->state, fixture->table)); /* by an earlier run */
	commit_run(fixture);
	begin_run(fixture);
	assert_true(state_was_compared(fixture->state, fixture->table));
	assert_false(state_was_compared(fixture->state, fixture->links));
	do_not_want(fixture, "users");
	assert_true(state_was_compared(fixture->state, fixture->table));
	commit_run(fixture);
	begin_run(fixture); /* with the same columns as at first */
	assert_true(state_was_compared(fixture->state, fixture->table));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(a_row_is_new_once_and_then_the_same),
		WITH_FIXTURE(changed_at_is_kept_until_the_row_differs),
		WITH_FIXTURE(what_else_is_kept_of_a_row_follows_without_a_change),
		WITH_FIXTURE(rows_are_found_in_any_order),
		WITH_FIXTURE(tables_do_not_share_rows),
		WITH_FIXTURE(missing_rows_are_reported_in_key_order),
		WITH_FIXTURE(a_deleted_row_is_a_tombstone_and_comes_back),
		WITH_FIXTURE(deletions_can_be_undone),
		WITH_FIXTURE(a_row_only_known_to_exist_is_new_once_wanted),
		WITH_FIXTURE(a_run_that_does_not_want_a_table_deletes_only_what_was_never_written),
		WITH_FIXTURE(deletions_of_rows_only_known_to_exist_can_be_undone),
		WITH_FIXTURE(existence_does_not_change_a_written_row),
		WITH_FIXTURE(a_row_that_came_back_unwanted_is_back_once_wanted),
		WITH_FIXTURE(changed_columns_are_reported_once),
		WITH_FIXTURE(the_columns_of_a_table_without_rows_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
