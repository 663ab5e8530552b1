/*
 * Rows whose groups of columns come and go with a part of the request, over several runs. A row is given as its base,
 * then each of two groups, one character each; "-" is a group that the run lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "state/row_hash.h"

static void read_group(struct state_hash *hash, unsigned group, char content)
{
	unsigned char whole[STATE_HASH_SIZE];

	row_fingerprint((struct sv){&content, 1}, whole);
	memcpy(hash->groups[group], whole, STATE_GROUP_SIZE);
	if (content == '-')
		hash->lost |= UINT32_C(1) << group;
}

static struct state_known see_row(struct fixture *fixture, const char *row, bool written)
{
	struct state_hash hash = {.group_count = (unsigned)strlen(row) - 1, .written = written};
	struct state_key key = record(7);
	struct state_known known;

	row_fingerprint((struct sv){row, 1}, hash.base);
	for (unsigned i = 0; i < hash.group_count; i++)
		read_group(&hash, i, row[1 + i]);
	succeeds(state_compare(fixture->state, fixture->table, &key, &hash, &known));
	return known;
}

#define RUNS_MAX 6

/* One run after the other: what it reads ("!" in front: it writes every row), and what the comparison says. */
struct sequence {
	const char *about;
	struct {
		const char *row;
		enum state_verdict verdict;
	} runs[RUNS_MAX];
};

static const struct sequence sequences[] = {
	{"a group that differs makes the row changed",
	 {{"a12", STATE_NEW},
	  {"a12", STATE_SAME},
	  {"a13", STATE_CHANGED},
	  {"a23", STATE_CHANGED},
	  {"a23", STATE_SAME}}},
	{"a lost group alone changes nothing, and neither does its return",
	 {{"a12", STATE_NEW}, {"a-2", STATE_SAME}, {"a-2", STATE_SAME}, {"a12", STATE_SAME}}},
	{"what changed while the group was lost is noticed once it is back",
	 {{"a12", STATE_NEW}, {"a-2", STATE_SAME}, {"a32", STATE_CHANGED}, {"a32", STATE_SAME}}},
	{"a row written without the group is written again once it is back, even with the same content",
	 {{"a12", STATE_NEW},
	  {"b-2", STATE_CHANGED},
	  {"b-2", STATE_SAME},
	  {"b12", STATE_CHANGED},
	  {"b12", STATE_SAME}}},
	{"so is one whose other group changed",
	 {{"a12", STATE_NEW}, {"a-3", STATE_CHANGED}, {"a13", STATE_CHANGED}, {"a13", STATE_SAME}}},
	{"so is one that was new then", {{"a-2", STATE_NEW}, {"a-2", STATE_SAME}, {"a12", STATE_CHANGED}}},
	{"groups come back one by one",
	 {{"a--", STATE_NEW},
	  {"a1-", STATE_CHANGED},
	  {"a1-", STATE_SAME},
	  {"a12", STATE_CHANGED},
	  {"a12", STATE_SAME}}},
	{"one group is lost when the other comes back",
	 {{"a12", STATE_NEW},
	  {"b-2", STATE_CHANGED},
	  {"b1-", STATE_CHANGED},
	  {"b12", STATE_CHANGED},
	  {"b12", STATE_SAME}}},
	{"a snapshot writes unchanged rows without the group, so they are written again",
	 {{"a12", STATE_NEW}, {"!a-2", STATE_SAME}, {"!a-2", STATE_SAME}, {"a12", STATE_CHANGED}, {"a12", STATE_SAME}}},
	{"a snapshot with all groups forgets nothing", {{"a12", STATE_NEW}, {"!a12", STATE_SAME}, {"a12", STATE_SAME}}},
	{"a table that gets groups, or loses them, compares all rows anew",
	 {{"a", STATE_NEW}, {"a12", STATE_CHANGED}, {"a1", STATE_CHANGED}, {"a", STATE_CHANGED}, {"a", STATE_SAME}}},
};

static void check_run(struct fixture *fixture, const struct sequence *sequence, int run, int64_t *changed_ms)
{
	bool written = sequence->runs[run].row[0] == '!';
	struct state_known known;

	begin_run(fixture);
	known = see_row(fixture, sequence->runs[run].row + written, written);
	commit_run(fixture);
	if (known.verdict != sequence->runs[run].verdict)
		fail_msg("%s: run %d reads %s: verdict %d", sequence->about, run, sequence->runs[run].row,
			 known.verdict);
	if (known.verdict != STATE_SAME)
		*changed_ms = run_ms(fixture->run);
	assert_true(known.changed_at_ms == *changed_ms);
}

static void each_run_compares_as_listed(void **state)
{
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		int64_t changed_ms = 0;

		assert_int_equal(fixture_new(state), 0);
		for (int run = 0; run < RUNS_MAX && sequences[i].runs[run].row; run++)
			check_run(*state, &sequences[i], run, &changed_ms);
		assert_int_equal(fixture_remove(state), 0);
	}
}

static void a_deleted_row_that_comes_back_without_a_group_is_written_again(void **state)
{
	struct fixture *fixture;
	struct state_key key = record(7);

	assert_int_equal(fixture_new(state), 0);
	fixture = *state;
	begin_run(fixture);
	see_row(fixture, "a12", false);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_delete(fixture->state, fixture->table, &key));
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see_row(fixture, "a-2", false).verdict, STATE_BACK);
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see_row(fixture, "a12", false).verdict, STATE_CHANGED);
	commit_run(fixture);
	assert_int_equal(fixture_remove(state), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_run_compares_as_listed),
		cmocka_unit_test(a_deleted_row_that_comes_back_without_a_group_is_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
