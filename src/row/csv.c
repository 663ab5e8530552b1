#include <stdint.h>

#include "base/vector.h"
#include "row/formats.h"

/*
 * Not libcsv's csv_write2(), which goes byte by byte: it costs ten times as much, and with remote_data what is quoted
 * here is as long as what was received. Its parser reads it back (row/csv_read.c).
 */
enum {
	BLOCK = 64,            /* bytes that are looked at together */
	QUOTED_AT_ONCE = 4096, /* room is made for so many, all of them quotation marks */
};

#if VECTORS

static uint64_t quotes_of_sixteen(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);

	return (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
}

/* Where quotation marks are, a bit a byte. */
static uint64_t quotes_of_block(const char *p)
{
	return quotes_of_sixteen(p) | quotes_of_sixteen(p + 16) << 16 | quotes_of_sixteen(p + 32) << 32 |
	       quotes_of_sixteen(p + 48) << 48;
}

#else

static uint64_t quotes_of_block(const char *p)
{
	uint64_t quotes = 0;

	for (unsigned i = 0; i < BLOCK; i++)
		quotes |= (uint64_t)(p[i] == '"') << i;
	return quotes;
}

#endif

/* Most stretches between quotation marks are short. */
static char *copy_stretch(char *to, const char *from, size_t n)
{
	memcpy(to, from, 16);
	if (n > 16)
		memcpy(to + 16, from + 16, BLOCK - 16);
	return to + n;
}

/* Doubles the quotation marks of BLOCK bytes behind which as many can be read; gives the end of what is written. */
static char *double_quotes(char *to, const char *from)
{
	uint64_t quotes = quotes_of_block(from);
	size_t at = 0;

	for (; quotes; quotes &= quotes - 1) {
		size_t end = (size_t)__builtin_ctzll(quotes) + 1;

		to = copy_stretch(to, from + at, end - at);
		*to++ = '"';
		at = end;
	}
	return copy_stretch(to, from + at, BLOCK - at);
}

/* Room: 2 * n + BLOCK. */
static size_t quote(char *to, const char *from, size_t n)
{
	char *begin = to;

	for (; n >= 2 * BLOCK; n -= BLOCK, from += BLOCK)
		to = double_quotes(to, from);
	for (; n > 0; n--, from++) {
		*to++ = *from;
		*to = '"';
		to += *from == '"';
	}
	return (size_t)(to - begin);
}

static void add_quoted(struct buf *out, struct sv text)
{
	buf_addc(out, '"');
	while (text.n > 0) {
		size_t n = text.n < QUOTED_AT_ONCE ? text.n : QUOTED_AT_ONCE;

		buf_reserve(out, 2 * n + BLOCK);
		out->n += quote(out->p + out->n, text.p, n);
		text = sv_from(text, n);
	}
	buf_addc(out, '"');
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
