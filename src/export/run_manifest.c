#include "export/run_manifest.h"

#include "base/arena.h"
#include "export/status.h"
#include "manifest/table_warnings.h"

static const struct export_resource *run_manifest_resource(const struct export *export, const struct endpoint *endpoint)
{
	for (size_t i = 0; i < export->resource_count; i++)
		if (export->resources[i].plan->endpoint == endpoint)
			return &export->resources[i];
	return NULL;
}

static const char *run_manifest_time(struct arena *arena, int64_t ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_write(ms, text);
	return arena_text(arena, sv_of(text));
}

static void run_manifest_columns(const struct catalogue_table *table, struct arena *arena, struct manifest_table *out)
{
	struct manifest_column *columns = arena_take(arena, ROW_COLUMNS_MAX * sizeof(*columns));

	for (unsigned i = 0; table->table->columns[i].name; i++) {
		const struct column *column = &table->table->columns[i];

		if (column_mask_has(&table->excluded, i))
			continue;
		columns[out->column_count++] =
			(struct manifest_column){.name = column->name,
						 .type = column_type_names[plan_column_type(column)],
						 .nullable = plan_column_nullable(column),
						 .not_compared = column->not_compared,
						 .hashed = column_mask_has(&table->hashed, i)};
	}
	out->columns = columns;
}

static void run_manifest_warnings(const struct export *export, const struct export_resource *resource, unsigned place,
				  struct arena *arena, struct manifest_table *out)
{
	const struct fetch_result *result = status_fetched(export, resource);
	const char *lost[ROW_COLUMNS_MAX];
	const struct table_counts counts = {
		.columns_changed = resource->ledger.tables[place].columns_changed,
		.drift = result->status == FETCH_DRIFTED,
		.duplicate_names = result->duplicate_names,
		.other_types = result->other_types,
		.given_up = lost,
		.given_up_count =
			lost_names(&resource->ledger.tables[place].lost, &resource->plan->tables[place], lost),
	};

	out->replaced_characters = result->replaced;
	table_warnings_collect(mapper_warnings(resource->mapper, place), &counts, arena, out);
}

static void run_manifest_report_table(const struct export *export, const struct export_resource *resource,
				      unsigned place, struct arena *arena)
{
	struct manifest_table table = {.name = resource->plan->tables[place].table->name};

	run_manifest_warnings(export, resource, place, arena, &table);
	table_warnings_report(&table, export->app->log);
}

void run_manifest_report(const struct export *export)
{
	struct arena arena = {0};

	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted && status_was_table_read(export, resource, t))
				run_manifest_report_table(export, resource, t, &arena);
	}
	arena_release(&arena);
}

static void run_manifest_files(const struct outlet *outlet, struct arena *arena, struct manifest_table *out)
{
	const struct table_part *parts;
	struct manifest_file *files;

	out->file_count = table_file_parts(outlet->file, &parts);
	out->files = files = arena_take(arena, out->file_count * sizeof(*files));
	for (size_t i = 0; i < out->file_count; i++)
		files[i] = (struct manifest_file){.path = parts[i].path,
						  .rows = parts[i].rows,
						  .bytes = parts[i].bytes,
						  .uncompressed_bytes = parts[i].uncompressed_bytes,
						  .sha256 = parts[i].sha256};
}

/* What only tables that were read have. */
static void run_manifest_content(const struct export *export, const struct export_resource *resource, unsigned place,
				 struct arena *arena, struct manifest_table *out)
{
	const struct outlet *outlet = &resource->outlets[place];

	out->rows = resource->ledger.tables[place].rows;
	out->changed_at = outlet->rows ? export->changed_at : NULL;
	out->remote_updated_at = outlet->remote_updated_at[0] ? outlet->remote_updated_at : NULL;
	run_manifest_warnings(export, resource, place, arena, out);
	run_manifest_files(outlet, arena, out);
}

/* With a state, the watermarks cover all that is known, even of a table that this run did not read. */
static enum rc run_manifest_watermark(const struct export *export, struct arena *arena, struct manifest_table *out)
{
	struct state_watermark *known = arena_take(arena, sizeof(*known));

