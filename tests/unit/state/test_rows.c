#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"

#define NONE ((const uint64_t[]){0})
#define IDS(...) ((const uint64_t[]){__VA_ARGS__, 0})

static void a_row_is_new_once_then_the_same(void **state)
{
	struct fixture *fixture = *state;

	begin_night(fixture);
	assert_int_equal(meet(fixture, 7, "a"), STATE_NEW);
	commit_night(fixture);
	begin_night(fixture);
	assert_int_equal(meet(fixture, 7, "a"), STATE_SAME);
	assert_int_equal(meet(fixture, 8, "a"), STATE_NEW);
	commit_night(fixture);
}

static void changed_at_is_carried_until_the_row_differs(void **state)
{
	struct fixture *fixture = *state;
	struct state_known known;

	begin_night(fixture);
	known = meet_key(fixture, fixture->table, record(7), "a");
	assert_true(known.changed_at_ms == night_ms(0));
	commit_night(fixture);
	begin_night(fixture);
	known = meet_key(fixture, fixture->table, record(7), "a");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == night_ms(0));
	commit_night(fixture);
	begin_night(fixture);
	known = meet_key(fixture, fixture->table, record(7), "b");
	assert_int_equal(known.verdict, STATE_CHANGED);
	assert_true(known.changed_at_ms == night_ms(2));
	commit_night(fixture);
	begin_night(fixture);
	known = meet_key(fixture, fixture->table, record(7), "b");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == night_ms(2));
}

static void rows_are_found_in_whatever_order_they_come(void **state)
{
	struct fixture *fixture = *state;
	enum { ROWS = 500 };

	begin_night(fixture);
	for (uint64_t i = 1; i <= ROWS; i++)
		assert_int_equal(meet(fixture, i * 3, "a"), STATE_NEW);
	commit_night(fixture);
	begin_night(fixture);
	for (uint64_t i = 0; i < ROWS; i++) {
		uint64_t id = i * 7919 % ROWS + 1;

		assert_int_equal(meet(fixture, id * 3, "a"), STATE_SAME);
		assert_int_equal(meet(fixture, id * 3 + 1, "a"), STATE_NEW);
	}
	commit_night(fixture);
	begin_night(fixture);
	for (uint64_t id = ROWS * 3; id >= 3; id -= 3)
		assert_int_equal(meet(fixture, id, "a"), STATE_SAME);
	for (uint64_t id = 3; id <= ROWS * 3; id += 60)
		assert_int_equal(meet(fixture, id + 1, "b"), STATE_CHANGED);
	assert_int_equal(meet(fixture, ROWS * 30, "a"), STATE_NEW);
}

static void tables_do_not_share_rows(void **state)
{
	struct fixture *fixture = *state;

	begin_night(fixture);
	meet(fixture, 7, "a");
	assert_int_equal(meet_key(fixture, fixture->links, record(7), "a").verdict, STATE_NEW);
	commit_night(fixture);
	begin_night(fixture);
	assert_int_equal(meet_key(fixture, fixture->links, record(7), "b").verdict, STATE_CHANGED);
	assert_int_equal(meet(fixture, 7, "a"), STATE_SAME);
}

static void what_is_missing_is_told_in_order(void **state)
{
	struct fixture *fixture = *state;
	uint64_t live;

	begin_night(fixture);
	meet_all(fixture, 1, 9);
	commit_night(fixture);
	begin_night(fixture);
	meet_all(fixture, 20, 25);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(1, 2, 4, 5, 6, 8), &live), "3 7 9 ");
	assert_true(live == 9);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, &live), "1 2 3 4 5 6 7 8 9 ");
}

static void a_deleted_row_is_a_tombstone_and_comes_back(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);
	uint64_t live;

	begin_night(fixture);
	meet_all(fixture, 6, 8);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(1)), "7@1 ");
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6, 8), &live), "");
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6, 8), &live), "");
	assert_true(live == 2);
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(1)), "7@1 ");
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(1) + 1), "");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(2)), "");
	assert_int_equal(meet(fixture, 7, "same"), STATE_BACK);
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "");
	commit_night(fixture);
	begin_night(fixture);
	assert_int_equal(meet(fixture, 7, "same"), STATE_SAME);
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "");
}

static void deletions_are_taken_back(void **state)
{
	struct fixture *fixture = *state;
	struct state_key five = record(5), six = record(6), seven = record(7);
	uint64_t count;

	begin_night(fixture);
	meet_all(fixture, 5, 8);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &five));
	commit_night(fixture);
	begin_night(fixture);
	meet(fixture, 8, "other");
	succeeds(state_delete(fixture->state, fixture->table, &six));
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_delete(fixture->state, fixture->links, &seven));
	succeeds(state_undelete(fixture->state, fixture->table, &count));
	assert_true(count == 2);
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "5@1 ");
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "6 7 8 ");
	commit_night(fixture);
	begin_night(fixture);
	assert_int_equal(meet(fixture, 6, "same"), STATE_SAME);
	assert_int_equal(meet(fixture, 8, "other"), STATE_SAME);
}

