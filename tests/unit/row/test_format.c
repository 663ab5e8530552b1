#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "row/format.h"

static const char *const names[] = {"id", "note", "count", "data", "gone"};

static void expect_row(enum row_format_id format, const struct cell *cells, size_t count, struct sv expected)
{
	AUTO_BUF out = {0};

	row_formats[format].row(&out, names, cells, count);
	assert_int_equal(out.n, expected.n);
	assert_memory_equal(out.p, expected.p, expected.n);
}

static void expect_header(enum row_format_id format, const char *expected)
{
	AUTO_BUF out = {0};

	row_formats[format].header(&out, names, 5);
	assert_string_equal(buf_text(&out), expected);
}

static const struct cell every_kind[] = {
	{CELL_TEXT, {"a\"b", 3}}, {CELL_TEXT, {"", 0}}, {CELL_BARE, {"-1.5", 4}}, {CELL_JSON, {"{\"k\":[1,\"\"]}", 12}},
	{CELL_NULL, {NULL, 0}},
};

static void formats_are_found_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(row_format_find("csv"), &row_formats[ROW_CSV]);
	assert_ptr_equal(row_format_find("ndjson"), &row_formats[ROW_NDJSON]);
	assert_null(row_format_find("CSV"));
	assert_null(row_format_find("json"));
	assert_null(row_format_find(""));
	assert_string_equal(row_formats[ROW_CSV].extension, ".csv");
	assert_string_equal(row_formats[ROW_NDJSON].extension, ".ndjson");
}

static void the_csv_header_is_the_bare_names(void **state)
{
	(void)state;
	expect_header(ROW_CSV, "id,note,count,data,gone\n");
}

static void csv_quotes_text_and_json_only(void **state)
{
	(void)state;
	expect_row(ROW_CSV, every_kind, 5, SV("\"a\"\"b\",\"\",-1.5,\"{\"\"k\"\":[1,\"\"\"\"]}\",\n"));
}

static void csv_null_differs_from_empty(void **state)
{
	const struct cell null = {CELL_NULL, {"not used", 8}}, empty = {CELL_TEXT, {NULL, 0}};

	(void)state;
	expect_row(ROW_CSV, &null, 1, SV("\n"));
	expect_row(ROW_CSV, &empty, 1, SV("\"\"\n"));
}

static void csv_keeps_line_ends_and_nul_inside_quotes(void **state)
{
	const struct cell cell = {CELL_TEXT, {"a\r\nb,\0c\n", 8}};

	(void)state;
	expect_row(ROW_CSV, &cell, 1, SV("\"a\r\nb,\0c\n\"\n"));
}

static void csv_doubles_any_number_of_quotation_marks(void **state)
{
	enum { MARKS = 5000 };
	char marks[MARKS];
	const struct cell cells[] = {{CELL_TEXT, {marks, MARKS}}, {CELL_BARE, {"7", 1}}};
	AUTO_BUF out = {0};

	(void)state;
	memset(marks, '"', sizeof(marks));
	row_formats[ROW_CSV].row(&out, names, cells, 2);
	assert_int_equal(out.n, 2 * MARKS + 2 + 3);
	for (size_t i = 0; i < 2 * MARKS + 2; i++)
		assert_int_equal(out.p[i], '"');
	assert_memory_equal(out.p + 2 * MARKS + 2, ",7\n", 3);
}

static void ndjson_has_no_header(void **state)
{
	(void)state;
	expect_header(ROW_NDJSON, "");
}

static void ndjson_names_every_column_in_order(void **state)
{
	(void)state;
	expect_row(ROW_NDJSON, every_kind, 5,
		   SV("{\"id\":\"a\\\"b\",\"note\":\"\",\"count\":-1.5,\"data\":{\"k\":[1,\"\"]},\"gone\":null}\n"));
}

static void ndjson_escapes_line_ends(void **state)
{
	const struct cell cell = {CELL_TEXT, {"a\r\nb\0", 5}};

	(void)state;
	expect_row(ROW_NDJSON, &cell, 1, SV("{\"id\":\"a\\r\\nb\\u0000\"}\n"));
}

static void rows_are_appended(void **state)
{
	const struct cell cell = {CELL_BARE, {"1", 1}};
	AUTO_BUF out = {0};

	(void)state;
	row_formats[ROW_CSV].header(&out, names, 1);
	row_formats[ROW_CSV].row(&out, names, &cell, 1);
	row_formats[ROW_NDJSON].row(&out, names, &cell, 1);
	assert_string_equal(buf_text(&out), "id\n1\n{\"id\":1}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_found_by_name),
		cmocka_unit_test(the_csv_header_is_the_bare_names),
		cmocka_unit_test(csv_quotes_text_and_json_only),
		cmocka_unit_test(csv_null_differs_from_empty),
		cmocka_unit_test(csv_keeps_line_ends_and_nul_inside_quotes),
		cmocka_unit_test(csv_doubles_any_number_of_quotation_marks),
		cmocka_unit_test(ndjson_has_no_header),
		cmocka_unit_test(ndjson_names_every_column_in_order),
		cmocka_unit_test(ndjson_escapes_line_ends),
		cmocka_unit_test(rows_are_appended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
