#include "manifest/read.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/mem.h"
#include "base/timestamp.h"
#include "cli/mode.h"
#include "json/parser.h"
#include "publish/names.h"
#include "row/format.h"
#include "sink/part_name.h"

/*
 * The objects and arrays that are read. Each kind is inside one other kind only, so the innermost one says where the reader
 * is, without a stack.
 */
enum place { OUTSIDE, IN_RUN, IN_TABLES, IN_TABLE, IN_ROWS, IN_COLUMNS, IN_COLUMN, IN_FILES, IN_FILE };

struct manifest_reader {
	struct manifest manifest;
	uint64_t version;
	struct manifest_table table; /* the elements being read */
	struct manifest_column column;
	struct manifest_file file;
	struct buf tables, columns, files; /* the elements read so far */
	enum place place;
	const struct member *member; /* whose value comes next, or is read; NULL: none */
	uint32_t seen;               /* members of the open objects, a bit each, as in `members` */
	uint64_t bytes;
	struct difference *difference;
	struct json *json;
	struct arena arena;
};

/* --- What is read */

struct member {
	enum place in;
	const char *key;       /* NULL: an element of a list or map */
	enum json_event event; /* of its value; JSON_TRUE: a boolean */
	enum place opens;      /* if the value is an object or array */
	size_t offset; /* else where it is kept: const char * of a string, uint64_t of a number, bool of true or false */
	const char *kind;             /* what `fits` accepts */
	bool nullable;                /* null is kept as NULL */
	bool (*fits)(struct sv text); /* NULL: any string or whole number */
};

static bool manifest_is_version(struct sv text)
{
	uint64_t version;

	return decimal_whole(text, &version) && version == MANIFEST_VERSION;
}

static bool manifest_is_run_name(struct sv text)
{
	int64_t ms;

	return timestamp_read_run_name(text, &ms);
}

static bool manifest_is_format(struct sv text)
{
	for (size_t i = 0; i < ROW_FORMATS; i++)
		if (sv_is(text, row_formats[i].name))
			return true;
	return false;
}

static bool manifest_is_mode(struct sv text)
{
	for (size_t i = 0; i < MODES; i++)
		if (sv_is(text, mode_rows[i].name))
			return true;
	return false;
}

static bool manifest_is_time(struct sv text)
{
	char same[TIMESTAMP_SIZE];
	int64_t ms;

	if (!timestamp_read(text, &ms))
		return false;
	timestamp_write(ms, same);
	return sv_is(text, same);
}

/* Plain characters only: no path out of the directory, no hidden file, nothing that a terminal interprets. */
static bool manifest_is_file_name(struct sv text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_letter(text.p[i]) && !ascii_is_digit(text.p[i]) && !memchr("._-", text.p[i], 3))
			return false;
	return text.n > 0 && text.p[0] != '.' && !sv_is(text, MANIFEST_NAME);
}

#define RUN_KIND "the name of a run, like 20261123T020000Z,"
#define TIME_KIND "a time, like 2026-11-23T02:00:00.000Z,"
#define KEPT(member) .offset = offsetof(struct manifest_reader, member)

static const struct member members[] = {
	{OUTSIDE, NULL, JSON_OBJECT, .opens = IN_RUN},
	{IN_RUN, "manifest_version", JSON_NUMBER, KEPT(version), .kind = "1, the only version that this release reads,",
	 .fits = manifest_is_version},
	{IN_RUN, "run_id", JSON_STRING, KEPT(manifest.run_id), .kind = RUN_KIND, .fits = manifest_is_run_name},
	{IN_RUN, "account", JSON_STRING, KEPT(manifest.account)},
	{IN_RUN, "mode", JSON_STRING, KEPT(manifest.mode), .kind = "a known mode", .fits = manifest_is_mode},
	{IN_RUN, "format", JSON_STRING, KEPT(manifest.format), .kind = "a known output format",
	 .fits = manifest_is_format},
	{IN_RUN, "complete", JSON_TRUE, KEPT(manifest.complete)},
	{IN_RUN, "finished_at", JSON_STRING, KEPT(manifest.finished_at), .kind = TIME_KIND, .fits = manifest_is_time},
	{IN_RUN, "previous_run_id", JSON_STRING, KEPT(manifest.previous_run_id), .kind = RUN_KIND,
	 .fits = manifest_is_run_name, .nullable = true},
	{IN_RUN, "watermark", JSON_STRING, KEPT(manifest.watermark), .kind = TIME_KIND, .fits = manifest_is_time},
	{IN_RUN, "tables", JSON_OBJECT, .opens = IN_TABLES},
	{IN_TABLES, NULL, JSON_OBJECT, .opens = IN_TABLE},
	{IN_TABLE, "status", JSON_STRING, KEPT(table.status)},
	{IN_TABLE, "rows", JSON_OBJECT, .opens = IN_ROWS},
	{IN_ROWS, "written", JSON_NUMBER, KEPT(table.rows.written)},
	{IN_TABLE, "columns", JSON_ARRAY, .opens = IN_COLUMNS},
	{IN_TABLE, "files", JSON_ARRAY, .opens = IN_FILES},
	{IN_COLUMNS, NULL, JSON_OBJECT, .opens = IN_COLUMN},
	{IN_COLUMN, "name", JSON_STRING, KEPT(column.name)},
	{IN_COLUMN, "type", JSON_STRING, KEPT(column.type)},
	{IN_FILES, NULL, JSON_OBJECT, .opens = IN_FILE},
	{IN_FILE, "path", JSON_STRING, KEPT(file.path), .kind = "the name of a file in the run's own directory",
	 .fits = manifest_is_file_name},
	{IN_FILE, "rows", JSON_NUMBER, KEPT(file.rows)},
	{IN_FILE, "bytes", JSON_NUMBER, KEPT(file.bytes)},
	{IN_FILE, "uncompressed_bytes", JSON_NUMBER, KEPT(file.uncompressed_bytes)},
	{IN_FILE, "sha256", JSON_STRING, KEPT(file.sha256)},
};