static void hidden_rows_are_live_and_shown_when_met(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7), eight = record(8);
	struct state_known known;
	uint64_t live;

	begin_night(fixture);
	meet_all(fixture, 6, 8);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_hide(fixture->state, fixture->table, &seven, true));
	succeeds(state_hide(fixture->state, fixture->table, &eight, true));
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6), &live), "7h 8h ");
	assert_true(live == 3);
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6), &live), "7h 8h ");
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "");
	known = meet_key(fixture, fixture->table, seven, "same");
	assert_int_equal(known.verdict, STATE_SAME);
	assert_true(known.changed_at_ms == night_ms(0));
	succeeds(state_hide(fixture->state, fixture->table, &eight, false));
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6), &live), "7 8 ");
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, IDS(6), &live), "7 8 ");
}

static void a_row_only_known_to_exist_is_new_once_wanted(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7), eight = record(8);

	begin_night(fixture);
	meet(fixture, 7, NULL);
	meet(fixture, 8, NULL);
	meet(fixture, 9, NULL);
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 8 9 ");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	succeeds(state_forget(fixture->state, fixture->table, &eight));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "9 ");
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "");
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "9 ");
	assert_int_equal(meet(fixture, 9, "a"), STATE_NEW);
	assert_int_equal(meet(fixture, 7, "a"), STATE_NEW);
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_forget(fixture->state, fixture->table, &seven));
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 9 ");
}

static void existence_leaves_what_was_written_as_it_is(void **state)
{
	struct fixture *fixture = *state;

	begin_night(fixture);
	meet(fixture, 7, "a");
	commit_night(fixture);
	begin_night(fixture);
	meet(fixture, 7, NULL);
	commit_night(fixture);
	begin_night(fixture);
	assert_int_equal(meet(fixture, 7, "a"), STATE_SAME);
}

/* A consumer has its tombstone: so it is told as back, although in between it was only seen to exist. */
static void what_came_back_unwanted_is_back_once_wanted(void **state)
{
	struct fixture *fixture = *state;
	struct state_key seven = record(7);

	begin_night(fixture);
	meet(fixture, 7, "a");
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	commit_night(fixture);
	begin_night(fixture);
	meet(fixture, 7, NULL);
	assert_string_equal(tombstones(fixture, fixture->table, night_ms(0)), "");
	commit_night(fixture);
	begin_night(fixture);
	assert_string_equal(missing_but(fixture, fixture->table, NONE, NULL), "7 ");
	assert_int_equal(meet(fixture, 7, "a"), STATE_BACK);
}

static void other_columns_are_noticed_once(void **state)
{
	struct fixture *fixture = *state;
	unsigned char columns[STATE_HASH_SIZE] = {1};
	unsigned table;
	bool changed;

	begin_night(fixture);
	meet(fixture, 7, "a");
	commit_night(fixture);
	begin_night(fixture);
	succeeds(state_table(fixture->state, "users", columns, &table, &changed));
	assert_true(changed);
	commit_night(fixture); /* not compared: still unknown to consumers */
	for (int night = 0; night < 2; night++) {
		struct state_config config = {.path = fixture->path, .account = "acme"};

		succeeds(state_open(&config, &fixture->state));
		state_begin_run(fixture->state, night_ms(++fixture->night));
		succeeds(state_table(fixture->state, "users", columns, &fixture->table, &changed));
		assert_int_equal(changed, night == 0);
		meet(fixture, 7, "a");
		commit_night(fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(a_row_is_new_once_then_the_same),
		WITH_FIXTURE(changed_at_is_carried_until_the_row_differs),
		WITH_FIXTURE(rows_are_found_in_whatever_order_they_come),
		WITH_FIXTURE(tables_do_not_share_rows),
		WITH_FIXTURE(what_is_missing_is_told_in_order),
		WITH_FIXTURE(a_deleted_row_is_a_tombstone_and_comes_back),
		WITH_FIXTURE(deletions_are_taken_back),
		WITH_FIXTURE(hidden_rows_are_live_and_shown_when_met),
		WITH_FIXTURE(a_row_only_known_to_exist_is_new_once_wanted),
		WITH_FIXTURE(existence_leaves_what_was_written_as_it_is),
		WITH_FIXTURE(what_came_back_unwanted_is_back_once_wanted),
		WITH_FIXTURE(other_columns_are_noticed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
