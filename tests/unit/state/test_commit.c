/*
 * The commit writes a whole run or nothing, and only the pages that it must.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "fixture.h"
#include "state/store.h"

enum { PAGE = 4096, ROWS = 5000 };

static void read_file(const struct fixture *fixture, struct buf *out)
{
	FILE *file = fopen(fixture->path, "rb");
	char piece[PAGE];
	size_t n;

	assert_non_null(file);
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(out, piece, n);
	assert_int_equal(fclose(file), 0);
}

static void no_journal_is_left(const struct fixture *fixture)
{
	char journal[sizeof(fixture->path) + 16];

	snprintf(journal, sizeof(journal), "%s-journal", fixture->path);
	assert_int_equal(access(journal, F_OK), -1);
}

/* Every kind of change. */
static void change_much(struct fixture *fixture)
{
	struct state_key seven = record(7);
	struct state_resource resource = {.form = "stats", .read = true, .since_ms = run_ms(fixture->run)};
	struct state_watermark watermark = {.changed_at_ms = run_ms(fixture->run)};

	see_all(fixture, ROWS + 1, 3 * ROWS);
	see(fixture, 1, "other");
	succeeds(state_delete(fixture->state, fixture->table, &seven));
	list(fixture, 1, (const uint64_t[]){11, 12, 0}, true);
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
}

static void a_run_without_a_commit_never_happened(void **state)
{
	struct fixture *fixture = *state;
	AUTO_BUF before = {0};
	AUTO_BUF after = {0};

	begin_run(fixture);
	see_all(fixture, 1, ROWS);
	commit_run(fixture);
	read_file(fixture, &before);
	begin_run(fixture);
	change_much(fixture);
	abandon_run(fixture);
	read_file(fixture, &after);
	assert_true(sv_same(buf_sv(&before), buf_sv(&after)));
	no_journal_is_left(fixture);
}

static void a_killed_run_never_happened(void **state)
{
	struct fixture *fixture = *state;
	int status;
	pid_t child;

	begin_run(fixture);
	see_all(fixture, 1, ROWS);
	commit_run(fixture);
	child = fork();
	if (child == 0) {
		begin_run(fixture);
		change_much(fixture);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	begin_run(fixture);
	assert_int_equal(see(fixture, 1, "same"), STATE_SAME);
	assert_int_equal(see(fixture, 7, "same"), STATE_SAME);
	assert_int_equal(see(fixture, ROWS + 1, "same"), STATE_NEW);
	commit_run(fixture);
	no_journal_is_left(fixture);
}

static size_t pages_that_differ(const struct buf *before, const struct buf *after)
{
	size_t count = 0;

	assert_int_equal(before->n, after->n);
	for (size_t at = 0; at < before->n; at += PAGE)
		count += memcmp(before->p + at, after->p + at, PAGE) != 0;
	return count;
}

static void a_quiet_run_changes_only_three_pages(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource = {.form = "stats", .read = true, .since_ms = run_ms(0)};
	struct state_watermark watermark = {.changed_at_ms = run_ms(0)};
	AUTO_BUF before = {0};
	AUTO_BUF after = {0};

	begin_run(fixture);
	see_all(fixture, 1, ROWS);
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_run(fixture);
	read_file(fixture, &before);
	begin_run(fixture);
	see_all(fixture, 1, ROWS);
	resource.since_ms = run_ms(1);
	succeeds(state_set_resource(fixture->state, "jobs", &resource));
	succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
	commit_run(fixture);
	read_file(fixture, &after);
	/* The header, the page of the runs, the page of the resources. */
	assert_int_equal(pages_that_differ(&before, &after), 3);
}

static void what_did_not_change_is_not_written(void **state)
{
	struct fixture *fixture = *state;
	struct state_resource resource = {.form = "stats", .read = true, .since_ms = TIMESTAMP_NONE};
	struct state_watermark watermark = {.changed_at_ms = run_ms(0),
					    .remote_updated_at = "2026-11-22T10:00:00.123Z"};
	AUTO_BUF before = {0};
	AUTO_BUF after = {0};

	for (int run = 0; run < 2; run++) {
		buf_clear(&before);
		begin_run(fixture);
		read_file(fixture, &before);
		see_all(fixture, 1, ROWS);
		state_keep_columns(fixture->state, fixture->links);
		succeeds(state_set_resource(fixture->state, "jobs", &resource));
		succeeds(state_set_watermark(fixture->state, fixture->table, &watermark));
		commit_run(fixture);
	}
	read_file(fixture, &after);
	/* The header, the page of the runs. */
	assert_int_equal(pages_that_differ(&before, &after), 2);
}

static void the_content_of_a_row_is_not_in_the_file(void **state)
{
	struct fixture *fixture = *state;
	static const char secret[] = "Ada Lovelace <ada@example.com>";
	AUTO_BUF bytes = {0};

	begin_run(fixture);
	for (uint64_t id = 1; id < 100; id++)
		see(fixture, id, secret);
	commit_run(fixture);
	begin_run(fixture);
	see(fixture, 1, "Grace Hopper");
	commit_run(fixture);
	read_file(fixture, &bytes);
	for (size_t at = 0; at + 4 <= bytes.n; at++)
		assert_false(memcmp(bytes.p + at, "Love", 4) == 0 || memcmp(bytes.p + at, "Hopp", 4) == 0);
}

static void a_full_disk_leaves_the_state_as_it_was(void **state)
{
	struct fixture *fixture = *state;
	struct state_run run = {.at_ms = run_ms(1), .mode = "changes", .place = "-"};
	struct rlimit before, small;
	struct stat facts;
	enum rc rc;

	begin_run(fixture);
	see_all(fixture, 1, ROWS);
	commit_run(fixture);
	assert_int_equal(stat(fixture->path, &facts), 0);
	begin_run(fixture);
	change_much(fixture);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){(rlim_t)facts.st_size + PAGE, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	rc = state_commit(fixture->state, &run);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(rc, RC_OUTPUT);
	assert_non_null(strstr(rc_text(), fixture->path));
	abandon_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 7, "same"), STATE_SAME);
	assert_int_equal(see(fixture, ROWS + 1, "same"), STATE_NEW);
	commit_run(fixture);
	no_journal_is_left(fixture);
}

