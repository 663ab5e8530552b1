/*
 * The reader of CSV. However the bytes are split, the result is the same; and a file that is accepted has as many rows,
 * and in each as many columns, as a state machine counts that knows nothing but quotes, commas and line ends.
 * An input is a byte that chooses the pieces, then the file without its header.
 */
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "row/reader.h"

enum { COLUMNS_MAX = 64, WHOLE = UINT8_MAX + 1 /* no seed */ };

static const char *names[COLUMNS_MAX];

/* Rows, and of each the columns; a last line that does not end is no row. */
struct counts {
	uint64_t rows, columns;
	bool alike; /* all rows have as many columns */
};

static struct counts count_slowly(struct sv text)
{
	struct counts counts = {.alike = true};
	uint64_t columns = 0;
	bool quoted = false, empty = true;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		quoted = quoted != (c == '"');
		columns += !quoted && (c == ',' || (c == '\n' && !empty));
		empty = empty && c == '\n';
		if (quoted || c != '\n')
			continue;
		counts.alike = counts.alike && (counts.rows == 0 || columns == counts.columns);
		counts.columns = columns;
		counts.rows++;
		columns = 0;
		empty = true;
	}
	return counts;
}

/* In pieces of 1 to 7 bytes that `seed` chooses, or whole. */
static enum rc read_file(struct sv text, size_t columns, uint32_t seed, uint64_t *rows)
{
	uint32_t chance = seed;
	struct row_reader *reader = row_reader_new(&row_formats[ROW_CSV], names, columns);
	AUTO_BUF header = {0};
	enum rc rc;

	row_formats[ROW_CSV].header(&header, names, columns);
	rc = row_reader_feed(reader, buf_sv(&header));
	for (size_t at = 0, n; at < text.n && rc == RC_OK; at += n) {
		/* A copy of just these bytes, so that reading past a piece is seen. */
		AUTO_BUF piece = {0};

		chance = chance * 1664525 + 1013904223;
		n = seed == WHOLE ? text.n : 1 + (chance >> 8) % 7;
		n = n < text.n - at ? n : text.n - at;
		buf_add(&piece, text.p + at, n);
		rc = row_reader_feed(reader, buf_sv(&piece));
	}
	if (rc == RC_OK)
		rc = row_reader_finish(reader);
	*rows = row_reader_rows(reader);
	row_reader_free(reader);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct input input = {bytes, n};
	uint8_t seed = input_byte(&input);
	struct sv text = input_rest(&input);
	struct counts counts = count_slowly(text);
	size_t columns = counts.columns > 0 && counts.columns <= COLUMNS_MAX ? counts.columns : 1;
	uint64_t whole, split;
	enum rc rc;

	for (size_t i = 0; i < COLUMNS_MAX; i++)
		names[i] = "name";
	rc = read_file(text, columns, WHOLE, &whole);
	EXPECT(rc == RC_OK || rc == RC_FORMAT);
	EXPECT(read_file(text, columns, seed, &split) == rc);
	EXPECT(whole == split);
	if (rc == RC_OK)
		EXPECT(whole == counts.rows && (whole == 0 || (counts.alike && columns == counts.columns)));
	return 0;
}
