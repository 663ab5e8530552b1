#include "export/resources.h"

#include "export/remember.h"
#include "export/status.h"

static enum rc on_begin(void *context, const struct document_facts *facts)
{
	struct export_resource *resource = context;

	mapper_begin(resource->mapper, &facts->included_first);
	return RC_OK;
}

static enum rc on_record(void *context, const struct resource *record, bool *waits)
{
	struct export_resource *resource = context;

	return mapper_record(resource->mapper, record, waits);
}

static enum rc on_included(void *context, const struct resource *included)
{
	struct export_resource *resource = context;

	return mapper_included(resource->mapper, included);
}

static enum rc on_end(void *context, bool whole)
{
	struct export_resource *resource = context;

	return mapper_end(resource->mapper, whole);
}

static enum rc on_row(void *context, const struct map_row *row)
{
	struct export_resource *resource = context;

	return ledger_row(&resource->ledger, row);
}

static enum rc on_record_id(void *context, struct sv record_id)
{
	struct export_resource *resource = context;

	return ledger_record(&resource->ledger, record_id);
}

static enum rc on_list_begin(void *context, unsigned table, struct sv record_id, bool known)
{
	struct export_resource *resource = context;

	return ledger_list_begin(&resource->ledger, table, record_id, known);
}

static enum rc on_list_end(void *context, unsigned table)
{
	struct export_resource *resource = context;

	return ledger_list_end(&resource->ledger, table);
}

static enum rc on_unseen(void *context, unsigned table, struct sv thing_id)
{
	struct export_resource *resource = context;

	ledger_unseen(&resource->ledger, table, thing_id);
	return RC_OK;
}

static struct mapper *mapper_of(struct export *export, struct export_resource *resource, const char *spool_directory)
{
	struct mapper_config config = {
		.plan = resource->plan,
		.spool_directory = spool_directory,
		.spool_budget = &export->spool_budget,
		.changed_at = sv_of(export->changed_at),
		.row = on_row,
		.record = on_record_id,
		.list_begin = on_list_begin,
		.list_end = on_list_end,
		.not_included = on_unseen,
		.context = resource,
	};

	return mapper_new(&config);
}

static enum rc open_ledger(struct export *export, struct export_resource *resource)
{
	struct ledger_config config = {
		.state = export->state,
		.plan = resource->plan,
		.outlets = resource->outlets,
		.write_all = export->app->options->mode == MODE_SNAPSHOT,
		.changed_at = sv_of(export->changed_at),
	};

	TRY(export_know_resource(export, resource));
	TRY(ledger_init(&resource->ledger, &config));
	export_choose_since(export, resource);
	return RC_OK;
}

static unsigned add_request(struct export *export, struct export_resource *resource)
{
	const struct plan *plan = resource->plan;
	struct fetch_handler handler = {
		.context = resource, .begin = on_begin, .record = on_record, .included = on_included, .end = on_end};
	struct fetch_request request = {
		.query = &plan->entity->query,
		.attributes = &plan->attributes,
		.relationships = &plan->relationships,
		.keep_raw = plan->needs_raw,
		.updated_since = resource->since[0] ? resource->since : NULL,
		.handler = handler,
	};

	return fetch_add(export->service.fetch, &request);
}

static enum rc open_resource(struct export *export, const struct entity *entity, const struct table_file_config *files,
			     const char *spool_directory)
{
	struct export_resource *resource = &export->resources[export->resource_count++];
	const struct row_format *format = &row_formats[export->app->options->format];
	struct plan *plan = plan_new(entity, sv_of(export->app->options->account),
				     &(struct plan_choice){catalogue_wanted, &export->catalogue});

	resource->plan = plan;
	resource->mapper = mapper_of(export, resource, spool_directory);
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->tables[i].wanted)
			outlet_init(&resource->outlets[i], &plan->tables[i], format, files);
	TRY(open_ledger(export, resource));
	resource->index = add_request(export, resource);
	return RC_OK;
}

enum rc export_open_resources(struct export *export, const struct table_file_config *files, const char *spool_directory)
{
	if (export->state)
		state_begin_run(export->state, export->run_ms);
	for (size_t i = 0; i < export->catalogue.entity_count; i++)
		if (catalogue_wants_entity(&export->catalogue, export->catalogue.entities[i]))
			TRY(open_resource(export, export->catalogue.entities[i], files, spool_directory));
	return RC_OK;
}

void export_close_resources(struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted)
				outlet_release(&resource->outlets[t]);
		ledger_release(&resource->ledger);
		mapper_free(resource->mapper);
		plan_free(resource->plan);
	}
	export->resource_count = 0;
}

static uint64_t unconfirmed_rows(const struct export_resource *resource)
{
	uint64_t rows = resource->plan->tables[0].wanted ? 0 : resource->unconfirmed;

	for (unsigned t = 0; t < resource->plan->count; t++)
		rows += resource->ledger.tables[t].rows.unconfirmed;
	return rows;
}

static void announce(const struct export *export, const struct export_resource *resource)
{
	const struct fetch_result *result = export_result(export, resource);
	const char *path = resource->plan->entity->query.path;
	/* Why a run ends with status 3 is said also where warnings are not wanted. */
	enum log_level level = export->app->log->level < LEVEL_WARNING ? LEVEL_ERROR : LEVEL_WARNING;

	if (result->status == FETCH_NOT_READABLE)
		log_line(export->app->log, level,
			 "%s is not readable (status %ld%s%s): its tables have no files; give the key Read permission "
			 "there",
			 path, result->refused_status, result->refused_id[0] ? ", request id " : "",
			 result->refused_id);
	if (result->other_types)
		log_line(export->app->log, LEVEL_WARNING,
			 "%s: %llu records are of another type than %s, and are no rows", path,
			 (unsigned long long)result->other_types, resource->plan->entity->query.type);
	if (result->status == FETCH_DRIFTED)
		log_line(export->app->log, level,
			 "%s kept changing while it was read %llu times: its tables may lack records; run again", path,
			 (unsigned long long)result->passes);
	if (unconfirmed_rows(resource))
		log_line(export->app->log, level,
			 "%s: %llu known rows were not sent, and the service did not confirm that they are gone: they "
			 "stay as they are (unconfirmed); run again",
			 path, (unsigned long long)unconfirmed_rows(resource));
}

static enum rc finish_resource(struct export *export, struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		if (!resource->plan->tables[t].wanted)
			continue;
		TRY(table_file_close(resource->outlets[t].file));
		export->rows += resource->outlets[t].rows;
	}
	return RC_OK;
}

enum rc export_finish_files(struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		announce(export, resource);
		if (export_was_read(export, resource))
			TRY(finish_resource(export, resource));
	}
	return RC_OK;
}

static enum rc fail_refused(const struct fetch_result *result)
{
	return rc_fail(RC_CREDENTIALS,
		       "the service refused every resource asked for (status %ld%s%s); give the key Read permission "
		       "there, or check subdomain and base URL",
		       result->refused_status, result->refused_id[0] ? ", request id " : "", result->refused_id);
}

enum rc export_read(struct export *export)
{
	size_t readable = 0;

	TRY(fetch_run(export->service.fetch));
	for (size_t i = 0; i < export->resource_count; i++) {
		readable += export_was_read(export, &export->resources[i]);
		export_compare_forms(export, &export->resources[i]);
	}
	return readable ? RC_OK : fail_refused(export_result(export, &export->resources[0]));
}
