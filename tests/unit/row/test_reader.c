#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "row/reader.h"

static const char *const names[] = {"id", "note", "data"};
static const struct cell first[] = {{CELL_TEXT, {"a\"\n", 3}}, {CELL_NULL, {NULL, 0}}, {CELL_JSON, {"{\"k\":1}", 7}}};
static const struct cell second[] = {{CELL_TEXT, {"b", 1}}, {CELL_BARE, {"-1.5", 4}}, {CELL_JSON, {"[]", 2}}};

/* Fed in pieces of `piece` bytes. The number of rows that were read goes to *rows. */
static enum rc read_back(const struct row_format *format, struct sv text, size_t piece, uint64_t *rows)
{
	struct row_reader *reader = row_reader_new(format, names, 3);
	enum rc rc = RC_OK;

	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece)
		rc = row_reader_feed(reader, (struct sv){text.p + i, text.n - i < piece ? text.n - i : piece});
	if (rc == RC_OK)
		rc = row_reader_finish(reader);
	*rows = row_reader_rows(reader);
	assert_true(row_reader_row(reader) == *rows + 1 || (row_reader_row(reader) == 0 && *rows == 0));
	row_reader_free(reader);
	return rc;
}

static void expect_refused(const struct row_format *format, struct sv text, uint64_t rows_before, const char *part)
{
	uint64_t rows;

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_back(format, text, piece, &rows), RC_FORMAT);
		assert_int_equal(rows, rows_before);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
}

static void what_a_format_writes_it_reads_back(void **state)
{
	uint64_t rows;

	(void)state;
	for (size_t i = 0; i < ROW_FORMATS; i++) {
		AUTO_BUF text = {0};

		row_formats[i].header(&text, names, 3);
		assert_int_equal(read_back(&row_formats[i], buf_sv(&text), 1, &rows), RC_OK);
		assert_int_equal(rows, 0);
		row_formats[i].row(&text, names, first, 3);
		row_formats[i].row(&text, names, second, 3);
		for (size_t piece = 1; piece <= text.n + 1; piece++) {
			assert_int_equal(read_back(&row_formats[i], buf_sv(&text), piece, &rows), RC_OK);
			assert_int_equal(rows, 2);
		}
	}
}

static void a_file_that_ends_within_a_row_is_refused(void **state)
{
	uint64_t rows;

	(void)state;
	for (size_t i = 0; i < ROW_FORMATS; i++) {
		AUTO_BUF text = {0};
		size_t header;

		row_formats[i].header(&text, names, 3);
		header = text.n;
		row_formats[i].row(&text, names, second, 3);
		for (size_t n = header + 1; n < text.n; n++)
			assert_int_equal(read_back(&row_formats[i], (struct sv){text.p, n}, 7, &rows), RC_FORMAT);
	}
}

static void a_row_of_another_width_is_refused(void **state)
{
	(void)state;
	expect_refused(&row_formats[ROW_CSV], SV("id,note,data\n1,2,3\n1,2\n"), 1, "a row of 2 columns");
	expect_refused(&row_formats[ROW_CSV], SV("id,note,data\n1,2,3\n1,2,3,4\n"), 1, "a row of 4 columns");
	expect_refused(&row_formats[ROW_CSV], SV("id,note,data\n\n"), 0, "a row of 0 columns");
	expect_refused(&row_formats[ROW_NDJSON], SV("{\"id\":1,\"note\":2}\n"), 0, "a row of 2 columns");
}

static void the_header_names_the_columns(void **state)
{
	(void)state;
	expect_refused(&row_formats[ROW_CSV], SV("id,note,date\n"), 0, "another header");
	expect_refused(&row_formats[ROW_CSV], SV("id,note\n"), 0, "another header");
	expect_refused(&row_formats[ROW_CSV], SV("\"id\",note,data\n"), 0, "another header");
	expect_refused(&row_formats[ROW_CSV], SV("id,note,data,more\n"), 0, "another header");
	expect_refused(&row_formats[ROW_CSV], SV("id,note,data"), 0, "no complete header");
	expect_refused(&row_formats[ROW_CSV], SV(""), 0, "no complete header");
}

static void the_row_that_is_read_is_known(void **state)
{
	struct row_reader *reader = row_reader_new(&row_formats[ROW_CSV], names, 3);

	(void)state;
	assert_int_equal(row_reader_row(reader), 0);
	assert_int_equal(row_reader_feed(reader, SV("id,note,data\n")), RC_OK);
	assert_int_equal(row_reader_row(reader), 1);
	assert_int_equal(row_reader_feed(reader, SV("1,2,3\n1")), RC_OK);
	assert_int_equal(row_reader_row(reader), 2);
	row_reader_free(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_format_writes_it_reads_back),
		cmocka_unit_test(a_file_that_ends_within_a_row_is_refused),
		cmocka_unit_test(a_row_of_another_width_is_refused),
		cmocka_unit_test(the_header_names_the_columns),
		cmocka_unit_test(the_row_that_is_read_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
