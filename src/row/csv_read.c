#include "row/csv_read.h"

#include <csv.h>

#include "base/mem.h"
#include "row/formats.h"

#define CELL_STEP ((size_t)2 << 20) /* by which libcsv's buffer for the cell under way grows */

/*
 * libcsv does not tell in its callbacks whether a field had quotation marks, so a look ahead of it notes how each field of
 * the row under way begins. It needs no more than the parity of the marks, since strict libcsv refuses any other use.
 */
struct csv_reader {
	struct row_events events;
	struct csv_parser parser;
	bool quoted[CSV_COLUMNS_MAX];
	size_t begun;  /* fields of this row that the look ahead has met */
	size_t cell;   /* bytes of the field under way */
	bool amid;     /* a field is under way */
	bool inside;   /* between quotation marks */
	size_t column; /* fields of this row that libcsv has told */
	enum rc failed;
};

static int never(unsigned char c)
{
	(void)c;
	return 0;
}

static int line_feed(unsigned char c)
{
	return c == '\n';
}

static void on_cell(void *bytes, size_t n, void *context)
{
	struct csv_reader *reader = context;
	struct cell cell = {.text = {bytes, n}};

	if (reader->failed != RC_OK)
		return;
	if (bytes)
		cell.kind = reader->quoted[reader->column] ? CELL_TEXT : CELL_BARE;
	reader->failed = reader->events.cell(reader->events.context, reader->column++, &cell);
}

static void on_row(int end, void *context)
{
	struct csv_reader *reader = context;

	(void)end;
	if (reader->failed == RC_OK)
		reader->failed = reader->events.row(reader->events.context, reader->column);
	reader->column = 0;
}

struct csv_reader *csv_reader_new(const struct row_events *events)
{
	struct csv_reader *reader = mem_zero(1, sizeof(*reader));

	reader->events = *events;
	/* Blank lines are told too, and an empty field without quotation marks as NULL. */
	if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL | CSV_REPALL_NL) != 0)
		mem_exhausted();
	csv_set_space_func(&reader->parser, never);
	csv_set_term_func(&reader->parser, line_feed);
	csv_set_realloc_func(&reader->parser, mem_resize);
	csv_set_free_func(&reader->parser, mem_free);
	csv_set_blk_size(&reader->parser, CELL_STEP);
	return reader;
}

void csv_reader_free(struct csv_reader *reader)
{
	if (!reader)
		return;
	csv_free(&reader->parser);
	mem_free(reader);
}

static enum rc begin_field(struct csv_reader *reader, char first)
{
	if (reader->begun == CSV_COLUMNS_MAX)
		return rc_fail(RC_FORMAT, "a row of more than %d columns", CSV_COLUMNS_MAX);
	reader->quoted[reader->begun++] = first == '"';
	reader->amid = true;
	reader->cell = 0;
	return RC_OK;
}

static enum rc lengthen_field(struct csv_reader *reader, size_t by)
{
	reader->cell += by;
	if (reader->cell > CSV_CELL_MAX)
		return rc_fail(RC_FORMAT, "a cell longer than %zu bytes", CSV_CELL_MAX);
	return RC_OK;
}

/* How many bytes at the front need no second look: those between quotation marks. */
static size_t plain_run(const struct csv_reader *reader, struct sv bytes)
{
	const char *mark = reader->inside ? memchr(bytes.p, '"', bytes.n) : NULL;

	if (!reader->inside)
		return 0;
	return mark ? (size_t)(mark - bytes.p) : bytes.n;
}

static enum rc look_at(struct csv_reader *reader, char c, bool *row_ends)
{
	bool blank_line = c == '\n' && !reader->amid && reader->begun == 0;

	*row_ends = c == '\n' && !reader->inside;
	if (!reader->amid && !blank_line)
		TRY(begin_field(reader, c));
	TRY(lengthen_field(reader, 1));
	if (c == '"')
		reader->inside = !reader->inside;
	else if (!reader->inside && (c == ',' || c == '\n'))
		reader->amid = false;
	return RC_OK;
}

/* Gives the length of the front that ends with a row, or of everything where none ends. */
static enum rc look_ahead(struct csv_reader *reader, struct sv bytes, size_t *length, bool *row_ends)
{
	size_t i = 0;

	*row_ends = false;
	while (i < bytes.n && !*row_ends) {
		size_t run = plain_run(reader, sv_from(bytes, i));

		i += run;
		TRY(lengthen_field(reader, run));
		if (i < bytes.n)
			TRY(look_at(reader, bytes.p[i++], row_ends));
	}
	*length = i;
	return RC_OK;
}

static enum rc parse(struct csv_reader *reader, struct sv bytes)
{
	size_t done = csv_parse(&reader->parser, bytes.p, bytes.n, on_cell, on_row, reader);

	if (reader->failed != RC_OK)
		return reader->failed;
	if (done != bytes.n || csv_error(&reader->parser) != CSV_SUCCESS)
		return rc_fail(RC_FORMAT, "a quotation mark where none may stand");
	return RC_OK;
}

enum rc csv_reader_feed(struct csv_reader *reader, struct sv bytes)
{
	while (bytes.n) {
		bool row_ends;
		size_t n;

		TRY(look_ahead(reader, bytes, &n, &row_ends));
		TRY(parse(reader, (struct sv){bytes.p, n}));
		if (row_ends)
			reader->begun = 0;
		bytes = sv_from(bytes, n);
	}
	return RC_OK;
}

enum rc csv_reader_finish(struct csv_reader *reader)
{
	if (reader->inside)
		return rc_fail(RC_FORMAT, "an end between quotation marks");
	if (reader->amid || reader->begun)
		return rc_fail(RC_FORMAT, "a last line that does not end");
	return RC_OK;
}

static void *create(const char *const *names, size_t count, const struct row_events *events)
{
	(void)names;
	(void)count;
	return csv_reader_new(events);
}

static enum rc feed(void *reader, struct sv bytes)
{
	return csv_reader_feed(reader, bytes);
}

static enum rc finish(void *reader)
{
	return csv_reader_finish(reader);
}

static void release(void *reader)
{
	csv_reader_free(reader);
}

const struct row_reader_type csv_reader_type = {.create = create, .feed = feed, .finish = finish, .free = release};
