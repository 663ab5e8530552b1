#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "row/reader.h"

static const char *const names[] = {"id", "n", "data"};

static enum rc read_in_pieces(struct sv text, size_t piece, uint64_t *rows)
{
	struct row_reader *reader = row_reader_new(&row_formats[ROW_NDJSON], names, 3);
	enum rc rc = RC_OK;

	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece)
		rc = row_reader_feed(reader, (struct sv){text.p + i, text.n - i < piece ? text.n - i : piece});
	if (rc == RC_OK)
		rc = row_reader_finish(reader);
	*rows = row_reader_rows(reader);
	row_reader_free(reader);
	return rc;
}

static void expect(struct sv text, uint64_t expected)
{
	uint64_t rows;

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(text, piece, &rows), RC_OK);
		assert_int_equal(rows, expected);
	}
}

static void expect_refused(struct sv text, const char *part)
{
	uint64_t rows;

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(text, piece, &rows), RC_FORMAT);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
}

static void every_line_is_a_row(void **state)
{
	(void)state;
	expect(SV(""), 0);
	expect(SV("{\"id\":\"a\\n\",\"n\":-1.5,\"data\":{\"k\":[1,{}]}}\n{\"id\":null,\"n\":true,\"data\":[]}\n"), 2);
}

static void brackets_and_escapes_in_values_are_data(void **state)
{
	(void)state;
	expect(SV("{\"id\":\"}\\\\\\\"{,\\n\",\"n\":\"]\",\"data\":{\"id\":{\"n\":[\"{\"]}}}\n"), 1);
}

static void members_are_the_columns_in_order(void **state)
{
	(void)state;
	expect_refused(SV("{\"n\":1,\"id\":\"a\",\"data\":1}\n"), "name of member 1");
	expect_refused(SV("{\"id\":\"a\",\"id\":1,\"data\":1}\n"), "name of member 2");
	expect_refused(SV("{\"id\":\"a\",\"n\":1}\n"), "a row of 2 columns");
	expect_refused(SV("{}\n"), "a row of 0 columns");
	expect_refused(SV("{\"id\":1,\"n\":1,\"data\":1,\"more\":1}\n"), "more than 3 members");
}

static void other_lines_are_refused(void **state)
{
	(void)state;
	expect_refused(SV("[]\n"), "not an object");
	expect_refused(SV("7\n"), "not an object");
	expect_refused(SV("\n"), "not JSON");
	expect_refused(SV("{\"id\":\n"), "not JSON");
	expect_refused(SV("{\"id\":1,\"n\":1,\"data\":1}}\n"), "not JSON");
	expect_refused(SV("{\"id\":1,\"n\":1,\"data\":1}{\"id\":1,\"n\":1,\"data\":1}\n"), "not JSON");
	expect_refused(SV("{\"id\":\"\xff\",\"n\":1,\"data\":1}\n"), "not JSON");
	expect_refused(SV("{\"id\":1,\"n\":1,\"data\":1}"), "unterminated last line");
}

/* A text column may hold the compact JSON of a whole resource, escaped once more: longer than a string of an answer. */
static void long_strings_and_deep_values_that_can_be_written_can_be_read(void **state)
{
	enum { LONG = 20 << 20, DEEP = 70 };
	AUTO_BUF text = {0};
	uint64_t rows;

	(void)state;
	buf_adds(&text, "{\"id\":\"");
	buf_reserve(&text, LONG);
	memset(text.p + text.n, 'x', LONG);
	text.n += LONG;
	buf_adds(&text, "\",\"n\":1,\"data\":");
	for (int i = 0; i < DEEP; i++)
		buf_addc(&text, '[');
	for (int i = 0; i < DEEP; i++)
		buf_addc(&text, ']');
	buf_adds(&text, "}\n");
	assert_int_equal(read_in_pieces(buf_sv(&text), 1 << 20, &rows), RC_OK);
	assert_int_equal(rows, 1);
}

static void a_value_that_is_too_deep_is_refused(void **state)
{
	AUTO_BUF text = {0};
	uint64_t rows;

	(void)state;
	buf_adds(&text, "{\"id\":");
	for (int i = 0; i < ROW_DEPTH_MAX; i++)
		buf_addc(&text, '[');
	buf_addc(&text, '\n');
	assert_int_equal(read_in_pieces(buf_sv(&text), 1000, &rows), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "too large"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_a_row),
		cmocka_unit_test(brackets_and_escapes_in_values_are_data),
		cmocka_unit_test(members_are_the_columns_in_order),
		cmocka_unit_test(other_lines_are_refused),
		cmocka_unit_test(long_strings_and_deep_values_that_can_be_written_can_be_read),
		cmocka_unit_test(a_value_that_is_too_deep_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
