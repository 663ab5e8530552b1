#include "manifest/read.h"

#include "base/decimal.h"
#include "base/mem.h"
#include "manifest/read_members.h"
#include "publish/names.h"
#include "sink/part_name.h"

/* --- Differences */

/* Appends where we are, such as " at tables["users"].files[2].sha256". */
static void manifest_reader_add_location(const struct manifest_reader *reader, struct buf *out)
{
	const char *dot = "";

	if (reader->place <= IN_RUN && !(reader->member && reader->member->key))
		return;
	buf_adds(out, " at ");
	if (reader->place >= IN_RESOURCES) {
		bool of_table = reader->place >= IN_TABLES;

		buf_adds(out, of_table ? "tables[" : "resources[");
		difference_show(out, sv_of(of_table ? reader->table.name : reader->resource.name));
		buf_addc(out, ']');
		dot = ".";
	}
	if (reader->place >= IN_FILES)
		buf_addf(out, ".files[%zu]", reader->table.file_count);
	else if (reader->place >= IN_COLUMNS)
		buf_addf(out, ".columns[%zu]", reader->table.column_count);
	else if (reader->place >= IN_ROWS)
		buf_adds(out, reader->place == IN_ROWS ? ".rows" : ".warnings");
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

static enum rc manifest_reader_count(struct manifest_reader *reader, size_t *count, size_t most)
{
	reader->member = NULL;
	if (*count == most)
		return manifest_reader_differ(reader, "fewer elements", "one too many");
	++*count;
	return RC_OK;
}

/* A warning is an element that is neither an object nor an array. */
static enum rc manifest_reader_keep_value(struct manifest_reader *reader, struct sv text)
{
	TRY(manifest_reader_keep(reader, text));
	if (reader->place != IN_WARNINGS)
		return RC_OK;
	buf_add(&reader->warnings, &reader->warning, sizeof(reader->warning));
	return manifest_reader_count(reader, &reader->table.warning_count, MANIFEST_WARNINGS_MAX);
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
		return manifest_reader_keep_value(reader, text);
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

/* Of a map, whose keys are names. */
static enum rc manifest_reader_begin_element(struct manifest_reader *reader, struct sv name)
{
	if (reader->place == IN_TABLES)
		return manifest_reader_begin_table(reader, name);
	if (reader->place == IN_WARNINGS)
		reader->warning = (struct manifest_warning){.name = arena_text(&reader->arena, name)};
	else
		reader->resource = (struct manifest_resource){.name = arena_text(&reader->arena, name)};
	return RC_OK;
}

static enum rc manifest_reader_key(struct manifest_reader *reader, struct sv key)
{
	uint64_t bit;

	reader->member = manifest_member_find(reader->place, key);
	if (!reader->member) {
		json_skip(reader->json);
		return RC_OK;
	}
	if (!reader->member->key)
		return manifest_reader_begin_element(reader, key);
	bit = UINT64_C(1) << (reader->member - manifest_members);
	if (reader->seen & bit)
		return manifest_reader_differ(reader, "one value", "two");
	reader->seen |= bit;
	return RC_OK;
}

/* At the end of an object: were all its members there? Of the next object of its kind none has been seen yet. */
static enum rc manifest_reader_check_members(struct manifest_reader *reader)
{
	for (size_t i = 0; i < manifest_member_count; i++) {
		uint64_t bit = UINT64_C(1) << i;

		if (manifest_members[i].in != reader->place || !manifest_members[i].key)
			continue;
		reader->member = &manifest_members[i];
		if (!(reader->seen & bit) && !manifest_members[i].optional)
			return manifest_reader_differ(reader, "a value", "none");
		reader->seen &= ~bit;
	}
	return RC_OK;
}

/* Moves the elements read so far into the arena. */
static const void *manifest_reader_take(struct manifest_reader *reader, struct buf *elements)
{
	const void *taken = arena_copy(&reader->arena, buf_sv(elements)).p;

	buf_clear(elements);
	return taken;
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
		table->columns = manifest_reader_take(reader, &reader->columns);
		table->files = manifest_reader_take(reader, &reader->files);
		table->warnings = manifest_reader_take(reader, &reader->warnings);
		buf_add(&reader->tables, table, sizeof(*table));
		return manifest_reader_count(reader, &reader->manifest.table_count, MANIFEST_TABLES_MAX);
	case IN_RESOURCE:
		buf_add(&reader->resources, &reader->resource, sizeof(reader->resource));
		return manifest_reader_count(reader, &reader->manifest.resource_count, MANIFEST_RESOURCES_MAX);
	default:
		return RC_OK;
	}
}

static enum rc manifest_reader_close(struct manifest_reader *reader)
{
	const struct member *opened = manifest_members;

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
	reader->member = manifest_members;
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
	buf_release(&reader->warnings);
	buf_release(&reader->resources);
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
	reader->manifest.resources = (const struct manifest_resource *)(const void *)reader->resources.p;
	*manifest = &reader->manifest;
	return RC_OK;
}
