#include "support/scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "cli/log.h"
#include "cli/signals.h"

static int64_t steady;

static int64_t fixed_now(void *context)
{
	(void)context;
	return 0;
}

static int64_t fake_steady(void *context)
{
	(void)context;
	return steady;
}

static const struct clock test_clock = {.now_ms = fixed_now, .steady_ms = fake_steady};

/* The log as the options would make it, into a file. */
static struct log open_log(void **state, const struct options *options)
{
	struct log log;

	log_init(&log, options, &test_clock);
	/* Whatever the stderr of the tests is. */
	log.form = !log.json && options->progress == PROGRESS_ON ? LOG_ONE_LINE : LOG_LINES;
	log.fd = open(scratch_path(state, "log"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(log.fd >= 0);
	return log;
}

static void expect(struct log *log, const char *expected)
{
	char text[4096];
	ssize_t n = pread(log->fd, text, sizeof(text) - 1, 0);

	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, expected);
	close(log->fd);
}

static void talk(struct log *log)
{
	log_line(log, LEVEL_ERROR, "e %d", 1);
	log_line(log, LEVEL_WARNING, "w");
	log_line(log, LEVEL_INFO, "i");
	log_line(log, LEVEL_DEBUG, "d");
}

static void levels_follow_quiet_and_verbose(void **state)
{
	struct log log = open_log(state, &(struct options){.verbosity = -1});

	talk(&log);
	expect(&log, "pinpoint-export: e 1\n");
	log = open_log(state, &(struct options){0});
	talk(&log);
	expect(&log, "pinpoint-export: e 1\npinpoint-export: warning: w\ni\n");
	log = open_log(state, &(struct options){.verbosity = 1});
	talk(&log);
	expect(&log, "pinpoint-export: e 1\npinpoint-export: warning: w\ni\nd\n");
}

static void json_lines_are_json(void **state)
{
	struct log log = open_log(state, &(struct options){.log_format = LOG_FORMAT_JSON, .verbosity = -1});

	log_line(&log, LEVEL_ERROR, "a \"b\"\nc");
	expect(&log, "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"error\",\"message\":\"a \\\"b\\\"\\\\nc\"}\n");
	log = open_log(state, &(struct options){.log_format = LOG_FORMAT_JSON, .verbosity = -1});
	log_line(&log, LEVEL_ERROR, "a\xff\xc3\xbc");
	expect(&log, "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"error\",\"message\":\"a\\\\xff\xc3\xbc\"}\n");
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
	struct log log = open_log(state, &(struct options){0});

	log_line(&log, LEVEL_INFO, "a\033[2Jb\nc\x7f");
	expect(&log, "a\\x1b[2Jb\\nc\\x7f\n");
}

static void progress_without_a_terminal_is_a_line_per_interval(void **state)
{
	struct log log = open_log(state, &(struct options){0});

	steady = 1000;
	log_progress(&log, "one");
	steady += LOG_PROGRESS_EVERY_MS - 1;
	log_progress(&log, "two");
	steady += 1;
	log_progress(&log, "three");
	log_progress(&log, "four");
	steady += LOG_PROGRESS_EVERY_MS;
	log_progress(&log, "five");
	log_progress_end(&log);
	expect(&log, "three\nfive\n");
}

static void progress_without_a_size_is_one_rewritten_line(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});

	steady = 1000;
	log_progress(&log, "one");
	log_progress(&log, "too soon");
	steady += LOG_REWRITE_EVERY_MS;
	log_progress(&log, "two");
	log_line(&log, LEVEL_INFO, "line");
	log_progress_end(&log);
	expect(&log, "\rone\033[K\rtwo\033[K\r\033[Kline\ntwo\033[K\r\033[K");
}

/* A terminal of that size. */
static int open_terminal(struct log *log, unsigned short columns, unsigned short rows)
{
	struct winsize size = {.ws_col = columns, .ws_row = rows};
	int outer = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(outer >= 0 && grantpt(outer) == 0 && unlockpt(outer) == 0);
	close(log->fd);
	log->fd = open(ptsname(outer), O_RDWR | O_NOCTTY);
	assert_true(log->fd >= 0);
	log->form = LOG_BLOCK;
	assert_int_equal(ioctl(outer, TIOCSWINSZ, &size), 0);
	return outer;
}

