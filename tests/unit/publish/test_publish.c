#include "support/scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "publish/publish.h"

#define NOW INT64_C(1795399200123) /* 2026-11-23T02:00:00.123Z */
#define FIRST "20261123T020000Z"
#define SECOND "20261123T020001Z"

static struct directory directory;
static struct publish publish;

static int make(void **state)
{
	umask(0);
	directory.lock = -1;
	return scratch_make(state);
}

static int remove_all(void **state)
{
	publish_release(&publish);
	directory_close(&directory);
	return scratch_remove(state);
}

static enum rc open_as(void **state, const char *account)
{
	struct directory_config config = {.path = scratch_path(state, "out"),
					  .account = account,
					  .umask = 077,
					  .now_ms = NOW};

	directory_close(&directory);
	return directory_open(&config, &directory);
}

static struct commit_history nothing = {.last_run_ms = TIMESTAMP_NONE};

static enum rc begin_with(struct commit_history history)
{
	struct publish_config config = {.now_ms = NOW, .history = history};

	return publish_begin(&publish, &directory, &config);
}

static enum rc begin_run(void)
{
	return begin_with(nothing);
}

static void begin(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	publish_release(&publish);
	assert_int_equal(begin_run(), RC_OK);
}

static void expect_latest(void **state, const char *run)
{
	char target[64] = "";

	assert_true(readlink(scratch_path(state, "out/latest"), target, sizeof(target) - 1) > 0);
	assert_string_equal(target, run);
}

static void read_lock(void **state, char text[LOCK_TEXT_MAX])
{
	int fd = open(scratch_path(state, "out/.state/lock"), O_RDONLY);
	ssize_t n = read(fd, text, LOCK_TEXT_MAX - 1);

	assert_true(n >= 0);
	text[n] = '\0';
	close(fd);
}

static void a_run_appears_whole_and_latest_follows(void **state)
{
	begin(state);
	assert_string_equal(publish.run_id, FIRST);
	assert_true(publish.run_ms == NOW - 123);
	assert_string_equal(publish.staging, scratch_path(state, "out/.state/" FIRST));
	assert_int_equal(scratch_mode(state, "out"), 0700);
	assert_int_equal(scratch_mode(state, "out/.state"), 0700);
	assert_int_equal(scratch_mode(state, "out/.state/" FIRST), 0700);
	assert_int_equal(scratch_mode(state, "out/.state/lock"), 0600);
	assert_int_equal(directory.file_mode, 0600);
	scratch_write(state, "out/.state/" FIRST "/users.csv.gz", SV("x"));
	assert_false(scratch_has(state, "out/" FIRST));
	assert_int_equal(publish_without_state(&publish, true), RC_OK);
	assert_true(scratch_has(state, "out/" FIRST "/users.csv.gz"));
	assert_false(scratch_has(state, "out/.state/" FIRST));
	expect_latest(state, FIRST);
	publish_abandon(&publish);
	assert_true(scratch_has(state, "out/" FIRST "/users.csv.gz"));
}

static void latest_does_not_follow_an_incomplete_run(void **state)
{
	begin(state);
	assert_int_equal(publish_without_state(&publish, false), RC_OK);
	assert_false(scratch_has(state, "out/latest"));
	begin(state);
	assert_int_equal(publish_without_state(&publish, true), RC_OK);
	begin(state);
	assert_int_equal(publish_without_state(&publish, false), RC_OK);
	expect_latest(state, SECOND);
	assert_true(scratch_has(state, "out/20261123T020002Z"));
}

static void an_abandoned_run_leaves_nothing_but_the_lock(void **state)
{
	begin(state);
	scratch_write(state, "out/.state/" FIRST "/users.csv.gz", SV("x"));
	rc_fail(RC_SERVICE, "why it failed");
	publish_abandon(&publish);
	assert_string_equal(rc_text(), "why it failed");
	assert_false(scratch_has(state, "out/.state/" FIRST));
	assert_true(scratch_has(state, "out/.state/lock"));
	directory_close(&directory);
	assert_int_equal(unlink(scratch_path(state, "out/.state/lock")), 0);
	assert_int_equal(rmdir(scratch_path(state, "out/.state")), 0);
	assert_int_equal(rmdir(scratch_path(state, "out")), 0);
}

static void a_failed_commit_leaves_nothing_published(void **state)
{
	begin(state);
	assert_int_equal(mkdir(scratch_path(state, "out/latest"), 0700), 0);
	scratch_write(state, "out/latest/file", SV("x"));
	assert_int_equal(publish_without_state(&publish, true), RC_OUTPUT);
	assert_false(scratch_has(state, "out/" FIRST));
	assert_false(scratch_has(state, "out/latest.new"));
	publish_abandon(&publish);
	assert_false(scratch_has(state, "out/.state/" FIRST));
}

