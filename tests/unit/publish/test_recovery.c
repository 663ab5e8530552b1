/* What killed runs left: finished where they were committed, removed where not, and done again without harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "publish/names.h"
#include "publish/marker.h"
#include "publish/publish.h"
#include "base/mem.h"
#include "support/scratch.h"

#define COMMITTED "20261123T010000Z"
#define COMMITTED_MS INT64_C(1795395600000)
#define LATER "20261123T013000Z"

static struct directory directory = {.lock = -1};

struct answers {
	bool complete;
	const char *state; /* only a run whose marker names it was committed; NULL: any */
	int asked;
};

static enum rc was_committed(void *context, int64_t run_ms, const char *asked, bool *committed, bool *complete)
{
	struct answers *answers = context;

	answers->asked++;
	*committed = run_ms == COMMITTED_MS && (!answers->state || (asked && strcmp(asked, answers->state) == 0));
	*complete = *committed && answers->complete;
	return RC_OK;
}

static enum rc cannot_say(void *context, int64_t run_ms, const char *asked, bool *committed, bool *complete)
{
	(void)context;
	(void)run_ms;
	(void)asked;
	(void)committed;
	(void)complete;
	return rc_fail(RC_OUTPUT, "cannot be asked");
}

static int prepare(void **state)
{
	struct directory_config config = {.account = "acme", .umask = 077, .now_ms = COMMITTED_MS};

	if (scratch_make(state) != 0)
		return -1;
	config.path = scratch_path(state, "out");
	return directory_open(&config, &directory) == RC_OK ? 0 : -1;
}

static int clean(void **state)
{
	directory_close(&directory);
	return scratch_remove(state);
}

static void leave(void **state, const char *path)
{
	char manifest[64];

	assert_int_equal(mkdir(scratch_path(state, path), 0700), 0);
	snprintf(manifest, sizeof(manifest), "%s/" MANIFEST_NAME, path);
	scratch_write(state, manifest, SV("{}"));
}

static void expect_latest(void **state, const char *run)
{
	char target[64] = "";

	if (!run) {
		assert_int_equal(readlink(scratch_path(state, "out/latest"), target, sizeof(target) - 1), -1);
		return;
	}
	assert_true(readlink(scratch_path(state, "out/latest"), target, sizeof(target) - 1) > 0);
	assert_string_equal(target, run);
}

static void a_committed_run_is_published_and_another_removed(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	leave(state, "out/.state/" COMMITTED);
	leave(state, "out/.state/20261123T005959Z");
	scratch_write(state, "out/.state/etilqs_1", SV("spilled"));
	scratch_write(state, "out/.state/acme.db", SV("kept"));
	for (int again = 0; again < 2; again++) {
		assert_int_equal(recovery_run(&directory, &history), RC_OK);
		assert_true(scratch_has(state, "out/" COMMITTED));
		assert_false(scratch_has(state, "out/.state/" COMMITTED));
		assert_false(scratch_has(state, "out/.state/20261123T005959Z"));
		assert_false(scratch_has(state, "out/20261123T005959Z"));
		assert_false(scratch_has(state, "out/.state/etilqs_1"));
		assert_true(scratch_has(state, "out/.state/acme.db"));
		expect_latest(state, COMMITTED);
	}
}

/* Another directory's run of that second was. */
static void a_run_without_its_manifest_was_not_committed(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, true};

	leave(state, "out/.state/" COMMITTED);
	assert_int_equal(unlink(scratch_path(state, "out/.state/" COMMITTED "/" MANIFEST_NAME)), 0);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	assert_false(scratch_has(state, "out/" COMMITTED));
	assert_false(scratch_has(state, "out/.state/" COMMITTED));
	expect_latest(state, NULL);
}

static void latest_does_not_follow_one_that_is_not_complete(void **state)
{
	struct answers answers = {.complete = false};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	leave(state, "out/.state/" COMMITTED);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	assert_true(scratch_has(state, "out/" COMMITTED));
	expect_latest(state, NULL);
}

static void latest_catches_up_but_never_goes_back(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	leave(state, "out/" COMMITTED);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	expect_latest(state, COMMITTED);
	assert_int_equal(unlink(scratch_path(state, "out/latest")), 0);
	assert_int_equal(symlink(LATER, scratch_path(state, "out/latest")), 0);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	expect_latest(state, LATER);
}

static void only_a_link_is_replaced_by_latest(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	leave(state, "out/.state/" COMMITTED);
	scratch_write(state, "out/latest", SV("mine"));
	for (int again = 0; again < 2; again++) { /* in .state/ at first, then published without its link */
		assert_int_equal(recovery_run(&directory, &history), RC_OUTPUT);
		assert_error_names("not a symbolic link");
		assert_int_equal(unlink(scratch_path(state, "out/latest")), 0);
		assert_int_equal(mkfifo(scratch_path(state, "out/latest"), 0600), 0);
	}
	assert_true(scratch_has(state, "out/" COMMITTED));
	assert_int_equal(unlink(scratch_path(state, "out/latest")), 0);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	expect_latest(state, COMMITTED);
}

