#include "export/resources.h"

#include "base/mem.h"
#include "export/announce.h"
#include "export/asking.h"
#include "export/remember.h"
#include "export/status.h"
#include "net/http_status.h"

static enum rc resources_on_begin(void *context, const struct document_facts *facts)
{
	struct export_resource *resource = context;

	const struct plan *plan = resource->plan;

	ledger_set_given_up(&resource->ledger,
			    query_absent_parts(&plan->endpoint->query, plan->parts, resource->result->given_up));
	mapper_begin(resource->mapper, &facts->included_first);
	return RC_OK;
}

static enum rc resources_on_record(void *context, const struct resource *record, bool *waits)
{
	struct export_resource *resource = context;

	return mapper_record(resource->mapper, record, waits);
}

static enum rc resources_on_included(void *context, const struct resource *included)
{
	struct export_resource *resource = context;

	return mapper_included(resource->mapper, included);
}

static enum rc resources_on_end(void *context, bool whole)
{
	struct export_resource *resource = context;

	return mapper_end(resource->mapper, whole);
}

static enum rc resources_on_row(void *context, const struct map_row *row)
{
	struct export_resource *resource = context;

	return ledger_row(&resource->ledger, row);
}

static enum rc resources_on_record_id(void *context, struct sv record_id)
{
	struct export_resource *resource = context;

	return ledger_record(&resource->ledger, record_id);
}

static enum rc resources_on_list_begin(void *context, unsigned table, struct sv record_id, bool known)
{
	struct export_resource *resource = context;

	return ledger_list_begin(&resource->ledger, table, record_id, known);
}

static enum rc resources_on_list_end(void *context, unsigned table)
{
	struct export_resource *resource = context;

	return ledger_list_end(&resource->ledger, table);
}

static enum rc resources_on_listed(void *context, unsigned table, struct sv record_id, struct sv thing_id)
{
	struct export_resource *resource = context;

	return ledger_listed(&resource->ledger, table, record_id, thing_id);
}

static enum rc resources_on_not_included(void *context, unsigned table, struct sv thing_id)
{
	struct export_resource *resource = context;

	ledger_not_included(&resource->ledger, table, thing_id);
	return RC_OK;
}

static struct mapper *resources_new_mapper(struct export *export, struct export_resource *resource,
					   const char *spool_directory)
{
	struct mapper_config config = {
		.plan = resource->plan,
		.spool_directory = spool_directory,
		.spool_budget = &export->spool_budget,
		.changed_at = sv_of(export->changed_at),
		.tokens = &export->tokens,
		.row = resources_on_row,
		.record = resources_on_record_id,
		.list_begin = resources_on_list_begin,
		.list_end = resources_on_list_end,
		.listed = resources_on_listed,
		.not_included = resources_on_not_included,
		.context = resource,
	};

	return mapper_new(&config);
}

static enum rc resources_open_ledger(struct export *export, struct export_resource *resource)
{
	struct ledger_config config = {
		.state = export->state,
		.plan = resource->plan,
		.outlets = resource->outlets,
		.write_all = export->app->options->mode == MODE_SNAPSHOT,
		.changed_at = sv_of(export->changed_at),
		.hash_key = export->tokens.fingerprint,
	};

	TRY(remember_load(export, resource));
	TRY(ledger_init(&resource->ledger, &config));
	remember_choose_refused(export, resource);
	remember_choose_since(export, resource);
	return RC_OK;
}

static unsigned resources_add_request(struct export *export, struct export_resource *resource)
{
	const struct plan *plan = resource->plan;
	struct fetch_handler handler = {.context = resource,
					.begin = resources_on_begin,
					.record = resources_on_record,
					.included = resources_on_included,
					.end = resources_on_end};
	struct fetch_request request = asking_request(plan);

	request.refused = resource->believed ? &resource->refused : NULL;
	request.updated_since = resource->since[0] ? resource->since : NULL;
	request.handler = handler;
	return fetch_add(export->service.fetch, &request);
}

static enum rc resources_open_one(struct export *export, const struct endpoint *endpoint,
				  const struct table_file_config *files, const char *spool_directory)
{
	struct export_resource *resource = &export->resources[export->resource_count++];
	const struct row_format *format = &row_formats[export->app->options->format];
	struct plan *plan = plan_new(export->catalogue.mappings, endpoint, sv_of(export->app->options->account),
				     &(struct plan_choice){catalogue_wanted, catalogue_hashed, &export->catalogue});

	resource->plan = plan;
	resource->by_id = (plan->endpoint->flags & BY_ID) != 0;
	resource->outlets = mem_zero(plan->count, sizeof(*resource->outlets));
	resource->mapper = resources_new_mapper(export, resource, spool_directory);
	for (unsigned i = 0; i < plan->count; i++) {
		if (!plan->tables[i].wanted)
			continue;
		outlet_init(&resource->outlets[i], &plan->tables[i], format, files);
		if (catalogue_find(&export->catalogue, sv_of(plan->tables[i].table->name))->required)
			resource->required |= UINT64_C(1) << i;
	}
	TRY(resources_open_ledger(export, resource));
	resource->index = resources_add_request(export, resource);
	return RC_OK;
}

enum rc resources_open(struct export *export, const struct table_file_config *files, const char *spool_directory)
{
	export->resources = mem_zero(export->catalogue.endpoint_count, sizeof(*export->resources));
	if (export->state)
		state_begin_run(export->state, export->run_ms);
	for (size_t i = 0; i < export->catalogue.endpoint_count; i++)
		if (catalogue_wants_endpoint(&export->catalogue, &export->catalogue.endpoints[i]))
			TRY(resources_open_one(export, &export->catalogue.endpoints[i], files, spool_directory));
	return RC_OK;
}

void resources_close(struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted)
				outlet_release(&resource->outlets[t]);
		mem_free(resource->outlets);
		ledger_release(&resource->ledger);
		mapper_free(resource->mapper);
		plan_free(resource->plan);
	}
	mem_free(export->resources);
	export->resources = NULL;
	export->resource_count = 0;
}

static enum rc resources_close_files(struct export *export, const struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		if (!resource->plan->tables[t].wanted || !status_was_table_read(export, resource, t))
			continue;
		TRY(table_file_close(resource->outlets[t].file));
		export->rows += resource->outlets[t].rows;
	}
	return RC_OK;
}

enum rc resources_finish(struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		announce_resource(export, resource);
		if (status_was_read(export, resource))
			TRY(resources_close_files(export, resource));
	}
	return RC_OK;
}

static enum rc resources_fail_refused(const struct fetch_result *result)
{
	bool unknown = result->refused_status == HTTP_BAD_REQUEST;

	return rc_fail(unknown ? RC_SERVICE : RC_CREDENTIALS,
		       "the service refused every requested resource (status %ld%s%s); %s", result->refused_status,
		       result->refused_id[0] ? ", request id " : "", result->refused_id,
		       unknown ? "no optional part is left to give up: report it with the request id"
			       : "give the key Read permission there, or check subdomain and base URL");
}

enum rc resources_read(struct export *export)
{
	size_t readable = 0;

	for (size_t i = 0; i < export->resource_count; i++)
		export->resources[i].result = status_fetched(export, &export->resources[i]);
	TRY(fetch_run(export->service.fetch));
	for (size_t i = 0; i < export->resource_count; i++) {
		readable += status_was_read(export, &export->resources[i]);
		remember_compare_views(export, &export->resources[i]);
	}
	return readable ? RC_OK : resources_fail_refused(status_fetched(export, &export->resources[0]));
}
