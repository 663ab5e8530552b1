#include <csv.h>

#include "row/formats.h"

/*
 * Into our own buffer: libcsv's FILE variant costs three times as much. Most cells hold few quotation marks, so the
 * first try has room for none; libcsv says what it would have needed.
 */
static void add_quoted(struct buf *out, struct sv text)
{
	const char *bytes = text.p ? text.p : ""; /* libcsv writes nothing at all for NULL */
	size_t needed;

	buf_reserve(out, text.n + 2);
	needed = csv_write2(out->p + out->n, out->cap - out->n, bytes, text.n, CSV_QUOTE);
	if (needed > out->cap - out->n) {
		buf_reserve(out, needed);
		csv_write2(out->p + out->n, out->cap - out->n, bytes, text.n, CSV_QUOTE);
	}
	out->n += needed;
}

static void add_cell(struct buf *out, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		break;
	case CELL_BARE:
		buf_addsv(out, cell->text);
		break;
	case CELL_TEXT:
	case CELL_JSON:
		add_quoted(out, cell->text);
		break;
	}
}

void row_csv_header(struct buf *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_addc(out, ',');
		buf_adds(out, names[i]);
	}
	buf_addc(out, '\n');
}

void row_csv_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count)
{
	(void)names;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_addc(out, ',');
		add_cell(out, &cells[i]);
	}
	buf_addc(out, '\n');
}
