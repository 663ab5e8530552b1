#include "export/status.h"

#define TABLE_COMPLETE "complete"

const struct fetch_result *export_result(const struct export *export, const struct export_resource *resource)
{
	return fetch_result(export->service.fetch, resource->index);
}

bool export_was_read(const struct export *export, const struct export_resource *resource)
{
	return export_result(export, resource)->status != FETCH_NOT_READABLE;
}

/* What lives in a resource of which something is unconfirmed is not all there either. */
const char *export_table_status(const struct export *export, const struct export_resource *resource, unsigned table)
{
	const struct fetch_result *result = export_result(export, resource);

	if (result->status == FETCH_NOT_READABLE)
		return "not_readable";
	if (result->status == FETCH_DRIFTED || resource->unconfirmed || resource->ledger.tables[table].rows.unconfirmed)
		return "incomplete";
	return TABLE_COMPLETE;
}

bool export_complete(const struct export *export)
{
	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted &&
			    strcmp(export_table_status(export, resource, t), TABLE_COMPLETE) != 0)
				return false;
	}
	return true;
}
