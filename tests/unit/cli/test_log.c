#include "support/scratch.h"

#include <fcntl.h>

#include "cli/log.h"

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
	log.rewrite = !log.json && options->progress == PROGRESS_ON; /* whatever the tests' own stderr is */
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

static void progress_on_a_terminal_is_one_rewritten_line(void **state)
{
	struct log log = open_log(state, &(struct options){.progress = PROGRESS_ON});

	steady = 1000;
	log_progress(&log, "one");
	log_progress(&log, "too soon");
	steady += LOG_REWRITE_EVERY_MS;
	log_progress(&log, "two");
	log_line(&log, LEVEL_INFO, "line");
	log_progress_end(&log);
	expect(&log, "\r\033[Kone\r\033[Ktwo\r\033[Kline\n");
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
		CASE(progress_on_a_terminal_is_one_rewritten_line),
		CASE(no_progress_if_it_is_switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
