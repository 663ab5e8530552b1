#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "row/reader.h"

static const char *const names[] = {"a", "b", "c"};

/* The text is what follows the header of a table with that many columns. */
static enum rc read_in_pieces(struct sv text, size_t columns, size_t piece, uint64_t *rows)
{
	const struct row_format *format = &row_formats[ROW_CSV];
	struct row_reader *reader = row_reader_new(format, names, columns);
	AUTO_BUF header = {0};
	enum rc rc;

	format->header(&header, names, columns);
	rc = row_reader_feed(reader, buf_sv(&header));
	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece) {
		/* A copy of just these bytes, so that reading past a piece is seen. */
		AUTO_BUF copy = {0};

		buf_add(&copy, text.p + i, text.n - i < piece ? text.n - i : piece);
		rc = row_reader_feed(reader, buf_sv(&copy));
	}
	if (rc == RC_OK)
		rc = row_reader_finish(reader);
	*rows = row_reader_rows(reader);
	row_reader_free(reader);
	return rc;
}

static void expect(struct sv text, size_t columns, uint64_t expected)
{
	uint64_t rows;

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(text, columns, piece, &rows), RC_OK);
		assert_int_equal(rows, expected);
	}
}

static void expect_refused(struct sv text, size_t columns, const char *part)
{
	uint64_t rows;

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(text, columns, piece, &rows), RC_FORMAT);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
}

static void rows_and_columns_are_counted(void **state)
{
	(void)state;
	expect(SV(""), 2, 0);
	expect(SV("\"a\",7\n\"\",\n,\n"), 2, 3);
	expect(SV("a\nb\n"), 1, 2);
	expect_refused(SV("a,b,c\na,b\n"), 3, "a row of 2 columns");
	expect_refused(SV("a,b\na,b,\n"), 2, "a row of 3 columns");
}

static void doubled_quotes_are_data(void **state)
{
	(void)state;
	expect(SV("\"a\"\"b\",\"\"\"\"\n"), 2, 1);
	expect(SV("\"\"\"\"\"\",\"x\"\n"), 2, 1);
	expect(SV("\"a\"\",b\",\"\"\"\n\"\n"), 2, 1);
}

static void commas_and_line_ends_in_quotes_are_data(void **state)
{
	(void)state;
	expect(SV("\"a,b\r\nc\",\"\n\"\n1,2\n"), 2, 2);
}

static void spaces_and_carriage_returns_are_data(void **state)
{
	(void)state;
	expect(SV(" a ,\tb\t\n"), 2, 1);
	expect(SV("a,b\r\n"), 2, 1);
	expect(SV("\r\n"), 1, 1);
}

static void an_empty_line_is_a_row_without_columns(void **state)
{
	(void)state;
	expect_refused(SV("\n"), 1, "a row of 0 columns");
	expect_refused(SV("a\n\n"), 1, "a row of 0 columns");
}

static void misplaced_quotes_are_refused(void **state)
{
	(void)state;
	expect_refused(SV("a\"b\n"), 1, "misplaced quote");
	expect_refused(SV("\"a\"b\n"), 1, "misplaced quote");
	expect_refused(SV("\"a\" ,b\n"), 2, "misplaced quote");
	expect_refused(SV("\"a\"\r\n"), 1, "misplaced quote");
	expect_refused(SV("1,\"a\" \"\n"), 2, "misplaced quote");
}

static void an_unexpected_end_is_refused(void **state)
{
	(void)state;
	expect_refused(SV("a,b"), 2, "unterminated last line");
	expect_refused(SV("a,b\nb,"), 2, "unterminated last line");
	expect_refused(SV("\"a\""), 1, "unterminated last line");
	expect_refused(SV("a,\"b\nc"), 2, "unterminated quote");
	expect_refused(SV("a,\"b\n"), 2, "unterminated quote");
}

static void a_cell_past_the_limit_is_refused(void **state)
{
	enum { PIECE = 1 << 20 };
	struct row_reader *reader = row_reader_new(&row_formats[ROW_CSV], names, 1);
	AUTO_BUF quotes = {0};
	enum rc rc = row_reader_feed(reader, SV("a\n\""));

	(void)state;
	/* Doubled quotes: half as long in memory as in the file. */
	buf_reserve(&quotes, PIECE);
	memset(quotes.p, '"', PIECE);
	quotes.n = PIECE;
	for (size_t fed = 1; rc == RC_OK && fed <= ROW_CELL_MAX; fed += PIECE)
		rc = row_reader_feed(reader, buf_sv(&quotes));
	assert_int_equal(rc, RC_FORMAT);
	assert_non_null(strstr(rc_text(), "a cell of more than"));
	row_reader_free(reader);
}

static void many_cells_below_the_limit_are_not(void **state)
{
	enum { PIECE = 1 << 20 };
	struct row_reader *reader = row_reader_new(&row_formats[ROW_CSV], names, 2);
	AUTO_BUF rows = {0};

	(void)state;
	buf_reserve(&rows, PIECE);
	memset(rows.p, ' ', PIECE);
	rows.n = PIECE;
	rows.p[PIECE / 2] = ',';
	rows.p[PIECE - 1] = '\n';
	assert_int_equal(row_reader_feed(reader, SV("a,b\n")), RC_OK);
	for (size_t fed = 0; fed <= ROW_CELL_MAX; fed += PIECE)
		assert_int_equal(row_reader_feed(reader, buf_sv(&rows)), RC_OK);
	assert_int_equal(row_reader_finish(reader), RC_OK);
	row_reader_free(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_columns_are_counted),
		cmocka_unit_test(doubled_quotes_are_data),
		cmocka_unit_test(commas_and_line_ends_in_quotes_are_data),
		cmocka_unit_test(spaces_and_carriage_returns_are_data),
		cmocka_unit_test(an_empty_line_is_a_row_without_columns),
		cmocka_unit_test(misplaced_quotes_are_refused),
		cmocka_unit_test(an_unexpected_end_is_refused),
		cmocka_unit_test(a_cell_past_the_limit_is_refused),
		cmocka_unit_test(many_cells_below_the_limit_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
