#include "manifest/read_members.h"

#include "base/decimal.h"
#include "base/timestamp.h"
#include "cli/mode.h"
#include "publish/names.h"
#include "row/format.h"

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

const struct member manifest_members[] = {
	{OUTSIDE, NULL, JSON_OBJECT, .opens = IN_RUN},
	{IN_RUN, "manifest_version", JSON_NUMBER, KEPT(version), .kind = "1, the only version that this release reads,",
	 .fits = manifest_is_version},
	{IN_RUN, "run_id", JSON_STRING, KEPT(manifest.run_id), .kind = RUN_KIND, .fits = manifest_is_run_name},
	{IN_RUN, "account", JSON_STRING, KEPT(manifest.account)},
	{IN_RUN, "mode", JSON_STRING, KEPT(manifest.mode), .kind = "a known mode", .fits = manifest_is_mode},
	{IN_RUN, "format", JSON_STRING, KEPT(manifest.format), .kind = "a known output format",
	 .fits = manifest_is_format},
	{IN_RUN, "complete", JSON_TRUE, KEPT(manifest.complete)},
	{IN_RUN, "started_at", JSON_STRING, KEPT(manifest.started_at), .kind = TIME_KIND, .fits = manifest_is_time,
	 .optional = true},
	{IN_RUN, "finished_at", JSON_STRING, KEPT(manifest.finished_at), .kind = TIME_KIND, .fits = manifest_is_time},
	{IN_RUN, "previous_run_id", JSON_STRING, KEPT(manifest.previous_run_id), .kind = RUN_KIND,
	 .fits = manifest_is_run_name, .nullable = true},
	{IN_RUN, "watermark", JSON_STRING, KEPT(manifest.watermark), .kind = TIME_KIND, .fits = manifest_is_time},
	{IN_RUN, "tables", JSON_OBJECT, .opens = IN_TABLES},
	{IN_RUN, "resources", JSON_OBJECT, .opens = IN_RESOURCES, .optional = true},
	{IN_RESOURCES, NULL, JSON_OBJECT, .opens = IN_RESOURCE},
	{IN_RESOURCE, "requests", JSON_NUMBER, KEPT(resource.requests), .optional = true},
	{IN_RESOURCE, "retried", JSON_NUMBER, KEPT(resource.retried), .optional = true},
	{IN_TABLES, NULL, JSON_OBJECT, .opens = IN_TABLE},
	{IN_TABLE, "status", JSON_STRING, KEPT(table.status)},
	{IN_TABLE, "rows", JSON_OBJECT, .opens = IN_ROWS},
	{IN_ROWS, "written", JSON_NUMBER, KEPT(table.rows.written)},
	{IN_ROWS, "created", JSON_NUMBER, KEPT(table.rows.created), .optional = true},
	{IN_ROWS, "changed", JSON_NUMBER, KEPT(table.rows.changed), .optional = true},
	{IN_ROWS, "deleted", JSON_NUMBER, KEPT(table.rows.deleted), .optional = true},
	{IN_ROWS, "unchanged", JSON_NUMBER, KEPT(table.rows.unchanged), .optional = true},
	{IN_ROWS, "unconfirmed", JSON_NUMBER, KEPT(table.rows.unconfirmed), .optional = true},
	{IN_TABLE, "warnings", JSON_OBJECT, .opens = IN_WARNINGS, .optional = true},
	{IN_WARNINGS, NULL, JSON_NUMBER, KEPT(warning.count)},
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

const size_t manifest_member_count = sizeof(manifest_members) / sizeof(manifest_members[0]);
_Static_assert(sizeof(manifest_members) / sizeof(manifest_members[0]) <= 64,
	       "one bit a member in struct manifest_reader");

const struct member *manifest_member_find(enum place in, struct sv key)
{
	for (size_t i = 0; i < manifest_member_count; i++)
		if (manifest_members[i].in == in && (!manifest_members[i].key || sv_is(key, manifest_members[i].key)))
			return &manifest_members[i];
	return NULL;
}
