#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "row/csv_read.h"
#include "row/format.h"

/* What the reader told, a line a row: "T:ann|B:7|N|". */
struct told {
	struct buf log;
	size_t stop_at; /* the handler fails at this column; 0: never */
};

static enum rc on_cell(void *context, size_t column, const struct cell *cell)
{
	static const char letters[] = {[CELL_NULL] = 'N', [CELL_TEXT] = 'T', [CELL_BARE] = 'B'};
	struct told *told = context;

	if (told->stop_at && column == told->stop_at)
		return rc_fail(RC_DIFFERENCE, "stopped");
	buf_addf(&told->log, "%zu%c:", column, letters[cell->kind]);
	buf_addsv(&told->log, cell->text);
	buf_addc(&told->log, '|');
	return RC_OK;
}

static enum rc on_row(void *context, size_t columns)
{
	struct told *told = context;

	buf_addf(&told->log, "%zu\n", columns);
	return RC_OK;
}

static enum rc read_in_pieces(struct told *told, struct sv text, size_t piece)
{
	struct csv_reader *reader = csv_reader_new(&(struct row_events){on_cell, on_row, told});
	enum rc rc = RC_OK;

	buf_clear(&told->log);
	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece) {
		/* A copy of just these bytes, so that reading past a piece is seen. */
		AUTO_BUF copy = {0};

		buf_add(&copy, text.p + i, text.n - i < piece ? text.n - i : piece);
		rc = csv_reader_feed(reader, buf_sv(&copy));
	}
	if (rc == RC_OK)
		rc = csv_reader_finish(reader);
	csv_reader_free(reader);
	return rc;
}

static void expect(struct sv text, const char *log)
{
	struct told told = {0};

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(&told, text, piece), RC_OK);
		assert_string_equal(buf_text(&told.log), log);
	}
	buf_release(&told.log);
}

static void expect_refused(struct sv text, const char *part)
{
	struct told told = {0};

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(&told, text, piece), RC_FORMAT);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
	buf_release(&told.log);
}

static void cells_are_null_quoted_or_bare(void **state)
{
	(void)state;
	expect(SV("id,n\n"), "0B:id|1B:n|2\n");
	expect(SV("\"a\",7\n\"\",\n,\n"), "0T:a|1B:7|2\n0T:|1N:|2\n0N:|1N:|2\n");
	expect(SV("a,,b\n"), "0B:a|1N:|2B:b|3\n");
}

static void quotation_marks_are_doubled_inside(void **state)
{
	(void)state;
	expect(SV("\"a\"\"b\",\"\"\"\"\n"), "0T:a\"b|1T:\"|2\n");
	expect(SV("\"\"\"\"\"\",\"x\"\n"), "0T:\"\"|1T:x|2\n");
}

static void separators_and_line_ends_may_stand_inside(void **state)
{
	(void)state;
	expect(SV("\"a,b\r\nc\",\"\n\"\n1,2\n"), "0T:a,b\r\nc|1T:\n|2\n0B:1|1B:2|2\n");
}

static void spaces_and_carriage_returns_are_data(void **state)
{
	(void)state;
	expect(SV(" a ,\tb\t\n"), "0B: a |1B:\tb\t|2\n");
	expect(SV("a,b\r\n"), "0B:a|1B:b\r|2\n");
}

static void a_blank_line_is_a_row_without_cells(void **state)
{
	(void)state;
	expect(SV("\n"), "0\n");
	expect(SV("a\n\n\nb\n"), "0B:a|1\n0\n0\n0B:b|1\n");
	expect(SV(""), "");
}

static void other_grammars_are_refused(void **state)
{
	(void)state;
	expect_refused(SV("a\"b\n"), "quotation mark");
	expect_refused(SV("\"a\"b\n"), "quotation mark");
	expect_refused(SV("\"a\" ,b\n"), "quotation mark");
	expect_refused(SV("\"a\"\r\n"), "quotation mark");
	expect_refused(SV("1,\"a\" \"\n"), "quotation mark");
}

