#include "manifest/manifest.h"

#include <stdlib.h>

#include "json/pretty_json.h"
#include "base/mem.h"

static void manifest_bool_member(struct pretty_json *json, const char *key, bool value)
{
	pretty_key(json, key);
	pretty_bool(json, value);
}

static void manifest_open_member(struct pretty_json *json, const char *key, char bracket)
{
	pretty_key(json, key);
	pretty_open(json, bracket);
}

static int manifest_compare_warnings(const void *a, const void *b)
{
	const struct manifest_warning *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static void manifest_write_warnings(struct pretty_json *json, const struct manifest_table *table)
{
	size_t bytes = table->warning_count * sizeof(*table->warnings);
	AUTO_FREE struct manifest_warning *sorted = mem_alloc(bytes);

	if (bytes) {
		memcpy(sorted, table->warnings, bytes);
		qsort(sorted, table->warning_count, sizeof(*sorted), manifest_compare_warnings);
	}
	manifest_open_member(json, "warnings", '{');
	for (size_t i = 0; i < table->warning_count; i++)
		pretty_number_member(json, sorted[i].name, sorted[i].count);
	pretty_close(json, '}');
}

static void manifest_write_rows(struct pretty_json *json, const struct manifest_rows *rows)
{
	manifest_open_member(json, "rows", '{');
	pretty_number_member(json, "written", rows->written);
	pretty_number_member(json, "created", rows->created);
	pretty_number_member(json, "changed", rows->changed);
	pretty_number_member(json, "deleted", rows->deleted);
	pretty_number_member(json, "unchanged", rows->unchanged);
	pretty_number_member(json, "unconfirmed", rows->unconfirmed);
	pretty_close(json, '}');
}

static void manifest_write_columns(struct pretty_json *json, const struct manifest_table *table)
{
	manifest_open_member(json, "columns", '[');
	for (size_t i = 0; i < table->column_count; i++) {
		pretty_open(json, '{');
		pretty_text_member(json, "name", table->columns[i].name);
		pretty_text_member(json, "type", table->columns[i].type);
		manifest_bool_member(json, "nullable", table->columns[i].nullable);
		if (table->columns[i].not_compared)
			manifest_bool_member(json, "compared", false);
		if (table->columns[i].hashed)
			manifest_bool_member(json, "hashed", true);
		pretty_close(json, '}');
	}
	pretty_close(json, ']');
}

static void manifest_write_files(struct pretty_json *json, const struct manifest_table *table)
{
	manifest_open_member(json, "files", '[');
	for (size_t i = 0; i < table->file_count; i++) {
		const struct manifest_file *file = &table->files[i];

		pretty_open(json, '{');
		pretty_text_member(json, "path", file->path);
		pretty_number_member(json, "rows", file->rows);
		pretty_number_member(json, "bytes", file->bytes);
		pretty_number_member(json, "uncompressed_bytes", file->uncompressed_bytes);
		pretty_text_member(json, "sha256", file->sha256);
		pretty_close(json, '}');
	}
	pretty_close(json, ']');
}

static void manifest_write_table(struct pretty_json *json, const struct manifest_table *table)
{
	manifest_open_member(json, table->name, '{');
	pretty_text_member(json, "status", table->status);
	manifest_open_member(json, "watermark", '{');
	pretty_text_member(json, "changed_at", table->changed_at);
	pretty_text_member(json, "remote_updated_at", table->remote_updated_at);
	pretty_close(json, '}');
	manifest_write_rows(json, &table->rows);
	manifest_write_warnings(json, table);
	pretty_number_member(json, MANIFEST_REPLACED_CHARACTERS, table->replaced_characters);
	manifest_write_columns(json, table);
	manifest_open_member(json, "primary_key", '[');
	pretty_text(json, "id");
	pretty_close(json, ']');
	manifest_write_files(json, table);
	pretty_close(json, '}');
}

static void manifest_write_resource(struct pretty_json *json, const struct manifest_resource *resource)
{
	manifest_open_member(json, resource->name, '{');
	manifest_open_member(json, "given_up", '[');
	for (size_t i = 0; i < resource->given_up_count; i++)
		pretty_text(json, resource->given_up[i]);
	pretty_close(json, ']');
	pretty_key(json, "announced");
	if (resource->announced < 0)
		pretty_null(json);
	else
		pretty_number(json, (uint64_t)resource->announced);
	pretty_number_member(json, "received", resource->received);
	pretty_number_member(json, "pages", resource->pages);
	pretty_number_member(json, "passes", resource->passes);
	pretty_number_member(json, "requests", resource->requests);
	pretty_number_member(json, "retried", resource->retried);
	pretty_number_member(json, "bytes", resource->bytes);
	pretty_text_member(json, "read_at", resource->read_at);
	pretty_close(json, '}');
}

static void manifest_write_run(struct pretty_json *json, const struct manifest *manifest)
{
	pretty_number_member(json, "manifest_version", MANIFEST_VERSION);
	manifest_open_member(json, "tool", '{');
	pretty_text_member(json, "name", "pinpoint-export");
	pretty_text_member(json, "version", manifest->tool_version);
	pretty_close(json, '}');
	pretty_text_member(json, "run_id", manifest->run_id);
	pretty_text_member(json, "account", manifest->account);
	pretty_text_member(json, "mode", manifest->mode);
	pretty_text_member(json, "format", manifest->format);
	manifest_bool_member(json, "complete", manifest->complete);
	pretty_text_member(json, "started_at", manifest->started_at);
	pretty_text_member(json, "finished_at", manifest->finished_at);
	pretty_text_member(json, "previous_run_id", manifest->previous_run_id);
	pretty_text_member(json, "watermark", manifest->watermark);
}

void manifest_write(const struct manifest *manifest, struct buf *out)
{
	struct pretty_json json = {.out = out};

	pretty_open(&json, '{');
	manifest_write_run(&json, manifest);
	manifest_open_member(&json, "tables", '{');
	for (size_t i = 0; i < manifest->table_count; i++)
		manifest_write_table(&json, &manifest->tables[i]);
	pretty_close(&json, '}');
	manifest_open_member(&json, "resources", '{');
	for (size_t i = 0; i < manifest->resource_count; i++)
		manifest_write_resource(&json, &manifest->resources[i]);
	pretty_close(&json, '}');
	pretty_close(&json, '}');
}
