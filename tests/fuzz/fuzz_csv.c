/*
 * Rows of any cells, written as CSV: libcsv's parser reads the same cells back, our reader counts the same rows, and the
 * bytes are those of output/README.md, "CSV".
 * An input is: the number of columns, then for each cell its kind, its length, its bytes.
 */
#include <csv.h>

#include "base/buf.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "row/reader.h"

/* In a table of one column a NULL would be an empty line, which readers skip; no table has just one column. */
enum { COLUMNS_MIN = 2, KINDS = CELL_JSON + 1, CELLS_MAX = 4096 };

/* Bare cells never need quotes: digits, a sign, a point, letters. */
static struct sv bare_text(uint8_t choice)
{
	static const struct sv texts[] = {
		{"0", 1}, {"-1.5", 4}, {"true", 4}, {"false", 5}, {"12345678901234567890123456789012345678", 38}};

	return texts[choice % (sizeof(texts) / sizeof(texts[0]))];
}

static struct cell take_cell(struct input *input)
{
	struct cell cell = {.kind = (enum cell_kind)(input_byte(input) % KINDS)};
	size_t n = input_byte(input);

	if (cell.kind == CELL_BARE) {
		cell.text = bare_text((uint8_t)n);
		return cell;
	}
	n = n < input->n ? n : input->n;
	cell.text = (struct sv){(const char *)input->p, n};
	input->p += n;
	input->n -= n;
	return cell;
}

/* Compares what libcsv's parser finds with the cells that were written. */
struct reader {
	const struct cell *cells;
	size_t count, columns;
	size_t cell, column;
};

static void on_cell(void *bytes, size_t n, void *context)
{
	struct reader *reader = context;
	const struct cell *cell = &reader->cells[reader->cell++];

	EXPECT(reader->cell <= reader->count);
	reader->column++;
	/* By CSV_EMPTY_IS_NULL a NULL pointer means that there were no quotation marks. */
	EXPECT((cell->kind == CELL_NULL) == !bytes);
	if (bytes)
		EXPECT(sv_same(cell->text, (struct sv){bytes, n}));
}

static void on_row(int end, void *context)
{
	struct reader *reader = context;

	EXPECT(end == '\n');
	EXPECT(reader->column == reader->columns);
	reader->column = 0;
}

static void read_back(const struct buf *text, struct reader *reader)
{
	struct csv_parser parser;

	EXPECT(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) == 0);
	EXPECT(csv_parse(&parser, text->p, text->n, on_cell, on_row, reader) == text->n);
	EXPECT(csv_fini(&parser, on_cell, on_row, reader) == 0);
	csv_free(&parser);
	EXPECT(reader->cell == reader->count);
}

static void read_back_by_own(const struct buf *text, const struct reader *expected)
{
	static const char *names[ROW_COLUMNS_MAX];
	struct row_reader *own;
	AUTO_BUF header = {0};

	for (size_t i = 0; i < expected->columns; i++)
		names[i] = "name";
	own = row_reader_new(&row_formats[ROW_CSV], names, expected->columns);
	row_formats[ROW_CSV].header(&header, names, expected->columns);
	EXPECT(row_reader_feed(own, buf_sv(&header)) == RC_OK);
	EXPECT(row_reader_feed(own, buf_sv(text)) == RC_OK);
	EXPECT(row_reader_finish(own) == RC_OK);
	EXPECT(row_reader_rows(own) * expected->columns == expected->count);
	row_reader_free(own);
}

/* Writes the same in a simple way, a byte at a time. */
static void write_slowly(struct buf *out, const struct cell *cell)
{
	if (cell->kind == CELL_NULL)
		return;
	if (cell->kind == CELL_BARE) {
		buf_addsv(out, cell->text);
		return;
	}
	buf_addc(out, '"');
	for (size_t i = 0; i < cell->text.n; i++) {
		if (cell->text.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, cell->text.p[i]);
	}
	buf_addc(out, '"');
}

static size_t take_rows(struct input *input, size_t columns, struct cell cells[CELLS_MAX])
{
	size_t count = 0;

	while (input->n > 0 && count + columns <= CELLS_MAX)
		for (size_t i = 0; i < columns; i++)
			cells[count++] = take_cell(input);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct cell cells[CELLS_MAX];
	struct input input = {bytes, n};
	size_t columns = COLUMNS_MIN + input_byte(&input) % (ROW_COLUMNS_MAX - COLUMNS_MIN + 1);
	size_t count = take_rows(&input, columns, cells);
	struct reader reader = {.cells = cells, .count = count, .columns = columns};
	AUTO_BUF written = {0}, expected = {0};

	for (size_t row = 0; row < count; row += columns)
		row_formats[ROW_CSV].row(&written, NULL, cells + row, columns);
	for (size_t i = 0; i < count; i++) {
		write_slowly(&expected, &cells[i]);
		buf_addc(&expected, (i + 1) % columns ? ',' : '\n');
	}
	EXPECT(sv_same(buf_sv(&written), buf_sv(&expected)));
	read_back(&written, &reader);
	read_back_by_own(&written, &reader);
	return 0;
}