static void a_latest_that_is_no_link_is_refused_at_once(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	scratch_write(state, "out/latest", SV("x"));
	assert_int_equal(begin_run(), RC_OUTPUT);
	assert_error_names("not a symbolic link");
}

static void what_is_in_the_way_of_a_link_is_never_removed(void **state)
{
	static const char *const ways[] = {"out/latest.new", "out/.state/latest.new"};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		assert_int_equal(open_as(state, "acme"), RC_OK);
		scratch_write(state, ways[i], SV("mine"));
		assert_int_equal(begin_run(), RC_OUTPUT);
		assert_error_names("latest.new");
		assert_true(scratch_has(state, ways[i]));
		assert_int_equal(unlink(scratch_path(state, ways[i])), 0);
		assert_int_equal(symlink("/theirs", scratch_path(state, ways[i])), 0);
		assert_int_equal(begin_run(), RC_OUTPUT);
		assert_true(scratch_has(state, ways[i]));
		assert_int_equal(unlink(scratch_path(state, ways[i])), 0);
		directory_close(&directory);
	}
}

static void what_killed_runs_left_is_removed_and_nothing_else(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	assert_int_equal(mkdir(scratch_path(state, "out/.state/20261123T010000Z"), 0700), 0);
	scratch_write(state, "out/.state/20261123T010000Z/users.csv.gz", SV("half"));
	assert_int_equal(symlink("20261123T010000Z", scratch_path(state, "out/.state/latest.new")), 0);
	assert_int_equal(symlink("nowhere", scratch_path(state, "out/latest.new")), 0);
	assert_int_equal(mkdir(scratch_path(state, "out/20261122T010000Z"), 0700), 0);
	scratch_write(state, "out/notes.txt", SV("mine"));
	assert_int_equal(begin_run(), RC_OK);
	assert_false(scratch_has(state, "out/.state/20261123T010000Z"));
	assert_false(scratch_has(state, "out/latest.new"));
	assert_false(scratch_has(state, "out/.state/latest.new"));
	assert_true(scratch_has(state, "out/20261122T010000Z"));
	assert_true(scratch_has(state, "out/notes.txt"));
}

static void a_run_that_never_was_does_not_keep_its_name(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	assert_int_equal(mkdir(scratch_path(state, "out/.state/" FIRST), 0700), 0);
	scratch_write(state, "out/.state/" FIRST "/users.csv.gz", SV("half"));
	assert_int_equal(begin_run(), RC_OK);
	assert_string_equal(publish.run_id, FIRST);
	assert_false(scratch_has(state, "out/.state/" FIRST "/users.csv.gz"));
}

static void the_time_is_after_the_last_run(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	assert_int_equal(mkdir(scratch_path(state, "out/20261123T020500Z"), 0700), 0);
	assert_int_equal(begin_run(), RC_OK);
	assert_string_equal(publish.run_id, "20261123T020501Z");
	publish_abandon(&publish);
	rmdir(scratch_path(state, "out/20261123T020500Z"));
	/* Moved away, but the link remembers. */
	assert_int_equal(symlink("20261123T020700Z", scratch_path(state, "out/latest")), 0);
	publish_release(&publish);
	assert_int_equal(begin_run(), RC_OK);
	assert_string_equal(publish.run_id, "20261123T020701Z");
	assert_true(publish.run_ms == NOW - 123 + (7 * 60 + 1) * 1000);
}

static void a_file_with_the_name_of_a_run_takes_the_name(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	scratch_write(state, "out/" FIRST, SV("x"));
	assert_int_equal(begin_run(), RC_OK);
	assert_string_equal(publish.run_id, SECOND);
}

static void the_end_of_time_is_an_error(void **state)
{
	assert_int_equal(open_as(state, "acme"), RC_OK);
	assert_int_equal(mkdir(scratch_path(state, "out/99991231T235959Z"), 0700), 0);
	assert_int_equal(begin_run(), RC_OUTPUT);
	assert_error_names("no free name");
}

static void the_umask_widens_what_is_published(void **state)
{
	struct directory_config config = {.path = scratch_path(state, "out/deep"),
					  .account = "a",
					  .umask = 027,
					  .now_ms = NOW};

	assert_int_equal(directory_open(&config, &directory), RC_OK);
	assert_int_equal(begin_run(), RC_OK);
	assert_int_equal(directory.file_mode, 0640);
	assert_int_equal(scratch_mode(state, "out/deep"), 0750);
	assert_int_equal(scratch_mode(state, "out/deep/.state"), 0700);
	assert_int_equal(scratch_mode(state, "out/deep/.state/" FIRST), 0750);
}

