#include "manifest/form.h"

#include "schema/catalogue.h"
#include "manifest/read.h"
#include "sink/table_file.h"
#include "base/decimal.h"
#include "base/timestamp.h"
#include "jsonapi/query.h"
#include "row/format.h"

#define IN(member) .offset = offsetof(struct manifest_form, member)
#define INSIDE(id) .kind = MANIFEST_NEST, .place = id
#define MEMBERS(list) .members = list, .member_count = sizeof(list) / sizeof(*(list))
#define ELEMENT(of, scratch)                                                                                           \
	.members = &(of), .element_at = offsetof(struct manifest_form, scratch),                                       \
	.element_size = sizeof(((struct manifest_form *)0)->scratch)
#define KEPT(pointer, count)                                                                                           \
	.pointer_at = offsetof(struct manifest_form, pointer), .count_at = offsetof(struct manifest_form, count)

static const char *const tool_names[] = {"pinpoint-export", NULL};
static const char *const modes[] = {"snapshot", "changes", "delta", NULL};
static const char *const formats[] = {"csv", "ndjson", NULL};
static const char *const statuses[] = {"complete", "incomplete", "not_readable", "not_requested", NULL};
static const char *const types[] = {"text", "timestamp", "number", "integer", "boolean", "json", NULL};
static const char *const key_columns[] = {"id", NULL};

static const struct manifest_member run_members[] = {
	{"manifest_version", MANIFEST_VERSION_NUMBER, IN(version)},
	{"tool", INSIDE(PLACE_TOOL)},
	{"run_id", MANIFEST_RUN_NAME, IN(manifest.run_id)},
	{"account", MANIFEST_TEXT, IN(manifest.account)},
	{"mode", MANIFEST_CHOICE, .choices = modes, IN(manifest.mode)},
	{"format", MANIFEST_CHOICE, .choices = formats, IN(manifest.format)},
	{"complete", MANIFEST_BOOL, IN(manifest.complete)},
	{"started_at", MANIFEST_TIME, IN(manifest.started_at)},
	{"finished_at", MANIFEST_TIME, IN(manifest.finished_at)},
	{"previous_run_id", MANIFEST_RUN_NAME, .or_null = true, IN(manifest.previous_run_id)},
	{"watermark", MANIFEST_TIME, IN(manifest.watermark)},
	{"tables", INSIDE(PLACE_TABLES)},
	{"resources", INSIDE(PLACE_RESOURCES)},
};

static const struct manifest_member tool_members[] = {
	{"name", MANIFEST_CHOICE, .choices = tool_names, IN(tool_name)},
	{"version", MANIFEST_TEXT, IN(manifest.tool_version)},
};

static const struct manifest_member table_members[] = {
	{"status", MANIFEST_CHOICE, .choices = statuses, IN(table.status)},
	{"watermark", INSIDE(PLACE_WATERMARK)},
	{"rows", INSIDE(PLACE_ROWS)},
	{"warnings", INSIDE(PLACE_WARNINGS)},
	{"replaced_characters", MANIFEST_NUMBER, IN(table.replaced_characters)},
	{"columns", INSIDE(PLACE_COLUMNS)},
	{"primary_key", INSIDE(PLACE_PRIMARY_KEY)},
	{"files", INSIDE(PLACE_FILES)},
};

static const struct manifest_member watermark_members[] = {
	{"changed_at", MANIFEST_TIME, .or_null = true, IN(table.changed_at)},
	{"remote_updated_at", MANIFEST_TIME, .or_null = true, IN(table.remote_updated_at)},
};

static const struct manifest_member rows_members[] = {
	{"written", MANIFEST_NUMBER, IN(table.rows.written)},
	{"created", MANIFEST_NUMBER, IN(table.rows.created)},
	{"changed", MANIFEST_NUMBER, IN(table.rows.changed)},
	{"deleted", MANIFEST_NUMBER, IN(table.rows.deleted)},
	{"unchanged", MANIFEST_NUMBER, IN(table.rows.unchanged)},
	{"unconfirmed", MANIFEST_NUMBER, IN(table.rows.unconfirmed)},
};

