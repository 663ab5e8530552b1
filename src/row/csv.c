#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/eight.h"
#include "row/formats.h"

/*
 * Not libcsv's csv_write2(), which goes byte by byte: it costs five times as much, and with remote_data what is quoted
 * here is as long as what was received. Its parser reads it back (row/csv_read.h).
 */
enum {
	STEP_MAX = 16,         /* bytes that are looked at together, at most */
	QUOTED_AT_ONCE = 4096, /* room is made for so many, all of them quotation marks */
};

#ifdef __SSE2__ /* every amd64 has it */

enum { STEP = 16 };

/* Copies STEP bytes; gives how many of them come before the first quotation mark, STEP where there is none. */
static size_t copy_step(char *to, const char *from)
{
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
	int quotes = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));

	_mm_storeu_si128((__m128i *)(void *)to, bytes);
	return (size_t)__builtin_ctz((unsigned)quotes | 1u << STEP);
}

#else

enum { STEP = EIGHT };

static size_t copy_step(char *to, const char *from)
{
	uint64_t quotes = eight_equal(eight_load(from), '"');

	memcpy(to, from, EIGHT);
	return quotes ? eight_first(quotes) : EIGHT;
}

#endif

/* Doubles the quotation marks of `n` bytes; gives what is written. Room: 2 * n + STEP_MAX. No branch waits for a mark. */
static size_t double_quotes(char *to, const char *from, size_t n)
{
	size_t written = 0;

	while (n >= STEP) {
		size_t plain = copy_step(to + written, from), mark = plain < STEP;

		to[written + plain + mark] = '"';
		written += plain + 2 * mark;
		from += plain + mark;
		n -= plain + mark;
	}
	for (; n > 0; n--, from++) {
		to[written++] = *from;
		to[written] = '"';
		written += *from == '"';
	}
	return written;
}

static void add_quoted(struct buf *out, struct sv text)
{
	buf_addc(out, '"');
	while (text.n > 0) {
		size_t n = text.n < QUOTED_AT_ONCE ? text.n : QUOTED_AT_ONCE;

		buf_reserve(out, 2 * n + STEP_MAX);
		out->n += double_quotes(out->p + out->n, text.p, n);
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
