/*
 * The reader of CSV. However the bytes are split, the same cells and rows come, or the same refusal; and a file that is
 * taken whole, written again from those cells, is the file.
 * An input is a byte that chooses the pieces, then the file.
 */
#include "base/buf.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "row/csv_read.h"
#include "row/format.h"

enum { COLUMNS_MAX = 64 };

struct reading {
	struct buf log;     /* kind, length, text of each cell; a mark a row */
	struct buf written; /* the rows again */
	struct buf texts;   /* of the cells of this row, which must outlive their handler */
	struct cell cells[COLUMNS_MAX];
	size_t starts[COLUMNS_MAX];
};

static enum rc on_cell(void *context, size_t column, const struct cell *cell)
{
	struct reading *reading = context;

	buf_addf(&reading->log, "%zu %d %zu ", column, (int)cell->kind, cell->kind == CELL_NULL ? 0 : cell->text.n);
	if (cell->kind != CELL_NULL)
		buf_addsv(&reading->log, cell->text);
	if (column >= COLUMNS_MAX)
		return rc_fail(RC_FORMAT, "more columns than are compared");
	reading->cells[column] = *cell;
	reading->starts[column] = reading->texts.n;
	if (cell->kind != CELL_NULL)
		buf_addsv(&reading->texts, cell->text);
	return RC_OK;
}

static enum rc on_row(void *context, size_t columns)
{
	struct reading *reading = context;

	buf_addf(&reading->log, "| %zu\n", columns);
	for (size_t i = 0; i < columns; i++)
		if (reading->cells[i].kind != CELL_NULL && reading->cells[i].text.n > 0)
			reading->cells[i].text.p = reading->texts.p + reading->starts[i];
	if (columns > 0)
		row_formats[ROW_CSV].row(&reading->written, NULL, reading->cells, columns);
	else
		buf_addc(&reading->written, '\n');
	buf_clear(&reading->texts);
	return RC_OK;
}

static enum rc read_file(struct sv text, uint32_t seed, struct reading *reading)
{
	struct csv_reader *reader = csv_reader_new(&(struct row_events){on_cell, on_row, reading});
	enum rc rc = RC_OK;

	for (size_t at = 0, n; at < text.n && rc == RC_OK; at += n) {
		/* A copy of just these bytes, so that reading past a piece is seen. */
		AUTO_BUF piece = {0};

		seed = seed * 1664525 + 1013904223;
		n = 1 + (seed >> 8) % 7;
		n = n < text.n - at ? n : text.n - at;
		buf_add(&piece, text.p + at, n);
		rc = csv_reader_feed(reader, buf_sv(&piece));
	}
	if (rc == RC_OK)
		rc = csv_reader_finish(reader);
	csv_reader_free(reader);
	return rc;
}

static enum rc read_whole(struct sv text, struct reading *reading)
{
	struct csv_reader *reader = csv_reader_new(&(struct row_events){on_cell, on_row, reading});
	enum rc rc = csv_reader_feed(reader, text);

	if (rc == RC_OK)
		rc = csv_reader_finish(reader);
	csv_reader_free(reader);
	return rc;
}

static void release(struct reading *reading)
{
	buf_release(&reading->log);
	buf_release(&reading->written);
	buf_release(&reading->texts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input input = {bytes, n};
	uint8_t seed = input_byte(&input);
	struct sv text = input_rest(&input);
	static struct reading whole, split;
	enum rc rc = read_whole(text, &whole);

	EXPECT(rc == RC_OK || rc == RC_FORMAT);
	EXPECT(read_file(text, seed, &split) == rc);
	if (rc == RC_OK) {
		EXPECT(sv_same(buf_sv(&whole.log), buf_sv(&split.log)));
		EXPECT(sv_same(buf_sv(&whole.written), text));
	}
	release(&whole);
	release(&split);
	return 0;
}