static const struct manifest_member column_members[] = {
	{"name", MANIFEST_TEXT, IN(column.name)},
	{"type", MANIFEST_CHOICE, .choices = types, IN(column.type)},
	{"nullable", MANIFEST_BOOL, IN(column.nullable)},
};

static const struct manifest_member file_members[] = {
	{"path", MANIFEST_TEXT, IN(file.path)},
	{"rows", MANIFEST_NUMBER, IN(file.rows)},
	{"bytes", MANIFEST_NUMBER, IN(file.bytes)},
	{"uncompressed_bytes", MANIFEST_NUMBER, IN(file.uncompressed_bytes)},
	{"sha256", MANIFEST_SHA256, IN(file.sha256)},
};

static const struct manifest_member resource_members[] = {
	{"given_up", INSIDE(PLACE_GIVEN_UP)},
	{"announced", MANIFEST_COUNT, IN(resource.announced)},
	{"received", MANIFEST_NUMBER, IN(resource.received)},
	{"pages", MANIFEST_NUMBER, IN(resource.pages)},
	{"passes", MANIFEST_NUMBER, IN(resource.passes)},
	{"requests", MANIFEST_NUMBER, IN(resource.requests)},
	{"retried", MANIFEST_NUMBER, IN(resource.retried)},
	{"bytes", MANIFEST_NUMBER, IN(resource.bytes)},
	{"read_at", MANIFEST_TIME, IN(resource.read_at)},
};

static const struct manifest_member a_table = {"table", INSIDE(PLACE_TABLE)};
static const struct manifest_member a_warning = {"warning", MANIFEST_NUMBER, IN(warning.count)};
static const struct manifest_member a_column = {"column", INSIDE(PLACE_COLUMN)};
static const struct manifest_member a_file = {"file", INSIDE(PLACE_FILE)};
static const struct manifest_member a_resource = {"resource", INSIDE(PLACE_RESOURCE)};
static const struct manifest_member a_key_column = {"column", MANIFEST_CHOICE, .choices = key_columns, IN(text)};
static const struct manifest_member a_part = {"part", MANIFEST_TEXT, IN(text)};

const struct manifest_place manifest_places[MANIFEST_PLACES] = {
	[PLACE_RUN] = {PLACE_RECORD, MEMBERS(run_members)},
	[PLACE_TOOL] = {PLACE_RECORD, MEMBERS(tool_members)},
	[PLACE_TABLES] = {PLACE_MAP, ELEMENT(a_table, table), .least = 1, .most = CATALOGUE_TABLES_MAX,
			  .name_in_element = offsetof(struct manifest_table, name),
			  KEPT(manifest.tables, manifest.table_count)},
	[PLACE_TABLE] = {PLACE_RECORD, MEMBERS(table_members)},
	[PLACE_WATERMARK] = {PLACE_RECORD, MEMBERS(watermark_members)},
	[PLACE_ROWS] = {PLACE_RECORD, MEMBERS(rows_members)},
	[PLACE_WARNINGS] = {PLACE_MAP, ELEMENT(a_warning, warning), .most = MANIFEST_WARNINGS_MAX,
			    .name_in_element = offsetof(struct manifest_warning, name),
			    KEPT(table.warnings, table.warning_count)},
	[PLACE_COLUMNS] = {PLACE_LIST, ELEMENT(a_column, column), .least = 1, .most = ROW_COLUMNS_MAX,
			   KEPT(table.columns, table.column_count)},
	[PLACE_COLUMN] = {PLACE_RECORD, MEMBERS(column_members)},
	[PLACE_PRIMARY_KEY] = {PLACE_LIST, ELEMENT(a_key_column, text), .least = 1, .most = 1,
			       KEPT(primary_key, primary_key_count)},
	[PLACE_FILES] = {PLACE_LIST, ELEMENT(a_file, file), .most = TABLE_PARTS_MAX,
			 KEPT(table.files, table.file_count)},
	[PLACE_FILE] = {PLACE_RECORD, MEMBERS(file_members)},
	[PLACE_RESOURCES] = {PLACE_MAP, ELEMENT(a_resource, resource), .most = CATALOGUE_ENTITIES_MAX,
			     .name_in_element = offsetof(struct manifest_resource, name),
			     KEPT(manifest.resources, manifest.resource_count)},
	[PLACE_RESOURCE] = {PLACE_RECORD, MEMBERS(resource_members)},
	[PLACE_GIVEN_UP] = {PLACE_LIST, ELEMENT(a_part, text), .most = QUERY_OPTIONAL_MAX,
			    KEPT(resource.given_up, resource.given_up_count)},
};