enum { MEMBERS = sizeof(members) / sizeof(members[0]) };
_Static_assert(MEMBERS <= 32, "one bit a member in struct manifest_reader");

/* The member with that key, or NULL; for the elements of a list or map any key will do. */
static const struct member *manifest_member_find(enum place in, struct sv key)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (members[i].in == in && (!members[i].key || sv_is(key, members[i].key)))
			return &members[i];
	return NULL;
}

/* --- Differences */

/* Appends where we are, such as " at tables["users"].files[2].sha256". */
static void manifest_reader_add_location(const struct manifest_reader *reader, struct buf *out)
{
	const char *dot = "";

	if (reader->place <= IN_RUN && !(reader->member && reader->member->key))
		return;
	buf_adds(out, " at ");
	if (reader->place >= IN_TABLES) {
		buf_adds(out, "tables[");
		difference_show(out, sv_of(reader->table.name));
		buf_addc(out, ']');
		dot = ".";
	}
	if (reader->place >= IN_FILES)
		buf_addf(out, ".files[%zu]", reader->table.file_count);
	else if (reader->place >= IN_COLUMNS)
		buf_addf(out, ".columns[%zu]", reader->table.column_count);
	else if (reader->place == IN_ROWS)
		buf_adds(out, ".rows");
	if (reader->member && reader->member->key)
		buf_addf(out, "%s%s", dot, reader->member->key);
}

static enum rc manifest_reader_differ(struct manifest_reader *reader, const char *expected, const char *found)
{
	buf_adds(&reader->difference->expected, expected);
	manifest_reader_add_location(reader, &reader->difference->expected);
	buf_adds(&reader->difference->found, found);
	return difference_at(reader->difference, MANIFEST_NAME, 0);
}

/* --- Values */

static enum rc manifest_reader_keep(struct manifest_reader *reader, struct sv text)
{
	const struct member *member = reader->member;
	void *kept = (char *)reader + member->offset;
	AUTO_BUF shown = {0};

	if (member->fits && !member->fits(text)) {
		difference_show(&shown, text);
		return manifest_reader_differ(reader, member->kind, buf_text(&shown));
	}
	if (member->event == JSON_STRING)
		*(const char **)kept = arena_text(&reader->arena, text);
	else if (!decimal_whole(text, kept))
		return manifest_reader_differ(reader, "a whole number below 2^64", "another number");
	return RC_OK;
}

static const char *manifest_event_name(enum json_event event)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",       [JSON_FALSE] = "a boolean", [JSON_TRUE] = "a boolean",
		[JSON_NUMBER] = "a number", [JSON_STRING] = "a string", [JSON_OBJECT] = "an object",
		[JSON_ARRAY] = "an array",
	};

	return names[event];
}

static enum rc manifest_reader_value(struct manifest_reader *reader, enum json_event event, struct sv text)
{
	const struct member *member = reader->member;

	if (event == JSON_NULL && member->nullable)
		return RC_OK;
	if (member->event == JSON_TRUE && (event == JSON_TRUE || event == JSON_FALSE)) {
		*(bool *)(void *)((char *)reader + member->offset) = event == JSON_TRUE;
		return RC_OK;
	}
	if (event != member->event)
		return manifest_reader_differ(reader, manifest_event_name(member->event), manifest_event_name(event));
	if (!json_opens(event))
		return manifest_reader_keep(reader, text);
	reader->place = member->opens;
	reader->member = manifest_member_find(reader->place, SV(""));
	return RC_OK;
}

/* --- Objects and arrays */

static enum rc manifest_reader_begin_table(struct manifest_reader *reader, struct sv name)
{
	const struct manifest_table *tables = (const struct manifest_table *)(const void *)reader->tables.p;

	reader->table = (struct manifest_table){.name = arena_text(&reader->arena, name)};
	for (size_t i = 0; i < reader->manifest.table_count; i++)
		if (sv_is(name, tables[i].name))
			return manifest_reader_differ(reader, "each table once", "it twice");
	return RC_OK;
}

