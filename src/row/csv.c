/*
 * Writes CSV (output/README.md, "CSV").
 *
 * It does not use the writer of libcsv, which writes byte by byte and takes ten times as long; with remote_data there is as
 * much to quote as was received. libcsv's parser reads the rows back (row/csv_read.c).
 */
#include <stdint.h>

#include "base/vector.h"
#include "row/formats.h"

enum {
	QUOTED_AT_ONCE = 4096, /* bytes for which room is made, in case all of them are quotation marks */
};

#if VECTORS

static uint64_t csv_quotes_of_sixteen(const char *p)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);

	return (uint64_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
}

/* The places of quotation marks, one bit per byte. */
static uint64_t csv_quotes_of_block(const char *p)
{
	return csv_quotes_of_sixteen(p) | csv_quotes_of_sixteen(p + 16) << 16 | csv_quotes_of_sixteen(p + 32) << 32 |
	       csv_quotes_of_sixteen(p + 48) << 48;
}

#else

static uint64_t csv_quotes_of_block(const char *p)
{
	uint64_t quotes = 0;

	for (unsigned i = 0; i < VECTOR_BLOCK; i++)
		quotes |= (uint64_t)(p[i] == '"') << i;
	return quotes;
}

#endif

/* Copies up to one block, with few instructions for the usual short ones. May write a whole block in any case. */
static char *csv_copy(char *to, const char *from, size_t n)
{
	memcpy(to, from, 16);
	if (n > 16)
		memcpy(to + 16, from + 16, VECTOR_BLOCK - 16);
	return to + n;
}

/* Doubles the quotation marks of one block. A second one after it must be readable. Returns the end of the output. */
static char *csv_double_quotes(char *to, const char *from)
{
	uint64_t quotes = csv_quotes_of_block(from);
	size_t at = 0;

	for (; quotes; quotes &= quotes - 1) {
		size_t end = (size_t)__builtin_ctzll(quotes) + 1;

		to = csv_copy(to, from + at, end - at);
		*to++ = '"';
		at = end;
	}
	return csv_copy(to, from + at, VECTOR_BLOCK - at);
}

/* Needs room for 2 * n + VECTOR_BLOCK bytes. */
static size_t csv_quote(char *to, const char *from, size_t n)
{
	char *begin = to;

	for (; n >= 2 * VECTOR_BLOCK; n -= VECTOR_BLOCK, from += VECTOR_BLOCK)
		to = csv_double_quotes(to, from);
	for (; n > 0; n--, from++) {
		*to++ = *from;
		*to = '"';
		to += *from == '"';
	}
	return (size_t)(to - begin);
}

static void csv_add_quoted(struct buf *out, struct sv text)
{
	buf_addc(out, '"');
	while (text.n > 0) {
		size_t n = text.n < QUOTED_AT_ONCE ? text.n : QUOTED_AT_ONCE;

		buf_reserve(out, 2 * n + VECTOR_BLOCK);
		out->n += csv_quote(out->p + out->n, text.p, n);
		text = sv_from(text, n);
	}
	buf_addc(out, '"');
}

static void csv_add_cell(struct buf *out, const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_NULL:
		break;
	case CELL_BARE:
		buf_addsv(out, cell->text);
		break;
	case CELL_TEXT:
	case CELL_JSON:
		csv_add_quoted(out, cell->text);
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
		csv_add_cell(out, &cells[i]);
	}
	buf_addc(out, '\n');
}
