#include "verify/rows.h"

#include "base/mem.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "row/csv_read.h"
#include "row/format.h"
#include "row/ndjson_read.h"

struct verify_rows {
	const struct manifest_table *table;
	const struct manifest_file *file;
	struct difference *difference;
	const char *names[ROW_COLUMNS_MAX];
	struct csv_reader *csv; /* one of these two */
	struct ndjson_reader *ndjson;
	bool header; /* the next row is the header line */
	uint64_t rows;
};

/* In the row under way. */
static enum rc differ(struct verify_rows *rows)
{
	return difference_at(rows->difference, rows->file->path, rows->header ? 0 : rows->rows + 1);
}

static bool is_time(struct sv text)
{
	char written[TIMESTAMP_SIZE];
	int64_t ms;

	if (!timestamp_read(text, &ms))
		return false;
	timestamp_write(ms, written);
	return sv_is(text, written);
}

/* Plain: a sign, digits, perhaps a point and digits. */
static bool is_number(struct sv text)
{
	const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;

	if (text.n && text.p[0] == '-')
		text = sv_from(text, 1);
	if (!point)
		return sv_digits(text);
	return sv_digits((struct sv){text.p, (size_t)(point - text.p)}) &&
	       sv_digits(sv_from(text, (size_t)(point - text.p) + 1));
}

static bool is_integer(struct sv text)
{
	return is_number(text) && !memchr(text.p, '.', text.n);
}

static bool is_boolean(struct sv text)
{
	return sv_is(text, "true") || sv_is(text, "false");
}

static bool is_text(struct sv text)
{
	return utf8_valid(text) && (text.n == 0 || !memchr(text.p, '\0', text.n));
}

static const struct {
	const char *type;
	enum cell_kind kind;
	bool (*fits)(struct sv text);
	const char *what;
} types[] = {
	{"text", CELL_TEXT, is_text, "text in UTF-8"},
	{"timestamp", CELL_TEXT, is_time, "a time like 2026-11-23T02:00:00.000Z"},
	{"number", CELL_BARE, is_number, "a plain number"},
	{"integer", CELL_BARE, is_integer, "a whole number"},
	{"boolean", CELL_BARE, is_boolean, "true or false"},
	{"json", CELL_JSON, is_text, "JSON"},
};

/* CSV has no kind of cell for JSON, and in NDJSON any value is. */
static bool kind_fits(const struct verify_rows *rows, enum cell_kind wanted, enum cell_kind kind)
{
	if (wanted == CELL_JSON)
		return !rows->csv || kind == CELL_TEXT;
	return kind == wanted;
}

static enum rc differ_in_column(struct verify_rows *rows, size_t column, const char *what, const char *found)
{
	buf_addf(&rows->difference->expected, "%s in column ", what);
	difference_show(&rows->difference->expected, sv_of(rows->table->columns[column].name));
	buf_adds(&rows->difference->found, found);
	return differ(rows);
}

static enum rc judge_value(struct verify_rows *rows, size_t column, const struct cell *cell)
{
	const struct manifest_column *wanted = &rows->table->columns[column];

	if (cell->kind == CELL_NULL)
		return wanted->nullable ? RC_OK : differ_in_column(rows, column, "a value", "NULL");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(wanted->type, types[i].type) != 0)
			continue;
		if (!kind_fits(rows, types[i].kind, cell->kind) || !types[i].fits(cell->text))
			return differ_in_column(rows, column, types[i].what, "something else");
	}
	return RC_OK;
}

static enum rc judge_name(struct verify_rows *rows, size_t column, const struct cell *cell)
{
	const char *name = rows->table->columns[column].name;

	if (cell->kind == CELL_BARE && sv_is(cell->text, name))
		return RC_OK;
	buf_adds(&rows->difference->expected, "the name ");
	difference_show(&rows->difference->expected, sv_of(name));
	buf_addf(&rows->difference->expected, " in place %zu of the header line", column + 1);
	buf_adds(&rows->difference->found, "another");
	return differ(rows);
}

static enum rc differ_in_width(struct verify_rows *rows, const char *more, size_t found)
{
	buf_addf(&rows->difference->expected, "%zu columns%s", rows->table->column_count,
		 rows->header ? " in the header line" : "");
	buf_addf(&rows->difference->found, "%s%zu", more, found);
	return differ(rows);
}

static enum rc on_cell(void *context, size_t column, const struct cell *cell)
{
	struct verify_rows *rows = context;

	if (column >= rows->table->column_count)
		return differ_in_width(rows, "at least ", column + 1);
	return rows->header ? judge_name(rows, column, cell) : judge_value(rows, column, cell);
}

static enum rc on_row(void *context, size_t columns)
{
	struct verify_rows *rows = context;

	if (columns != rows->table->column_count)
		return differ_in_width(rows, "", columns);
	rows->rows += !rows->header;
	rows->header = false;
	return RC_OK;
}

struct verify_rows *verify_rows_new(const char *format, const struct manifest_table *table,
				    const struct manifest_file *file, struct difference *difference)
{
	struct verify_rows *rows = mem_zero(1, sizeof(*rows));
	const struct row_events events = {on_cell, on_row, rows};

	rows->table = table;
	rows->file = file;
	rows->difference = difference;
	for (size_t i = 0; i < table->column_count && i < ROW_COLUMNS_MAX; i++)
		rows->names[i] = table->columns[i].name;
	rows->header = strcmp(format, row_formats[ROW_CSV].name) == 0;
	if (rows->header)
		rows->csv = csv_reader_new(&events);
	else
		rows->ndjson = ndjson_reader_new(rows->names, table->column_count, &events);
	return rows;
}

void verify_rows_free(struct verify_rows *rows)
{
	if (!rows)
		return;
	csv_reader_free(rows->csv);
	ndjson_reader_free(rows->ndjson);
	mem_free(rows);
}

/* What a reader refused becomes a difference in the row under way. */
static enum rc of_grammar(struct verify_rows *rows, enum rc rc)
{
	AUTO_BUF found = {0};

	if (rc != RC_FORMAT)
		return rc;
	buf_adds(&found, rc_text());
	buf_adds(&rows->difference->expected,
		 rows->csv ? "CSV as this program writes it" : "an object with the columns");
	buf_addsv(&rows->difference->found, buf_sv(&found));
	return differ(rows);
}

enum rc verify_rows_feed(struct verify_rows *rows, struct sv bytes)
{
	enum rc rc = rows->csv ? csv_reader_feed(rows->csv, bytes) : ndjson_reader_feed(rows->ndjson, bytes);

	return of_grammar(rows, rc);
}

static enum rc differ_in_count(struct verify_rows *rows)
{
	buf_addf(&rows->difference->expected, "%llu rows", (unsigned long long)rows->file->rows);
	buf_addf(&rows->difference->found, "%llu", (unsigned long long)rows->rows);
	return difference_at(rows->difference, rows->file->path, 0);
}

enum rc verify_rows_finish(struct verify_rows *rows)
{
	TRY(of_grammar(rows, rows->csv ? csv_reader_finish(rows->csv) : ndjson_reader_finish(rows->ndjson)));
	if (rows->header) {
		buf_adds(&rows->difference->expected, "a header line");
		buf_adds(&rows->difference->found, "none");
		return differ(rows);
	}
	return rows->rows == rows->file->rows ? RC_OK : differ_in_count(rows);
}