static const struct {
	const char *name;
	enum json_event event;
} kinds[] = {
	[MANIFEST_NEST] = {"an object or array", JSON_OBJECT},
	[MANIFEST_TEXT] = {"a text", JSON_STRING},
	[MANIFEST_CHOICE] = {"a known word", JSON_STRING},
	[MANIFEST_TIME] = {"a time like 2026-11-23T02:00:00.000Z", JSON_STRING},
	[MANIFEST_RUN_NAME] = {"a run's name like 20261123T020000Z", JSON_STRING},
	[MANIFEST_SHA256] = {"64 hexadecimal digits", JSON_STRING},
	[MANIFEST_NUMBER] = {"a whole number", JSON_NUMBER},
	[MANIFEST_COUNT] = {"a whole number or null", JSON_NUMBER},
	[MANIFEST_VERSION_NUMBER] = {"version 1, the one that this program knows,", JSON_NUMBER},
	[MANIFEST_BOOL] = {"true or false", JSON_TRUE},
};

const char *manifest_kind_name(const struct manifest_member *member)
{
	return kinds[member->kind].name;
}

const char *manifest_keep_text(struct arena *arena, struct sv text)
{
	char *kept = arena_take(arena, text.n + 1);

	if (text.n)
		memcpy(kept, text.p, text.n);
	kept[text.n] = '\0';
	return kept;
}

static bool is_choice(const char *const *choices, struct sv text)
{
	while (*choices && !sv_is(text, *choices))
		choices++;
	return *choices != NULL;
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

static bool is_sha256(struct sv text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_digit(text.p[i]) && !(text.p[i] >= 'a' && text.p[i] <= 'f'))
			return false;
	return text.n == MANIFEST_SHA256_LENGTH;
}

static const char *take_text(const struct manifest_member *member, struct sv text, struct arena *arena, void *out)
{
	const char *kept;
	int64_t ms;

	if ((member->kind == MANIFEST_CHOICE && !is_choice(member->choices, text)) ||
	    (member->kind == MANIFEST_TIME && !is_time(text)) ||
	    (member->kind == MANIFEST_RUN_NAME && !timestamp_read_run_name(text, &ms)) ||
	    (member->kind == MANIFEST_SHA256 && !is_sha256(text)))
		return "another text";
	kept = manifest_keep_text(arena, text);
	memcpy(out, &kept, sizeof(kept));
	return NULL;
}

static const char *take_number(const struct manifest_member *member, struct sv text, void *out)
{
	uint64_t number;

	if (!decimal_whole(text, &number))
		return "another number";
	if (member->kind == MANIFEST_VERSION_NUMBER && number != MANIFEST_VERSION)
		return "another version";
	if (member->kind == MANIFEST_COUNT && number > INT64_MAX)
		return "a larger number";
	memcpy(out, &number, sizeof(number));
	return NULL;
}

static const char *take_null(const struct manifest_member *member, void *out)
{
	const char *none = NULL;
	int64_t never = -1;

	if (member->kind == MANIFEST_COUNT)
		memcpy(out, &never, sizeof(never));
	else if (member->or_null)
		memcpy(out, &none, sizeof(none));
	else
		return "null";
	return NULL;
}

const char *manifest_take(const struct manifest_member *member, enum json_event event, struct sv text,
			  struct arena *arena, void *out)
{
	bool truth = event == JSON_TRUE;

	if (event == JSON_NULL)
		return take_null(member, out);
	if (event == JSON_FALSE)
		event = JSON_TRUE;
	if (event != kinds[member->kind].event)
		return "a value of another kind";
	if (event == JSON_STRING)
		return take_text(member, text, arena, out);
	if (event == JSON_NUMBER)
		return take_number(member, text, out);
	memcpy(out, &truth, sizeof(truth));
	return NULL;
}
