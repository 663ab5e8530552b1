#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

static void zero_bytes_are_still_an_allocation(void **state)
{
	void *memory = mem_alloc(0);

	(void)state;
	assert_non_null(memory);
	memory = mem_resize(memory, 0);
	assert_non_null(memory);
	mem_free(memory);
	mem_free(NULL);
	memory = mem_zero(0, 0);
	assert_non_null(memory);
	mem_free(memory);
}

static void zeroed_memory_is_zero(void **state)
{
	static const char zeros[4096];
	AUTO_FREE char *memory = mem_zero(64, 64);

	(void)state;
	assert_memory_equal(memory, zeros, sizeof(zeros));
}

static void resizing_keeps_the_bytes(void **state)
{
	AUTO_FREE char *text = mem_text("kept");

	(void)state;
	text = mem_resize(text, 100000);
	assert_string_equal(text, "kept");
}

static void leaving_scope_frees(void **state)
{
	char *memory = mem_text("x");

	(void)state;
	mem_free_local(&memory);
	assert_null(memory);
	mem_free_local(&memory);
}

static void leave_with_seven(void)
{
	_exit(7);
}

static void take_too_much(void)
{
	struct buf buf = {0};

	buf_addc(&buf, 'x');
	buf_reserve(&buf, BUF_MAX);
}

/* Runs `body` in a child whose standard error is closed; returns its exit status. */
static int status_of(void (*body)(void), void (*handler)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO);
		if (handler)
			mem_on_exhausted(handler);
		body();
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void exhaustion_ends_the_run(void **state)
{
	(void)state;
	assert_int_equal(status_of(mem_exhausted, NULL), RC_INTERNAL);
	assert_int_equal(status_of(mem_exhausted, leave_with_seven), 7);
}

static void a_buffer_past_its_limit_is_exhaustion(void **state)
{
	(void)state;
	assert_int_equal(status_of(take_too_much, leave_with_seven), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zero_bytes_are_still_an_allocation),
		cmocka_unit_test(zeroed_memory_is_zero),
		cmocka_unit_test(resizing_keeps_the_bytes),
		cmocka_unit_test(leaving_scope_frees),
		cmocka_unit_test(exhaustion_ends_the_run),
		cmocka_unit_test(a_buffer_past_its_limit_is_exhaustion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