static enum rc manifest_reader_key(struct manifest_reader *reader, struct sv key)
{
	uint32_t bit;

	reader->member = manifest_member_find(reader->place, key);
	if (!reader->member) {
		json_skip(reader->json);
		return RC_OK;
	}
	if (!reader->member->key)
		return manifest_reader_begin_table(reader, key);
	bit = UINT32_C(1) << (reader->member - members);
	if (reader->seen & bit)
		return manifest_reader_differ(reader, "one value", "two");
	reader->seen |= bit;
	return RC_OK;
}

/* At the end of an object: were all its members there? Of the next object of its kind none has been seen yet. */
static enum rc manifest_reader_check_members(struct manifest_reader *reader)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		uint32_t bit = UINT32_C(1) << i;

		if (members[i].in != reader->place || !members[i].key)
			continue;
		reader->member = &members[i];
		if (!(reader->seen & bit))
			return manifest_reader_differ(reader, "a value", "none");
		reader->seen &= ~bit;
	}
	return RC_OK;
}

static enum rc manifest_reader_count(struct manifest_reader *reader, size_t *count, size_t most)
{
	reader->member = NULL;
	if (*count == most)
		return manifest_reader_differ(reader, "fewer elements", "one too many");
	++*count;
	return RC_OK;
}

/* Adds an element that is complete to its list. */
static enum rc manifest_reader_keep_element(struct manifest_reader *reader)
{
	struct manifest_table *table = &reader->table;

	switch (reader->place) {
	case IN_COLUMN:
		buf_add(&reader->columns, &reader->column, sizeof(reader->column));
		return manifest_reader_count(reader, &table->column_count, MANIFEST_COLUMNS_MAX);
	case IN_FILE:
		buf_add(&reader->files, &reader->file, sizeof(reader->file));
		return manifest_reader_count(reader, &table->file_count, PART_NUMBER_MAX);
	case IN_TABLE:
		table->columns = (const void *)arena_copy(&reader->arena, buf_sv(&reader->columns)).p;
		table->files = (const void *)arena_copy(&reader->arena, buf_sv(&reader->files)).p;
		buf_clear(&reader->columns);
		buf_clear(&reader->files);
		buf_add(&reader->tables, table, sizeof(*table));
		return manifest_reader_count(reader, &reader->manifest.table_count, MANIFEST_TABLES_MAX);
	default:
		return RC_OK;
	}
}

static enum rc manifest_reader_close(struct manifest_reader *reader)
{
	const struct member *opened = members;

	TRY(manifest_reader_check_members(reader));
	TRY(manifest_reader_keep_element(reader));
	while (opened->opens != reader->place)
		opened++;
	reader->place = opened->in;
	reader->member = manifest_member_find(reader->place, SV(""));
	return RC_OK;
}

static enum rc manifest_reader_on_event(void *context, enum json_event event, struct sv text)
{
	if (event == JSON_KEY)
		return manifest_reader_key(context, text);
	if (json_closes(event))
		return manifest_reader_close(context);
	return manifest_reader_value(context, event, text);
}

/* --- Lifecycle */

struct manifest_reader *manifest_reader_new(struct difference *difference)
{
	struct manifest_reader *reader = mem_zero(1, sizeof(*reader));

	reader->difference = difference;
	reader->member = members;
	reader->json = json_new(manifest_reader_on_event, reader);
	json_begin(reader->json);
	return reader;
}

void manifest_reader_free(struct manifest_reader *reader)
{
	if (!reader)
		return;
	json_free(reader->json);
	arena_release(&reader->arena);
	buf_release(&reader->tables);
	buf_release(&reader->columns);
	buf_release(&reader->files);
	mem_free(reader);
}

/* The parser's own messages are about answers of the service. */
static enum rc manifest_reader_json_failed(struct manifest_reader *reader, enum rc rc)
{
	if (rc != RC_FORMAT)
		return rc;
	reader->place = OUTSIDE;
	reader->member = NULL;
	return manifest_reader_differ(reader, "one JSON object in UTF-8",
				      json_broken_off(reader->json) ? "an unexpected end" : "something else");
}

enum rc manifest_reader_feed(struct manifest_reader *reader, struct sv bytes)
{
	reader->bytes += bytes.n;
	if (reader->bytes > MANIFEST_BYTES_MAX) {
		buf_addf(&reader->difference->expected, "at most %llu bytes", (unsigned long long)MANIFEST_BYTES_MAX);
		buf_adds(&reader->difference->found, "more");
		return difference_at(reader->difference, MANIFEST_NAME, 0);
	}
	return manifest_reader_json_failed(reader, json_feed(reader->json, bytes));
}

enum rc manifest_reader_finish(struct manifest_reader *reader, const struct manifest **manifest)
{
	TRY(manifest_reader_json_failed(reader, json_finish(reader->json)));
	reader->manifest.tables = (const struct manifest_table *)(const void *)reader->tables.p;
	*manifest = &reader->manifest;
	return RC_OK;
}