/* SQLite rolls back by itself after some failures. */
static void a_run_that_was_rolled_back_is_not_committed_in_pieces(void **state)
{
	struct fixture *fixture = *state;
	struct state_run run = {.at_ms = run_ms(1), .mode = "changes", .place = "-"};

	begin_run(fixture);
	see_all(fixture, 1, 9);
	commit_run(fixture);
	begin_run(fixture);
	see(fixture, 1, "other");
	succeeds(store_run(fixture->state, "ROLLBACK", "cannot be rolled back"));
	assert_int_equal(state_commit(fixture->state, &run), RC_OUTPUT);
	abandon_run(fixture);
	begin_run(fixture);
	assert_int_equal(see(fixture, 1, "same"), STATE_SAME);
	commit_run(fixture);
}

/* Does this process have a file of that directory open, other than the state? */
static bool has_temporary_file(const struct fixture *fixture)
{
	char link[64], target[256];

	for (int fd = 3; fd < 64; fd++) {
		ssize_t n;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = readlink(link, target, sizeof(target) - 1);
		target[n < 0 ? 0 : n] = '\0';
		if (strncmp(target, fixture->directory, strlen(fixture->directory)) == 0 &&
		    strncmp(target, fixture->path, strlen(fixture->path)) != 0)
			return true;
	}
	return false;
}

static void overflow_goes_to_the_given_directory(void **state)
{
	struct fixture *fixture = *state;
	struct stat before, after;

	begin_run(fixture);
	assert_int_equal(stat(fixture->path, &before), 0);
	see_all(fixture, 1, 300000);
	assert_true(has_temporary_file(fixture));
	assert_int_equal(stat(fixture->path, &after), 0);
	assert_int_equal(after.st_size, before.st_size);
	abandon_run(fixture);
	assert_false(has_temporary_file(fixture));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(a_run_without_a_commit_never_happened),
		WITH_FIXTURE(a_killed_run_never_happened),
		WITH_FIXTURE(a_quiet_run_changes_only_three_pages),
		WITH_FIXTURE(what_did_not_change_is_not_written),
		WITH_FIXTURE(the_content_of_a_row_is_not_in_the_file),
		WITH_FIXTURE(a_full_disk_leaves_the_state_as_it_was),
		WITH_FIXTURE(a_run_that_was_rolled_back_is_not_committed_in_pieces),
		WITH_FIXTURE(overflow_goes_to_the_given_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
