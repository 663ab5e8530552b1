#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "scratch.h"
#include "sink/gzip.h"
#include "sink/tap.h"

#define assert_fails_with(call, expected)                                                                              \
	do {                                                                                                           \
		assert_int_equal(call, expected);                                                                      \
		assert_string_not_equal(rc_text(), "");                                                                \
	} while (0)

static void write_text(const char *name, const char *text)
{
	assert_int_equal(file_write_whole(scratch_path(name), 0600, sv_of(text)), RC_OK);
}

static void a_file_contains_what_was_written(void **state)
{
	struct sink *sink;
	struct stat status;
	AUTO_BUF text = {0};

	(void)state;
	umask(0);
	assert_int_equal(file_sink_new(scratch_path("plain"), 0640, &sink), RC_OK);
	assert_int_equal(sink_write(sink, SV("one ")), RC_OK);
	assert_int_equal(sink_write(sink, SV("two")), RC_OK);
	assert_int_equal(sink_close(sink), RC_OK);
	assert_int_equal(sink_write(sink, SV("three")), RC_INTERNAL);
	sink_free(sink);
	assert_true(read_file(scratch_path("plain"), &text));
	assert_string_equal(buf_text(&text), "one two");
	assert_int_equal(stat(scratch_path("plain"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void a_file_that_exists_is_not_touched(void **state)
{
	struct sink *sink;
	AUTO_BUF text = {0};

	(void)state;
	write_text("there", "old");
	assert_fails_with(file_sink_new(scratch_path("there"), 0600, &sink), RC_OUTPUT);
	assert_null(sink);
	assert_non_null(strstr(rc_text(), "/there"));
	assert_int_equal(symlink("elsewhere", scratch_path("dangling")), 0);
	assert_fails_with(file_sink_new(scratch_path("dangling"), 0600, &sink), RC_OUTPUT);
	assert_true(read_file(scratch_path("there"), &text));
	assert_string_equal(buf_text(&text), "old");
	assert_false(read_file(scratch_path("elsewhere"), &text));
}

static void a_missing_directory_is_named(void **state)
{
	struct sink *sink;

	(void)state;
	assert_fails_with(file_sink_new(scratch_path("no/such/file"), 0600, &sink), RC_OUTPUT);
	assert_non_null(strstr(rc_text(), "no/such/file: No such file or directory"));
}

static void a_full_disk_sticks(void **state)
{
	int fd = open("/dev/full", O_WRONLY);
	struct pool *pool = pool_new(6, 1);
	struct sink *tap, *sink;

	(void)state;
	assert_true(fd >= 0);
	tap = tap_sink_new(file_sink_for_descriptor(fd, "the full device"), true);
	sink = gzip_sink_new(pool, tap);
	assert_fails_with(sink_write(sink, SV("a")), RC_OUTPUT);
	assert_non_null(strstr(rc_text(), "the full device: No space left on device; free some space"));
	assert_int_equal(sink_write(sink, SV("b")), RC_OUTPUT);
	assert_int_equal(sink_close(sink), RC_OUTPUT);
	sink_free(sink);
	pool_free(pool);
	close(fd);
}

static void a_pipe_that_was_closed_has_its_own_status(void **state)
{
	int ends[2];
	struct sink *sink;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	sink = file_sink_for_descriptor(ends[1], "standard output");
	assert_int_equal(sink_write(sink, SV("a")), RC_PIPE);
	assert_int_equal(sink_close(sink), RC_PIPE);
	sink_free(sink);
	close(ends[1]);
}

static void a_descriptor_stays_open(void **state)
{
	int fd = open(scratch_path("descriptor"), O_WRONLY | O_CREAT, 0600);
	struct sink *sink = file_sink_for_descriptor(fd, "a descriptor");
	AUTO_BUF text = {0};

	(void)state;
	assert_int_equal(sink_write(sink, SV("a")), RC_OK);
	assert_int_equal(sink_close(sink), RC_OK);
	sink_free(sink);
	assert_int_equal(write(fd, "b", 1), 1);
	close(fd);
	assert_true(read_file(scratch_path("descriptor"), &text));
	assert_string_equal(buf_text(&text), "ab");
}

enum { MUCH = 1 << 20 };

static void *read_slowly(void *context)
{
	static char bytes[997];
	const int *fd = context;
	size_t total = 0;
	ssize_t n;

	while ((n = read(*fd, bytes, sizeof(bytes))) > 0)
		total += (size_t)n;
	return (void *)total;
}

static void a_full_nonblocking_pipe_is_waited_for(void **state)
{
	int ends[2];
	struct sink *sink;
	pthread_t reader;
	void *total;
	AUTO_BUF bytes = {0};

	(void)state;
	buf_reserve(&bytes, MUCH);
	bytes.n = MUCH;
	memset(bytes.p, 'x', bytes.n);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(pthread_create(&reader, NULL, read_slowly, &ends[0]), 0);
	sink = file_sink_for_descriptor(ends[1], "a pipe");
	assert_int_equal(sink_write(sink, buf_sv(&bytes)), RC_OK);
	sink_free(sink);
	close(ends[1]);
	assert_int_equal(pthread_join(reader, &total), 0);
	assert_int_equal((size_t)total, MUCH);
	close(ends[0]);
}

static enum rc swap_link(const char *target, const char *name)
{
	char fresh[128];

	snprintf(fresh, sizeof(fresh), "%s", scratch_path("fresh"));
	return file_swap_link(target, fresh, scratch_path(name));
}

static enum rc count_entry(void *context, const char *name)
{
	unsigned *count = context;

	assert_int_not_equal(name[0], '.');
	return ++*count == 3 ? rc_fail(RC_USAGE, "that is enough") : RC_OK;
}

static void the_entries_of_a_directory_are_listed(void **state)
{
	static const char *const names[] = {"many/a", "many/b", "many/c", "many/d"};
	unsigned count = 0;

	(void)state;
	assert_int_equal(file_make_directory(scratch_path("many"), 0700), RC_OK);
	assert_int_equal(file_each_entry(scratch_path("many"), count_entry, &count), RC_OK);
	assert_int_equal(count, 0);
	for (size_t i = 0; i < 4; i++)
		write_text(names[i], "x");
	assert_fails_with(file_each_entry(scratch_path("many"), count_entry, &count), RC_USAGE);
	assert_int_equal(count, 3);
	assert_fails_with(file_each_entry(scratch_path("none"), count_entry, &count), RC_OUTPUT);
}

static void a_link_is_replaced_in_one_step(void **state)
{
	char target[64];
	ssize_t n;

	(void)state;
	assert_int_equal(swap_link("first", "latest"), RC_OK);
	assert_int_equal(symlink("of somebody", scratch_path("fresh")), 0);
	assert_fails_with(swap_link("second", "latest"), RC_OUTPUT);
	assert_int_equal(unlink(scratch_path("fresh")), 0);
	assert_int_equal(swap_link("second", "latest"), RC_OK);
	n = readlink(scratch_path("latest"), target, sizeof(target));
	assert_int_equal(n, 6);
	assert_memory_equal(target, "second", 6);
	assert_int_equal(access(scratch_path("fresh"), F_OK), -1);
}

static void a_directory_is_not_replaced_by_a_link(void **state)
{
	(void)state;
	assert_int_equal(file_make_directory(scratch_path("solid"), 0700), RC_OK);
	assert_fails_with(swap_link("first", "solid"), RC_OUTPUT);
	assert_int_equal(readlink(scratch_path("fresh"), (char[8]){0}, 8), -1);
}

static void a_directory_that_exists_is_fine(void **state)
{
	(void)state;
	assert_int_equal(file_make_directory(scratch_path("twice"), 0700), RC_OK);
	assert_int_equal(file_make_directory(scratch_path("twice"), 0700), RC_OK);
	assert_int_equal(file_sync_directory(scratch_path("twice")), RC_OK);
	assert_fails_with(file_sync_directory(scratch_path("never")), RC_OUTPUT);
	write_text("taken", "");
	assert_fails_with(file_make_directory(scratch_path("taken"), 0700), RC_OUTPUT);
	assert_fails_with(file_make_directory(scratch_path("never/inner"), 0700), RC_OUTPUT);
}

static void a_rename_moves_a_directory_whole(void **state)
{
	char from[128];
	AUTO_BUF text = {0};

	(void)state;
	assert_int_equal(file_make_directory(scratch_path("staged"), 0700), RC_OK);
	write_text("staged/file", "x");
	snprintf(from, sizeof(from), "%s", scratch_path("staged"));
	assert_int_equal(file_rename(from, scratch_path("published")), RC_OK);
	assert_true(read_file(scratch_path("published/file"), &text));
	assert_fails_with(file_rename(from, scratch_path("published")), RC_OUTPUT);
	assert_non_null(strstr(rc_text(), "/staged"));
}

static void a_tree_is_removed_without_following_links(void **state)
{
	AUTO_BUF text = {0};

	(void)state;
	assert_int_equal(file_make_directory(scratch_path("outside"), 0700), RC_OK);
	write_text("outside/kept", "x");
	assert_int_equal(file_make_directory(scratch_path("tree"), 0700), RC_OK);
	assert_int_equal(file_make_directory(scratch_path("tree/branch"), 0700), RC_OK);
	write_text("tree/branch/leaf", "x");
	assert_int_equal(symlink("../outside", scratch_path("tree/link")), 0);
	assert_int_equal(file_remove_tree(scratch_path("tree")), RC_OK);
	assert_int_equal(access(scratch_path("tree"), F_OK), -1);
	assert_true(read_file(scratch_path("outside/kept"), &text));
	assert_int_equal(file_remove_tree(scratch_path("tree")), RC_OK);
	assert_int_equal(file_remove_tree(scratch_path("outside/kept")), RC_OK);
	assert_false(read_file(scratch_path("outside/kept"), &text));
}

static void a_link_to_a_tree_is_only_unlinked(void **state)
{
	AUTO_BUF text = {0};

	(void)state;
	assert_int_equal(file_make_directory(scratch_path("target"), 0700), RC_OK);
	write_text("target/kept", "x");
	assert_int_equal(symlink("target", scratch_path("pointer")), 0);
	assert_int_equal(file_remove_tree(scratch_path("pointer")), RC_OK);
	assert_int_equal(access(scratch_path("pointer"), F_OK), -1);
	assert_true(read_file(scratch_path("target/kept"), &text));
}

static void a_tree_deeper_than_any_of_ours_is_kept(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s", scratch_path("d"));
	for (unsigned i = 0; i < 40; i++) {
		assert_int_equal(file_make_directory(path, 0700), RC_OK);
		memcpy(path + strlen(path), "/d", 3);
	}
	assert_fails_with(file_remove_tree(scratch_path("d")), RC_OUTPUT);
	assert_int_equal(file_remove_tree(scratch_path("d/d/d/d/d/d/d/d/d/d/d/d/d")), RC_OK);
}

static void a_file_that_failed_is_removed(void **state)
{
	struct rlimit before, little;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = (struct rlimit){.rlim_cur = 4, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	assert_fails_with(file_write_whole(scratch_path("too large"), 0600, SV("12345")), RC_OUTPUT);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(rc_text(), "/too large: File too large"));
	assert_int_equal(access(scratch_path("too large"), F_OK), -1);
}

static void a_new_file_replaces_no_other(void **state)
{
	AUTO_BUF text = {0};

	(void)state;
	write_text("whole", "all");
	assert_fails_with(file_write_whole(scratch_path("whole"), 0600, SV("new")), RC_OUTPUT);
	assert_true(read_file(scratch_path("whole"), &text));
	assert_string_equal(buf_text(&text), "all");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_contains_what_was_written),
		cmocka_unit_test(a_file_that_exists_is_not_touched),
		cmocka_unit_test(a_missing_directory_is_named),
		cmocka_unit_test(a_full_disk_sticks),
		cmocka_unit_test(a_pipe_that_was_closed_has_its_own_status),
		cmocka_unit_test(a_descriptor_stays_open),
		cmocka_unit_test(a_full_nonblocking_pipe_is_waited_for),
		cmocka_unit_test(the_entries_of_a_directory_are_listed),
		cmocka_unit_test(a_link_is_replaced_in_one_step),
		cmocka_unit_test(a_directory_is_not_replaced_by_a_link),
		cmocka_unit_test(a_directory_that_exists_is_fine),
		cmocka_unit_test(a_rename_moves_a_directory_whole),
		cmocka_unit_test(a_tree_is_removed_without_following_links),
		cmocka_unit_test(a_link_to_a_tree_is_only_unlinked),
		cmocka_unit_test(a_tree_deeper_than_any_of_ours_is_kept),
		cmocka_unit_test(a_file_that_failed_is_removed),
		cmocka_unit_test(a_new_file_replaces_no_other),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