static void expect_drawn(int outer, const char *expected)
{
	char text[4096];
	ssize_t n = read(outer, text, sizeof(text) - 1);

	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, expected);
}

static void draw(struct log *log, uint64_t done)
{
	const struct progress_item item = {.name = "jobs", .done = done, .total = 4, .stage = PROGRESS_UNDER_WAY};
	const struct progress_view view = {.items = &item,
					   .count = 1,
					   .title = "all",
					   .what = "read",
					   .unit = "records",
					   .scale = 1,
					   .requests = done,
					   .left_ms = -1,
					   .waits = ""};

	log_progress_show(log, &view);
}

#define DRAWN(jobs, requests)                                                                                          \
	"jobs   " jobs " of 4 records\033[K\r\r\n"                                                                     \
	"all    " jobs " of 4 records\033[K\r\r\n" requests "\033[J"

static void a_block_is_drawn_in_place_below_all_other_lines(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});
	int outer = open_terminal(&log, 34, 24);

	draw(&log, 1);
	expect_drawn(outer, "\r" DRAWN("25 %  1", "1 request"));
	draw(&log, 2);
	expect_drawn(outer, "\r\033[2A" DRAWN("50 %  2", "2 requests"));
	log_line(&log, LEVEL_ERROR, "it fails");
	expect_drawn(outer, "\r\033[2A\033[Jpinpoint-export: it fails\r\n" DRAWN("50 %  2", "2 requests"));
	log_progress_end(&log);
	expect_drawn(outer, "\r\033[2A\033[J");
	close(outer);
	close(log.fd);
}

/* The terminal wraps the lines that are there, so the block is higher than it was drawn. */
static void a_window_that_was_made_narrower(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});
	int outer = open_terminal(&log, 34, 24);
	struct winsize size = {.ws_col = 20, .ws_row = 24};

	draw(&log, 1);
	expect_drawn(outer, "\r" DRAWN("25 %  1", "1 request"));
	assert_int_equal(ioctl(outer, TIOCSWINSZ, &size), 0);
	log_progress_end(&log);
	expect_drawn(outer, "\r\033[4A\033[J");
	close(outer);
	close(log.fd);
}

static void a_terminal_without_a_size_gets_one_line(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});
	int outer = open_terminal(&log, 0, 0);

	draw(&log, 1);
	expect_drawn(outer, "\r0 of 1 read, 1 of 4 records, 1 request; jobs 25 %\033[J");
	log_progress_end(&log);
	expect_drawn(outer, "\r\033[J");
	close(outer);
	close(log.fd);
}

/* What the shell wrote meanwhile stands where the block was. */
static void a_block_begins_anew_after_a_stop(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});
	int outer = open_terminal(&log, 34, 24);

	signals_install();
	draw(&log, 1);
	expect_drawn(outer, "\r" DRAWN("25 %  1", "1 request"));
	raise(SIGCONT);
	draw(&log, 2);
	expect_drawn(outer, "\r" DRAWN("50 %  2", "2 requests"));
	raise(SIGCONT);
	log_line(&log, LEVEL_ERROR, "e");
	expect_drawn(outer, "pinpoint-export: e\r\n");
	log_progress_end(&log);
	close(outer);
	close(log.fd);
}

static void no_progress_if_it_is_switched_off(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_OFF});

	log_progress(&log, "one");
	steady += 2 * LOG_PROGRESS_EVERY_MS;
	log_progress(&log, "two");
	expect(&log, "");
	log = open_log(state, &(struct options){.progress = PROGRESS_ON, .verbosity = -1});
	log_progress(&log, "one");
	expect(&log, "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(levels_follow_quiet_and_verbose),
		CASE(json_lines_are_json),
		CASE(control_characters_do_not_reach_the_terminal),
		CASE(progress_without_a_terminal_is_a_line_per_interval),
		CASE(progress_without_a_size_is_one_rewritten_line),
		CASE(a_block_is_drawn_in_place_below_all_other_lines),
		CASE(a_window_that_was_made_narrower),
		CASE(a_terminal_without_a_size_gets_one_line),
		CASE(a_block_begins_anew_after_a_stop),
		CASE(no_progress_if_it_is_switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
