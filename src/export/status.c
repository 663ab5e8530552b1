#include "export/status.h"

const struct fetch_result *status_fetched(const struct export *export, const struct export_resource *resource)
{
	return fetch_result(export->service.fetch, resource->index);
}

bool status_was_read(const struct export *export, const struct export_resource *resource)
{
	return status_fetched(export, resource)->status != FETCH_NOT_READABLE;
}

size_t status_resources_read(const struct export *export)
{
	size_t count = 0;

	for (size_t i = 0; i < export->resource_count; i++)
		count += status_was_read(export, &export->resources[i]);
	return count;
}

bool status_may_delete(const struct export *export, const struct export_resource *resource)
{
	return export->state && export->app->options->mode != MODE_DELTA &&
	       status_fetched(export, resource)->status == FETCH_COMPLETE && resource->same_form &&
	       resource->sees_all_known;
}

/* If a record is unconfirmed, the rows that live inside its resource may be incomplete too. */
static bool status_is_table_complete(const struct export *export, const struct export_resource *resource,
				     unsigned table)
{
	return status_fetched(export, resource)->status == FETCH_COMPLETE && !resource->unconfirmed &&
	       !resource->ledger.tables[table].rows.unconfirmed;
}

const char *status_of_table(const struct export *export, const struct export_resource *resource, unsigned table)
{
	if (!status_was_read(export, resource))
		return "not_readable";
	return status_is_table_complete(export, resource, table) ? "complete" : "incomplete";
}

bool status_is_complete(const struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted && !status_is_table_complete(export, resource, t))
				return false;
	}
	return true;
}
