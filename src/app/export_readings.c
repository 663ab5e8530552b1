/*
 * The middle of an export: records come from fetch/, go through map/, leave as rows of the tables.
 */
#include "app/export.h"

static enum rc on_begin(void *context, const struct document_facts *facts)
{
	struct reading *reading = context;

	mapper_begin(reading->mapper, &facts->included_first);
	return RC_OK;
}

static enum rc on_record(void *context, const struct resource *resource, bool *waits)
{
	struct reading *reading = context;

	return mapper_record(reading->mapper, resource, waits);
}

static enum rc on_included(void *context, const struct resource *resource)
{
	struct reading *reading = context;

	return mapper_included(reading->mapper, resource);
}

static enum rc on_end(void *context, bool whole)
{
	struct reading *reading = context;

	return mapper_end(reading->mapper, whole);
}

static enum rc on_row(void *context, const struct map_row *row)
{
	struct reading *reading = context;

	return outlet_row(&reading->outlets[row->table], row->cells);
}

static void open_reading(struct export *export, const struct entity *entity, const struct table_file_config *files,
			 const char *spool_directory)
{
	struct reading *reading = &export->readings[export->reading_count++];
	const struct row_format *format = &row_formats[export->app->options->format];
	struct plan *plan = plan_new(entity, sv_of(export->app->options->account),
				     &(struct plan_choice){catalogue_wanted, &export->catalogue});

	reading->plan = plan;
	reading->mapper = mapper_new(&(struct mapper_config){.plan = plan,
							     .spool_directory = spool_directory,
							     .spool_budget = &export->spool_budget,
							     .changed_at = sv_of(export->changed_at),
							     .row = on_row,
							     .context = reading});
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->tables[i].wanted)
			outlet_init(&reading->outlets[i], &plan->tables[i], format, files);
	reading->index = fetch_add(export->service.fetch, &(struct fetch_request){.query = &entity->query,
										  .attributes = &plan->attributes,
										  .relationships = &plan->relationships,
										  .keep_raw = plan->needs_raw,
										  .handler = {.context = reading,
											      .begin = on_begin,
											      .record = on_record,
											      .included = on_included,
											      .end = on_end}});
}

void export_open_readings(struct export *export, const struct table_file_config *files, const char *spool_directory)
{
	for (size_t i = 0; i < export->catalogue.entity_count; i++)
		if (catalogue_wants_entity(&export->catalogue, export->catalogue.entities[i]))
			open_reading(export, export->catalogue.entities[i], files, spool_directory);
}

void export_close_readings(struct export *export)
{
	for (size_t i = 0; i < export->reading_count; i++) {
		struct reading *reading = &export->readings[i];

		for (unsigned t = 0; t < reading->plan->count; t++)
			if (reading->plan->tables[t].wanted)
				outlet_release(&reading->outlets[t]);
		mapper_free(reading->mapper);
		plan_free(reading->plan);
	}
	export->reading_count = 0;
}

const struct fetch_result *export_result(const struct export *export, const struct reading *reading)
{
	return fetch_result(export->service.fetch, reading->index);
}

bool export_complete(const struct export *export)
{
	for (size_t i = 0; i < export->reading_count; i++)
		if (export_result(export, &export->readings[i])->status != FETCH_COMPLETE)
			return false;
	return true;
}

static enum rc finish_files(struct export *export, struct reading *reading)
{
	for (unsigned t = 0; t < reading->plan->count; t++) {
		if (!reading->plan->tables[t].wanted)
			continue;
		TRY(table_file_close(reading->outlets[t].file));
		export->rows += reading->outlets[t].rows;
	}
	return RC_OK;
}

static void announce(const struct export *export, const struct reading *reading)
{
	const struct fetch_result *result = export_result(export, reading);
	const char *path = reading->plan->entity->query.path;
	/* Why a run ends with status 3 is said also where warnings are not wanted. */
	enum log_level level = export->app->log->level < LEVEL_WARNING ? LEVEL_ERROR : LEVEL_WARNING;

	if (result->status == FETCH_NOT_READABLE)
		log_line(
			export->app->log, level,
			"%s is not readable (status %ld): its tables have no files; give the key Read permission there",
			path, result->refused_status);
	if (result->status == FETCH_DRIFTED)
		log_line(export->app->log, level,
			 "%s kept changing while it was read %llu times: its tables may lack records; run again", path,
			 (unsigned long long)result->passes);
}

enum rc export_read(struct export *export)
{
	size_t readable = 0;

	TRY(fetch_run(export->service.fetch));
	for (size_t i = 0; i < export->reading_count; i++) {
		struct reading *reading = &export->readings[i];

		announce(export, reading);
		if (export_result(export, reading)->status == FETCH_NOT_READABLE)
			continue;
		readable++;
		TRY(finish_files(export, reading));
	}
	if (readable == 0)
		return rc_fail(RC_CREDENTIALS,
			       "the service refused every resource asked for (status %ld); give the key Read "
			       "permission there, or check subdomain and base URL",
			       export_result(export, &export->readings[0])->refused_status);
	return RC_OK;
}
