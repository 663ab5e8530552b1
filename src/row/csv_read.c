/*
 * Counts the rows of a CSV file and the columns of each, with libcsv's own parser in strict mode. Only LF ends a row, CR
 * and spaces are data, and an empty line is a row without columns.
 */
#include <csv.h>

#include "base/mem.h"
#include "row/formats.h"
#include "row/reader.h"

#define CSV_CELL_STEP ((size_t)2 << 20) /* by which libcsv's buffer for a cell grows */

struct csv_reader {
	struct csv_parser parser;
	row_handler *handler;
	void *context;
	size_t columns; /* of this row so far */
	size_t pending; /* bytes since a cell ended */
	bool finishing;
	enum rc failed;
};

static int csv_is_space(unsigned char c)
{
	(void)c;
	return 0;
}

static int csv_is_line_end(unsigned char c)
{
	return c == '\n';
}

static void csv_on_cell(void *bytes, size_t n, void *context)
{
	struct csv_reader *reader = context;

	(void)bytes;
	(void)n;
	reader->columns++;
	reader->pending = 0;
}

static void csv_on_row(int end, void *context)
{
	struct csv_reader *reader = context;

	(void)end;
	if (reader->failed == RC_OK && reader->finishing)
		reader->failed = rc_fail(RC_FORMAT, "an unterminated last line");
	else if (reader->failed == RC_OK)
		reader->failed = reader->handler(reader->context, reader->columns);
	reader->columns = 0;
	reader->pending = 0;
}

static void *csv_create(const char *const *names, size_t count, row_handler *handler, void *context)
{
	struct csv_reader *reader = mem_zero(1, sizeof(*reader));

	(void)names;
	(void)count;
	reader->handler = handler;
	reader->context = context;
	if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
		mem_exhausted();
	csv_set_space_func(&reader->parser, csv_is_space);
	csv_set_term_func(&reader->parser, csv_is_line_end);
	csv_set_realloc_func(&reader->parser, mem_resize);
	csv_set_free_func(&reader->parser, mem_free);
	csv_set_blk_size(&reader->parser, CSV_CELL_STEP);
	return reader;
}

static void csv_release(void *context)
{
	struct csv_reader *reader = context;

	csv_free(&reader->parser);
	mem_free(reader);
}

static enum rc csv_feed(void *context, struct sv bytes)
{
	struct csv_reader *reader = context;
	size_t parsed;

	reader->pending += bytes.n;
	parsed = csv_parse(&reader->parser, bytes.p, bytes.n, csv_on_cell, csv_on_row, reader);
	if (reader->failed != RC_OK)
		return reader->failed;
	if (parsed != bytes.n)
		return rc_fail(RC_FORMAT, "a misplaced quote");
	return reader->pending > ROW_CELL_MAX ? rc_fail(RC_FORMAT, "a cell of more than %zu bytes", ROW_CELL_MAX)
					      : RC_OK;
}

static enum rc csv_finish(void *context)
{
	struct csv_reader *reader = context;

	reader->finishing = true;
	if (csv_fini(&reader->parser, csv_on_cell, csv_on_row, reader) != 0)
		return rc_fail(RC_FORMAT, "an unterminated quote");
	return reader->failed;
}

const struct row_reader_type csv_reader_type = {csv_create, csv_feed, csv_finish, csv_release};
