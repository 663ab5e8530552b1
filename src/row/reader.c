#include "row/reader.h"

#include "base/mem.h"
#include "base/plural.h"
#include "row/formats.h"

struct row_reader {
	const struct row_reader_type *type;
	void *rows; /* of that type */
	size_t columns;
	uint64_t count;
	struct buf header; /* as it must be */
	size_t header_read;
};

static enum rc reader_on_row(void *context, size_t columns)
{
	struct row_reader *reader = context;

	if (columns != reader->columns)
		return rc_fail(RC_FORMAT, "a row of %zu column%s", columns, plural(columns));
	reader->count++;
	return RC_OK;
}

struct row_reader *row_reader_new(const struct row_format *format, const char *const *names, size_t count)
{
	struct row_reader *reader = mem_zero(1, sizeof(*reader));

	reader->type = format->reader;
	reader->columns = count;
	reader->rows = format->reader->create(names, count, reader_on_row, reader);
	format->header(&reader->header, names, count);
	return reader;
}

void row_reader_free(struct row_reader *reader)
{
	if (!reader)
		return;
	reader->type->free(reader->rows);
	buf_release(&reader->header);
	mem_free(reader);
}

/* Takes what belongs to the header off the front of `bytes`. */
static enum rc reader_check_header(struct row_reader *reader, struct sv *bytes)
{
	size_t left = reader->header.n - reader->header_read, n = bytes->n < left ? bytes->n : left;

	if (n > 0 && memcmp(reader->header.p + reader->header_read, bytes->p, n) != 0)
		return rc_fail(RC_FORMAT, "another header");
	reader->header_read += n;
	*bytes = sv_from(*bytes, n);
	return RC_OK;
}

enum rc row_reader_feed(struct row_reader *reader, struct sv bytes)
{
	TRY(reader_check_header(reader, &bytes));
	return bytes.n > 0 ? reader->type->feed(reader->rows, bytes) : RC_OK;
}

enum rc row_reader_finish(struct row_reader *reader)
{
	if (reader->header_read < reader->header.n)
		return rc_fail(RC_FORMAT, "no complete header");
	return reader->type->finish(reader->rows);
}

uint64_t row_reader_rows(const struct row_reader *reader)
{
	return reader->count;
}

uint64_t row_reader_row(const struct row_reader *reader)
{
	return reader->header_read < reader->header.n ? 0 : reader->count + 1;
}
