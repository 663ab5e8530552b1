#include "support/scratch.h"

#include <signal.h>
#include <sys/wait.h>

#include "cli/options.h"
#include "cli/signals.h"
#include "cli/system_clock.h"

static void a_fixed_clock_does_not_move(void **state)
{
	struct system_clock clock;

	(void)state;
	system_clock_init(&clock, 42);
	assert_true(clock.clock.now_ms(clock.clock.context) == 42);
	assert_true(clock.clock.now_ms(clock.clock.context) == 42);
	assert_true(clock.clock.steady_ms(clock.clock.context) > 0);
	system_clock_init(&clock, TIMESTAMP_NONE);
	assert_true(clock.clock.now_ms(clock.clock.context) > INT64_C(1600000000000));
}

static void random_numbers_lie_between_0_and_1_and_differ(void **state)
{
	struct system_clock clock, other;
	double sum = 0;

	(void)state;
	system_clock_init(&clock, TIMESTAMP_NONE);
	system_clock_init(&other, TIMESTAMP_NONE);
	assert_true(clock.random_state != other.random_state);
	for (int i = 0; i < 1000; i++) {
		double share = clock.clock.random(clock.clock.context);

		assert_true(share >= 0 && share < 1);
		sum += share;
	}
	assert_true(sum > 300 && sum < 700);
}

/*
 * In a child, which signals itself: the status it ends with, or 128 + the signal that ended it. The child starts with
 * the defaults, whatever this process inherited (nohup ignores SIGHUP).
 */
static int status_of(void (*child)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGHUP, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		child();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void once(void)
{
	signals_install();
	raise(SIGHUP);
	_exit(*signals_flag() == SIGHUP ? 11 : 12);
}

static void twice(void)
{
	signals_install();
	raise(SIGHUP);
	raise(SIGTERM);
}

static void ignored_before(void)
{
	signal(SIGHUP, SIG_IGN);
	signals_install();
	raise(SIGHUP);
	_exit(*signals_flag() == 0 ? 13 : 14);
}

static void pipe_closed(void)
{
	signals_install();
	raise(SIGPIPE);
	_exit(*signals_flag() == 0 ? 15 : 16);
}

static void the_first_signal_sets_the_flag_and_the_second_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(status_of(once), 11);
	assert_int_equal(status_of(twice), 128 + SIGTERM);
	assert_int_equal(status_of(ignored_before), 13);
	assert_int_equal(status_of(pipe_closed), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_clock_does_not_move),
		cmocka_unit_test(random_numbers_lie_between_0_and_1_and_differ),
		cmocka_unit_test(the_first_signal_sets_the_flag_and_the_second_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