static void an_end_too_early_is_refused(void **state)
{
	(void)state;
	expect_refused(SV("a,b"), "does not end");
	expect_refused(SV("a\nb,"), "does not end");
	expect_refused(SV("\"a\""), "does not end");
	expect_refused(SV("a,\"b\nc"), "between quotation marks");
}

static void more_columns_than_the_ceiling_are_refused(void **state)
{
	struct told told = {0};
	AUTO_BUF text = {0};

	(void)state;
	for (size_t i = 1; i < CSV_COLUMNS_MAX; i++)
		buf_addc(&text, ',');
	buf_addc(&text, '\n');
	assert_int_equal(read_in_pieces(&told, buf_sv(&text), 100), RC_OK);
	text.p[text.n - 1] = ',';
	buf_addc(&text, '\n');
	assert_int_equal(read_in_pieces(&told, buf_sv(&text), 100), RC_FORMAT);
	buf_release(&told.log);
}

static void a_cell_past_the_ceiling_is_refused(void **state)
{
	enum { PIECE = 1 << 20 };
	struct told told = {0};
	struct csv_reader *reader = csv_reader_new(&(struct row_events){on_cell, on_row, &told});
	AUTO_BUF marks = {0};
	enum rc rc = csv_reader_feed(reader, SV("\""));

	(void)state;
	/* Doubled marks: as long as may be when written, half of that in memory. */
	buf_reserve(&marks, PIECE);
	memset(marks.p, '"', PIECE);
	marks.n = PIECE;
	for (size_t fed = 1; rc == RC_OK && fed <= CSV_CELL_MAX; fed += PIECE)
		rc = csv_reader_feed(reader, buf_sv(&marks));
	assert_int_equal(rc, RC_FORMAT);
	assert_non_null(strstr(rc_text(), "longer than"));
	csv_reader_free(reader);
	buf_release(&told.log);
}

static void a_handler_ends_the_reading(void **state)
{
	struct told told = {.stop_at = 1};

	(void)state;
	assert_int_equal(read_in_pieces(&told, SV("a,b,c\nd,e\n"), 100), RC_DIFFERENCE);
	assert_string_equal(rc_text(), "stopped");
	assert_string_equal(buf_text(&told.log), "0B:a|");
	buf_release(&told.log);
}

static void what_was_written_is_read_back(void **state)
{
	const struct cell cells[] = {{CELL_TEXT, {"a\"\r\n,\0", 6}},
				     {CELL_NULL, {NULL, 0}},
				     {CELL_BARE, {"-1.5", 4}},
				     {CELL_TEXT, {"", 0}},
				     {CELL_JSON, {"{\"k\":1}", 7}}};
	struct told told = {0};
	AUTO_BUF text = {0};

	(void)state;
	row_formats[ROW_CSV].row(&text, NULL, cells, 5);
	assert_int_equal(read_in_pieces(&told, buf_sv(&text), 3), RC_OK);
	assert_true(sv_same(buf_sv(&told.log), SV("0T:a\"\r\n,\0|1N:|2B:-1.5|3T:|4T:{\"k\":1}|5\n")));
	buf_release(&told.log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_null_quoted_or_bare),
		cmocka_unit_test(quotation_marks_are_doubled_inside),
		cmocka_unit_test(separators_and_line_ends_may_stand_inside),
		cmocka_unit_test(spaces_and_carriage_returns_are_data),
		cmocka_unit_test(a_blank_line_is_a_row_without_cells),
		cmocka_unit_test(other_grammars_are_refused),
		cmocka_unit_test(an_end_too_early_is_refused),
		cmocka_unit_test(more_columns_than_the_ceiling_are_refused),
		cmocka_unit_test(a_cell_past_the_ceiling_is_refused),
		cmocka_unit_test(a_handler_ends_the_reading),
		cmocka_unit_test(what_was_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