static void a_run_that_was_moved_away_is_not_pointed_to(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	expect_latest(state, NULL);
}

#define MARKER "out/.state/" COMMITTED ".state"

static void a_marker_says_which_state_is_asked_and_goes(void **state)
{
	struct answers answers = {.complete = true, .state = "/some where/s.db"};
	struct commit_history history = {was_committed, &answers, TIMESTAMP_NONE, false};

	leave(state, "out/.state/" COMMITTED);
	assert_int_equal(marker_write(&directory, COMMITTED, "/some where/s.db"), RC_OK);
	assert_int_equal(scratch_mode(state, MARKER), 0600);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	assert_true(scratch_has(state, "out/" COMMITTED));
	assert_false(scratch_has(state, MARKER));
	expect_latest(state, COMMITTED);
}

static void a_marker_that_is_not_whole_is_of_a_run_that_was_not_committed(void **state)
{
	static const char *const cut[] = {"", "/some", "/some where/s.db"};

	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		struct answers answers = {.state = ""};
		struct commit_history history = {was_committed, &answers, TIMESTAMP_NONE, false};
		AUTO_FREE char *named = NULL;

		leave(state, "out/.state/" LATER);
		scratch_write(state, "out/.state/" LATER ".state", sv_of(cut[i]));
		assert_int_equal(marker_read(&directory, LATER, &named), RC_OK);
		assert_string_equal(named, "");
		assert_int_equal(recovery_run(&directory, &history), RC_OK);
		assert_false(scratch_has(state, "out/.state/" LATER));
		assert_false(scratch_has(state, "out/.state/" LATER ".state"));
	}
}

static void a_marker_without_its_run_goes_and_nothing_like_it(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, TIMESTAMP_NONE, false};

	leave(state, "out/" COMMITTED);
	assert_int_equal(marker_write(&directory, COMMITTED, "/s.db"), RC_OK);
	scratch_write(state, "out/.state/notes.state", SV("kept"));
	scratch_write(state, "out/.state/.state", SV("kept"));
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	assert_int_equal(answers.asked, 0);
	assert_false(scratch_has(state, MARKER));
	assert_true(scratch_has(state, "out/" COMMITTED));
	assert_true(scratch_has(state, "out/.state/notes.state"));
	assert_true(scratch_has(state, "out/.state/.state"));
}

static void a_marker_that_cannot_be_read_ends_the_run(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, TIMESTAMP_NONE, false};

	leave(state, "out/.state/" COMMITTED);
	leave(state, MARKER);
	assert_int_equal(recovery_run(&directory, &history), RC_OUTPUT);
	assert_error_names(COMMITTED ".state cannot be read");
	assert_true(scratch_has(state, "out/.state/" COMMITTED));
}

static void without_a_state_nothing_was_committed(void **state)
{
	struct commit_history history = {.last_run_ms = TIMESTAMP_NONE};

	leave(state, "out/.state/" COMMITTED);
	assert_int_equal(recovery_run(&directory, &history), RC_OK);
	assert_false(scratch_has(state, "out/.state/" COMMITTED));
	assert_false(scratch_has(state, "out/" COMMITTED));
}

static void a_run_whose_commit_is_unknown_stays(void **state)
{
	struct commit_history history = {.was_committed = cannot_say, .last_run_ms = TIMESTAMP_NONE};

	leave(state, "out/.state/" COMMITTED);
	assert_int_equal(recovery_run(&directory, &history), RC_OUTPUT);
	assert_true(scratch_has(state, "out/.state/" COMMITTED));
}

static void a_place_that_is_taken_is_named(void **state)
{
	struct answers answers = {.complete = true};
	struct commit_history history = {was_committed, &answers, COMMITTED_MS, answers.complete};

	leave(state, "out/.state/" COMMITTED);
	leave(state, "out/" COMMITTED);
	scratch_write(state, "out/" COMMITTED "/theirs", SV("x"));
	assert_int_equal(recovery_run(&directory, &history), RC_OUTPUT);
	assert_true(scratch_has(state, "out/.state/" COMMITTED));
	assert_true(scratch_has(state, "out/" COMMITTED "/theirs"));
}

int main(void)
{
#define CASE(name_) cmocka_unit_test_setup_teardown(name_, prepare, clean)
	const struct CMUnitTest tests[] = {
		CASE(a_committed_run_is_published_and_another_removed),
		CASE(a_run_without_its_manifest_was_not_committed),
		CASE(latest_does_not_follow_one_that_is_not_complete),
		CASE(latest_catches_up_but_never_goes_back),
		CASE(only_a_link_is_replaced_by_latest),
		CASE(a_run_that_was_moved_away_is_not_pointed_to),
		CASE(a_marker_says_which_state_is_asked_and_goes),
		CASE(a_marker_that_is_not_whole_is_of_a_run_that_was_not_committed),
		CASE(a_marker_without_its_run_goes_and_nothing_like_it),
		CASE(a_marker_that_cannot_be_read_ends_the_run),
		CASE(without_a_state_nothing_was_committed),
		CASE(a_run_whose_commit_is_unknown_stays),
		CASE(a_place_that_is_taken_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
