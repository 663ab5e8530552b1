/*
 * Writes NDJSON (output/README.md, "NDJSON").
 */
#include "json/escape.h"
#include "row/formats.h"

static void ndjson_add_value(struct buf *out, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		buf_add(out, "null", 4);
		break;
	case CELL_TEXT:
		json_escape(out, cell->text);
		break;
	case CELL_BARE:
	case CELL_JSON:
		buf_addsv(out, cell->text);
		break;
	}
}

/* There is no header, since each line contains the names. */
void row_ndjson_header(struct buf *out, const char *const *names, size_t count)
{
	(void)out;
	(void)names;
	(void)count;
}

void row_ndjson_row(struct buf *out, const char *const *names, const struct cell *cells, size_t count)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_addc(out, ',');
		json_escape(out, sv_of(names[i]));
		buf_addc(out, ':');
		ndjson_add_value(out, &cells[i]);
	}
	buf_add(out, "}\n", 2);
}