/* A child holds the lock until it is told to end; the pipe says when it has it. */
static pid_t hold_in_child(void **state, const char *account)
{
	int ready[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		byte = open_as(state, account) == RC_OK ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	assert_int_equal(byte, 'y');
	return child;
}

static void end_child(pid_t child)
{
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void a_second_run_reports_who_holds_the_lock(void **state)
{
	char process[64];
	pid_t child = hold_in_child(state, "acme");

	assert_int_equal(open_as(state, "acme"), RC_LOCKED);
	snprintf(process, sizeof(process), "process %ld, since 2026-11-23T02:00:00.123Z", (long)child);
	assert_error_names(process);
	assert_int_equal(open_as(state, "other"), RC_USAGE);
	end_child(child);
	assert_int_equal(open_as(state, "acme"), RC_OK);
}

static void a_directory_has_one_account(void **state)
{
	char text[LOCK_TEXT_MAX];

	begin(state);
	assert_int_equal(publish_without_state(&publish, true), RC_OK);
	read_lock(state, text);
	assert_memory_equal(text, "acme\nprocess ", 13);
	assert_int_equal(open_as(state, "other"), RC_USAGE);
	assert_error_names("belongs to the account acme");
	assert_int_equal(open_as(state, "acm"), RC_USAGE);
	read_lock(state, text);
	assert_memory_equal(text, "acme\n", 5);
	assert_int_equal(open_as(state, "acme"), RC_OK);
}

static void a_misspelled_account_does_not_bind_the_directory(void **state)
{
	char text[LOCK_TEXT_MAX];

	begin(state);
	publish_abandon(&publish);
	directory_close(&directory);
	read_lock(state, text);
	assert_string_equal(text, "");
	assert_int_equal(open_as(state, "other"), RC_OK);
}

static void another_accounts_state_file_is_respected(void **state)
{
	begin(state);
	publish_abandon(&publish);
	scratch_write(state, "out/.state/acme.db", SV("something"));
	scratch_write(state, "out/.state/acme.db-wal", SV(""));
	assert_int_equal(open_as(state, "acme"), RC_OK);
	assert_int_equal(open_as(state, "other"), RC_USAGE);
	assert_error_names("belongs to the account acme");
}

static void a_state_file_that_is_still_empty_binds_nobody(void **state)
{
	begin(state);
	publish_abandon(&publish);
	scratch_write(state, "out/.state/misspelled.db", SV(""));
	assert_int_equal(open_as(state, "acme"), RC_OK);
}

static void a_published_run_is_no_output_directory(void **state)
{
	begin(state);
	scratch_write(state, "out/.state/" FIRST "/" MANIFEST_NAME, SV("{}"));
	assert_int_equal(publish_without_state(&publish, true), RC_OK);
	directory_close(&directory);
	for (int link = 0; link < 2; link++) {
		struct directory_config config = {.path = scratch_path(state, link ? "out/latest" : "out/" FIRST),
						  .account = "acme"};

		assert_int_equal(directory_open(&config, &directory), RC_USAGE);
		assert_error_names("is a published run");
		assert_false(scratch_has(state, "out/" FIRST "/.state"));
	}
}

static void an_output_that_cannot_be_is_named(void **state)
{
	struct directory_config config = {.path = scratch_path(state, "file/out"), .account = "a"};

	scratch_write(state, "file", SV("x"));
	assert_int_equal(directory_open(&config, &directory), RC_OUTPUT);
	assert_error_names("--output");
	config.path = scratch_path(state, "file");
	assert_int_equal(directory_open(&config, &directory), RC_OUTPUT);
	assert_error_names("/file");
	assert_int_equal(directory.lock, -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make, remove_all)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_run_appears_whole_and_latest_follows),
		CASE(latest_does_not_follow_an_incomplete_run),
		CASE(an_abandoned_run_leaves_nothing_but_the_lock),
		CASE(a_failed_commit_leaves_nothing_published),
		CASE(a_latest_that_is_no_link_is_refused_at_once),
		CASE(what_is_in_the_way_of_a_link_is_never_removed),
		CASE(what_killed_runs_left_is_removed_and_nothing_else),
		CASE(a_run_that_never_was_does_not_keep_its_name),
		CASE(the_time_is_after_the_last_run),
		CASE(a_file_with_the_name_of_a_run_takes_the_name),
		CASE(the_end_of_time_is_an_error),
		CASE(the_umask_widens_what_is_published),
		CASE(a_second_run_reports_who_holds_the_lock),
		CASE(a_directory_has_one_account),
		CASE(a_misspelled_account_does_not_bind_the_directory),
		CASE(another_accounts_state_file_is_respected),
		CASE(a_state_file_that_is_still_empty_binds_nobody),
		CASE(a_published_run_is_no_output_directory),
		CASE(an_output_that_cannot_be_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
