#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "row/format.h"
#include "row/ndjson_read.h"

static const char *const names[] = {"id", "n", "data"};

/* What the reader told, a line a row: "0T:ann|1B:7|2N:|3". */
static enum rc on_cell(void *context, size_t column, const struct cell *cell)
{
	static const char letters[] = {[CELL_NULL] = 'N', [CELL_TEXT] = 'T', [CELL_BARE] = 'B', [CELL_JSON] = 'J'};
	struct buf *log = context;

	if (cell->kind == CELL_TEXT && sv_is(cell->text, "stop"))
		return rc_fail(RC_DIFFERENCE, "stopped");
	buf_addf(log, "%zu%c:", column, letters[cell->kind]);
	buf_addsv(log, cell->text);
	buf_addc(log, '|');
	return RC_OK;
}

static enum rc on_row(void *context, size_t columns)
{
	buf_addf(context, "%zu\n", columns);
	return RC_OK;
}

static enum rc read_in_pieces(struct buf *log, struct sv text, size_t piece)
{
	struct ndjson_reader *reader = ndjson_reader_new(names, 3, &(struct row_events){on_cell, on_row, log});
	enum rc rc = RC_OK;

	buf_clear(log);
	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece)
		rc = ndjson_reader_feed(reader, (struct sv){text.p + i, text.n - i < piece ? text.n - i : piece});
	if (rc == RC_OK)
		rc = ndjson_reader_finish(reader);
	ndjson_reader_free(reader);
	return rc;
}

static void expect(struct sv text, const char *expected)
{
	AUTO_BUF log = {0};

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(&log, text, piece), RC_OK);
		assert_string_equal(buf_text(&log), expected);
	}
}

static void expect_failure(struct sv text, enum rc rc, const char *part)
{
	AUTO_BUF log = {0};

	for (size_t piece = 1; piece <= text.n + 1; piece++) {
		assert_int_equal(read_in_pieces(&log, text, piece), rc);
		if (!strstr(rc_text(), part))
			fail_msg("\"%s\" is not in: %s", part, rc_text());
	}
}

static void every_line_is_a_row(void **state)
{
	(void)state;
	expect(SV(""), "");
	expect(SV("{\"id\":\"a\\n\",\"n\":-1.5,\"data\":{\"k\":[1,{}]}}\n{\"id\":null,\"n\":true,\"data\":[]}\n"),
	       "0T:a\n|1B:-1.5|2J:|3\n0N:|1B:true|2J:|3\n");
}

static void members_are_the_columns_in_order(void **state)
{
	(void)state;
	expect_failure(SV("{\"n\":1,\"id\":\"a\",\"data\":1}\n"), RC_FORMAT, "name of member 1");
	expect_failure(SV("{\"id\":\"a\",\"id\":1,\"data\":1}\n"), RC_FORMAT, "name of member 2");
	expect_failure(SV("{\"id\":\"a\",\"n\":1}\n"), RC_FORMAT, "of 2 members");
	expect_failure(SV("{}\n"), RC_FORMAT, "of 0 members");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":1,\"more\":1}\n"), RC_FORMAT, "more than 3 members");
}

static void other_lines_are_refused(void **state)
{
	(void)state;
	expect_failure(SV("[]\n"), RC_FORMAT, "no object");
	expect_failure(SV("7\n"), RC_FORMAT, "no object");
	expect_failure(SV("\n"), RC_FORMAT, "not JSON");
	expect_failure(SV("{\"id\":\n"), RC_FORMAT, "not JSON");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":1}}\n"), RC_FORMAT, "not JSON");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":1}{\"id\":1,\"n\":1,\"data\":1}\n"), RC_FORMAT, "not JSON");
	expect_failure(SV("{\"id\":\"\xff\",\"n\":1,\"data\":1}\n"), RC_FORMAT, "not JSON");
	expect_failure(SV("{\"id\":1,\"n\":1, \"data\":1}\n"), RC_FORMAT, "white space");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":[1 ]}\n"), RC_FORMAT, "white space");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":1}\r\n"), RC_FORMAT, "white space");
	expect_failure(SV("{\"id\":1,\"n\":1,\"data\":1}"), RC_FORMAT, "does not end");
}

static void a_handler_ends_the_reading(void **state)
{
	(void)state;
	expect_failure(SV("{\"id\":1,\"n\":\"stop\",\"data\":1}\n"), RC_DIFFERENCE, "stopped");
}

/* A text column may hold the compact JSON of a whole resource, escaped once more: longer than a string of an answer. */
static void long_strings_and_deep_values_that_can_be_written_can_be_read(void **state)
{
	enum { LONG = 20 << 20, DEEP = 70 };
	AUTO_BUF text = {0}, log = {0};

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
	assert_int_equal(read_in_pieces(&log, buf_sv(&text), 1 << 20), RC_OK);
	assert_int_equal(log.n, LONG + 15);
}

static void what_is_too_deep_is_refused(void **state)
{
	AUTO_BUF text = {0}, log = {0};

	(void)state;
	buf_adds(&text, "{\"id\":");
	for (int i = 0; i < NDJSON_DEPTH_MAX; i++)
		buf_addc(&text, '[');
	buf_addc(&text, '\n');
	assert_int_equal(read_in_pieces(&log, buf_sv(&text), 1000), RC_FORMAT);
	assert_non_null(strstr(rc_text(), "past a ceiling"));
}

static void what_was_written_is_read_back(void **state)
{
	const struct cell cells[] = {{CELL_TEXT, {"a\"\n\\\x01", 5}},
				     {CELL_NULL, {NULL, 0}},
				     {CELL_JSON, {"{\"k\":1}", 7}}};
	AUTO_BUF text = {0}, log = {0};

	(void)state;
	row_formats[ROW_NDJSON].row(&text, names, cells, 3);
	assert_int_equal(read_in_pieces(&log, buf_sv(&text), 4), RC_OK);
	assert_string_equal(buf_text(&log), "0T:a\"\n\\\x01|1N:|2J:|3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_is_a_row),
		cmocka_unit_test(members_are_the_columns_in_order),
		cmocka_unit_test(other_lines_are_refused),
		cmocka_unit_test(a_handler_ends_the_reading),
		cmocka_unit_test(long_strings_and_deep_values_that_can_be_written_can_be_read),
		cmocka_unit_test(what_is_too_deep_is_refused),
		cmocka_unit_test(what_was_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
