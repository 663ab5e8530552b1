#include "export/lookups.h"

enum { LOOKUPS_LEAST = 2 }; /* the control, and one to settle something */

struct lookup_round {
	const struct export *export;
	const struct export_resource *resource;
	const struct sv *ids;
	uint64_t settled;
};

static enum rc lookups_on_control(void *context, size_t place, enum fetch_found found)
{
	(void)place;
	*(bool *)context = found == FETCH_FOUND;
	return RC_OK;
}

/* In all tables that know it. */
static enum rc lookups_delete(const struct export *export, const struct export_resource *resource, struct sv id)
{
	struct state_key key = ledger_record_key(id);

	for (unsigned t = 0; t < resource->plan->count; t++)
		if (ledger_knows_records(&resource->ledger.tables[t]))
			TRY(state_delete(export->state, resource->ledger.tables[t].handle, &key));
	return RC_OK;
}

static enum rc lookups_on_answer(void *context, size_t place, enum fetch_found found)
{
	struct lookup_round *lookups = context;

	if (found == FETCH_UNSETTLED)
		return RC_OK;
	lookups->settled++;
	return found == FETCH_GONE ? lookups_delete(lookups->export, lookups->resource, lookups->ids[place]) : RC_OK;
}

/* Where the control comes from: this resource, or another one if it showed no record; NULL if none did. */
static const struct export_resource *lookups_control(const struct export *export,
						     const struct export_resource *resource)
{
	if (resource->ledger.first_record.n)
		return resource;
	for (size_t i = 0; i < export->resource_count; i++)
		if (export->resources[i].by_id && export->resources[i].ledger.first_record.n)
			return &export->resources[i];
	return NULL;
}

static enum rc lookups_try_control(struct export *export, const struct export_resource *resource, bool *found)
{
	const struct export_resource *control = lookups_control(export, resource);
	struct sv id;

	*found = false;
	if (!control)
		return RC_OK;
	id = buf_sv(&control->ledger.first_record);
	export->lookups_left--;
	TRY(fetch_look_up(export->service.fetch, &(struct fetch_lookup){.index = control->index,
									.ids = &id,
									.count = 1,
									.answer = lookups_on_control,
									.context = found}));
	if (!*found)
		log_line(export->app->log, LEVEL_WARNING,
			 "%s: a record that this run has read cannot be looked up by its id, so missing records of %s "
			 "are "
			 "not taken as deleted",
			 control->plan->endpoint->query.path, resource->plan->endpoint->query.path);
	return RC_OK;
}

enum rc lookups_settle(struct export *export, struct export_resource *resource, const struct missing *missing,
		       uint64_t *settled)
{
	struct lookup_round lookups = {.export = export, .resource = resource};
	size_t count;
	bool found;

	*settled = 0;
	lookups.ids = missing_ids(missing, &count);
	if (count == 0 || export->lookups_left < LOOKUPS_LEAST)
		return RC_OK;
	TRY(lookups_try_control(export, resource, &found));
	if (!found)
		return RC_OK;
	if (count > export->lookups_left)
		count = export->lookups_left;
	export->lookups_left -= count;
	TRY(fetch_look_up(export->service.fetch, &(struct fetch_lookup){.index = resource->index,
									.ids = lookups.ids,
									.count = count,
									.answer = lookups_on_answer,
									.context = &lookups}));
	*settled = lookups.settled;
	return RC_OK;
}