	if (!export->state)
		return RC_OK;
	TRY(state_watermark_of(export->state, out->name, known));
	out->changed_at =
		known->changed_at_ms == TIMESTAMP_NONE ? NULL : run_manifest_time(arena, known->changed_at_ms);
	out->remote_updated_at = known->remote_updated_at[0] ? known->remote_updated_at : NULL;
	return RC_OK;
}

static enum rc run_manifest_table(const struct export *export, const struct catalogue_table *table, struct arena *arena,
				  struct manifest_table *out)
{
	const struct export_resource *resource = run_manifest_resource(export, table->endpoint);
	unsigned place = resource ? plan_table(resource->plan, table->table) : 0;

	*out = (struct manifest_table){.name = table->table->name, .status = "not_requested"};
	if (table->wanted)
		out->status = status_of_table(export, resource, place);
	run_manifest_columns(table, arena, out);
	if (table->wanted && status_was_table_read(export, resource, place))
		run_manifest_content(export, resource, place, arena, out);
	return run_manifest_watermark(export, arena, out);
}

static struct manifest_resource run_manifest_entry(const struct export *export, const struct export_resource *resource,
						   struct arena *arena)
{
	const struct fetch_result *result = status_fetched(export, resource);
	const struct plan *plan = resource->plan;
	const char **given_up = arena_take(arena, QUERY_PARTS_MAX * sizeof(*given_up));
	struct manifest_resource out = {.name = plan->endpoint->query.path + 1,
					.given_up = given_up,
					.announced = result->announced,
					.received = result->received,
					.pages = result->pages,
					.passes = result->passes,
					.requests = result->requests,
					.retried = result->retried,
					.bytes = result->bytes,
					.read_at = run_manifest_time(arena, result->read_at_ms)};

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (query_given_up_name(&plan->endpoint->query, plan->parts, result->given_up, i, &name))
			given_up[out.given_up_count++] = arena_text(arena, buf_sv(&name));
	}
	return out;
}

/* The native tables are listed where one of them is wanted. */
static bool run_manifest_lists(const struct catalogue *catalogue, enum model_kind model)
{
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (catalogue->tables[i].wanted && catalogue->tables[i].table->model == model)
			return true;
	return model == MODEL_UNIFIED;
}

static enum rc run_manifest_tables(const struct export *export, struct arena *arena, struct manifest_table *tables,
				   size_t *count)
{
	const struct catalogue *catalogue = &export->catalogue;

	*count = 0;
	for (size_t i = 0; i < catalogue->table_count; i++)
		if (run_manifest_lists(catalogue, catalogue->tables[i].table->model))
			TRY(run_manifest_table(export, &catalogue->tables[i], arena, &tables[(*count)++]));
	return RC_OK;
}

static const char *run_manifest_previous(const struct export *export, struct arena *arena)
{
	char name[RUN_NAME_SIZE];

	if (!export->state || export->last_run_ms == TIMESTAMP_NONE)
		return NULL;
	timestamp_run_name(export->last_run_ms, name);
	return arena_text(arena, sv_of(name));
}

enum rc run_manifest_write(const struct export *export, struct buf *out)
{
	const struct options *options = export->app->options;
	struct manifest_table tables[CATALOGUE_TABLES_MAX];
	struct manifest_resource resources[CATALOGUE_ENDPOINTS_MAX];
	struct arena arena = {0};
	struct manifest manifest = {.tool_version = PINPOINT_EXPORT_VERSION,
				    .run_id = export->publish.run_id,
				    .account = options->account,
				    .mode = mode_rows[options->mode].name,
				    .format = row_formats[options->format].name,
				    .complete = status_is_complete(export),
				    .watermark = export->changed_at,
				    .tables = tables,
				    .resources = resources,
				    .resource_count = export->resource_count};
	enum rc rc = run_manifest_tables(export, &arena, tables, &manifest.table_count);

	for (size_t i = 0; i < export->resource_count; i++)
		resources[i] = run_manifest_entry(export, &export->resources[i], &arena);
	manifest.previous_run_id = run_manifest_previous(export, &arena);
	manifest.started_at = run_manifest_time(&arena, export->started_ms);
	manifest.finished_at = run_manifest_time(&arena, export->app->clock->now_ms(export->app->clock->context));
	if (rc == RC_OK)
		manifest_write(&manifest, out);
	arena_release(&arena);
	return rc;
}
