#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

static void it_holds_what_was_added(void **state)
{
	AUTO_BUF buf = {0};

	(void)state;
	buf_adds(&buf, "one");
	buf_addc(&buf, ',');
	buf_addsv(&buf, SV("two"));
	buf_add(&buf, "\0\xff", 2);
	buf_addf(&buf, "%03d", 7);
	assert_int_equal(buf.n, 12);
	assert_memory_equal(buf.p,
			    "one,two\0\xff"
			    "007",
			    12);
}

static void adding_nothing_takes_no_memory(void **state)
{
	AUTO_BUF buf = {0};

	(void)state;
	buf_add(&buf, NULL, 0);
	buf_addsv(&buf, (struct sv){NULL, 0});
	buf_adds(&buf, "");
	buf_addf(&buf, "%s", "");
	assert_int_equal(buf.n, 0);
	assert_null(buf.p);
	assert_true(sv_same(buf_sv(&buf), SV("")));
}

static void text_ends_with_a_nul_that_is_not_counted(void **state)
{
	AUTO_BUF buf = {0};

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	for (int i = 0; i < 64; i++)
		buf_addc(&buf, 'x');
	assert_int_equal(strlen(buf_text(&buf)), 64);
	assert_int_equal(buf.n, 64);
}

static void it_grows_in_steps_of_any_size(void **state)
{
	(void)state;
	for (size_t step = 1; step < 300; step += 7) {
		AUTO_BUF buf = {0};
		char piece[300];

		memset(piece, 'a' + (int)(step % 26), sizeof(piece));
		for (int i = 0; i < 200; i++)
			buf_add(&buf, piece, step);
		assert_int_equal(buf.n, 200 * step);
		assert_true(buf.cap >= buf.n && buf.cap <= 2 * buf.n + 64);
		for (size_t i = 0; i < buf.n; i++)
			assert_int_equal(buf.p[i], piece[0]);
	}
}

static void reserved_room_is_there(void **state)
{
	AUTO_BUF buf = {0};

	(void)state;
	buf_adds(&buf, "front");
	buf_reserve(&buf, 100000);
	assert_true(buf.cap - buf.n >= 100000);
	memset(buf.p + buf.n, 'z', 100000);
	assert_memory_equal(buf.p, "front", 5);
}

static void clearing_keeps_the_memory_and_releasing_frees_it(void **state)
{
	AUTO_BUF buf = {0};
	char *memory;

	(void)state;
	buf_adds(&buf, "something");
	memory = buf.p;
	buf_clear(&buf);
	assert_int_equal(buf.n, 0);
	buf_adds(&buf, "else");
	assert_ptr_equal(buf.p, memory);
	buf_release(&buf);
	assert_null(buf.p);
	assert_int_equal(buf.n + buf.cap, 0);
	buf_adds(&buf, "again");
	assert_string_equal(buf_text(&buf), "again");
}

static void long_formats_fit(void **state)
{
	AUTO_BUF buf = {0};

	(void)state;
	buf_adds(&buf, "x");
	buf_addf(&buf, "%*d", 5000, 42);
	assert_int_equal(buf.n, 5001);
	assert_memory_equal(buf.p + 4998, " 42", 3);
}

static void every_byte_is_encoded_once(void **state)
{
	AUTO_BUF found = {0};

	(void)state;
	buf_add_encoded(&found, SV("/a-b_c.d~e/=+ %25?#&\xc3\xa9\"'(*)"), "/");
	buf_addsv(&found, SV("|"));
	buf_add_encoded(&found, SV("a,b/c\0"), ",");
	assert_string_equal(buf_text(&found), "/a-b_c.d~e/%3D%2B%20%2525%3F%23%26%C3%A9%22%27%28%2A%29|a,b%2Fc%00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_holds_what_was_added),
		cmocka_unit_test(adding_nothing_takes_no_memory),
		cmocka_unit_test(text_ends_with_a_nul_that_is_not_counted),
		cmocka_unit_test(it_grows_in_steps_of_any_size),
		cmocka_unit_test(reserved_room_is_there),
		cmocka_unit_test(clearing_keeps_the_memory_and_releasing_frees_it),
		cmocka_unit_test(long_formats_fit),
		cmocka_unit_test(every_byte_is_encoded_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
