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

bool status_was_table_read(const struct export *export, const struct export_resource *resource, unsigned table)
{
	return status_was_read(export, resource) && !resource->ledger.tables[table].lost.table;
}

/* Did an earlier run read the table, or at least the resource that is not readable as a whole now? */
static bool status_was_readable(const struct export *export, const struct export_resource *resource, unsigned table)
{
	if (!export->state)
		return false;
	return state_was_compared(export->state, resource->ledger.tables[table].handle) ||
	       (!status_was_read(export, resource) && resource->known.read);
}

bool status_makes_incomplete(const struct export *export, const struct export_resource *resource, unsigned table)
{
	if (!resource->plan->tables[table].wanted || status_was_table_read(export, resource, table))
		return false;
	return resource->required >> table & 1 || status_was_readable(export, resource, table);
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
	if (!status_was_table_read(export, resource, table))
		return "not_readable";
	return status_is_table_complete(export, resource, table) ? "complete" : "incomplete";
}

static bool status_lacks(const struct export *export, const struct export_resource *resource, unsigned table)
{
	if (!resource->plan->tables[table].wanted)
		return false;
	if (!status_was_table_read(export, resource, table))
		return status_makes_incomplete(export, resource, table);
	return !status_is_table_complete(export, resource, table);
}

bool status_is_complete(const struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++)
		for (unsigned t = 0; t < export->resources[i].plan->count; t++)
			if (status_lacks(export, &export->resources[i], t))
				return false;
	return true;
}
