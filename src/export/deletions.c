#include "export/deletions.h"

#include "export/remember.h"
#include "export/status.h"

/* The missing records of one resource; the texts of ids, one after the other, each with a NUL. */
struct missing {
	size_t room; /* how many ids are kept */
	uint64_t count, live;
	struct buf ids; /* of struct sv, into `texts` once all are known */
	struct buf texts;
};

static struct ledger_table *records_of(struct export_resource *resource)
{
	return &resource->ledger.tables[0];
}

static const struct fetch *service_of(const struct export *export)
{
	return export->service.fetch;
}

static enum rc keep_missing(void *context, const struct state_key *key)
{
	struct missing *missing = context;

	if (missing->count++ >= missing->room)
		return RC_OK;
	if (key->parent.text.n)
		buf_addsv(&missing->texts, key->parent.text);
	else
		buf_addf(&missing->texts, "%llu", (unsigned long long)key->parent.number);
	buf_addc(&missing->texts, '\0');
	return RC_OK;
}

static void list_ids(struct missing *missing)
{
	for (size_t at = 0; at < missing->texts.n;) {
		struct sv id = sv_of(missing->texts.p + at);

		buf_add(&missing->ids, &id, sizeof(id));
		at += id.n + 1;
	}
}

static void missing_release(struct missing *missing)
{
	buf_release(&missing->ids);
	buf_release(&missing->texts);
}

/* Counts what is missing of a resource and keeps the ids of the first `room`. */
static enum rc find_missing(const struct export *export, struct export_resource *resource, size_t room,
			    struct missing *missing)
{
	struct state_missing ask = {.seen = fetch_seen(service_of(export), resource->index),
				    .each = keep_missing,
				    .context = missing};

	*missing = (struct missing){.room = room};
	TRY(state_missing(export->state, records_of(resource)->handle, &ask, &missing->live));
	list_ids(missing);
	return RC_OK;
}

static enum rc guard(const struct export *export, const struct export_resource *resource, const struct missing *missing)
{
	double ratio = export->app->options->max_delete_ratio;

	if (missing->count <= DELETIONS_GUARD_ROWS || (double)missing->count <= ratio * (double)missing->live)
		return RC_OK;
	return rc_fail(RC_GUARD,
		       "%s: %llu of %llu known records are missing, more than the share of %g that --max-delete-ratio "
		       "allows: nothing was published; if they were really deleted, run once with a higher one",
		       resource->plan->entity->query.path, (unsigned long long)missing->count,
		       (unsigned long long)missing->live, ratio);
}

static enum rc guard_resource(const struct export *export, struct export_resource *resource, bool *again)
{
	struct missing missing;
	enum rc rc = find_missing(export, resource, 0, &missing);

	if (rc == RC_OK)
		rc = guard(export, resource, &missing);
	*again = missing.count > DELETIONS_ASKED_AT_ONCE;
	missing_release(&missing);
	return rc;
}

/* The guard over all resources before anything else is asked; then, where very many are missing, a second look. */
static enum rc guard_all(struct export *export)
{
	bool again = false, any = false;

	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		if (!export_may_delete(export, resource))
			continue;
		TRY(guard_resource(export, resource, &again));
		if (again)
			fetch_again(export->service.fetch, resource->index);
		any |= again;
	}
	return any ? fetch_run(export->service.fetch) : RC_OK;
}

/* The questions about one resource. */
struct asking {
	struct export *export;
	struct export_resource *resource;
	const struct sv *ids;
	uint64_t settled;
	bool answered; /* the control question was answered by the record itself */
	bool open;     /* or not at all */
};

static enum rc on_control(void *context, size_t place, enum fetch_found found)
{
	struct asking *asking = context;

	(void)place;
	asking->answered = found == FETCH_FOUND;
	asking->open = found == FETCH_UNSETTLED;
	return RC_OK;
}

static enum rc record_gone(struct asking *asking, struct sv id)
{
	struct state_key key = ledger_record_key(id);

	return state_delete(asking->export->state, records_of(asking->resource)->handle, &key);
}

static enum rc on_answer(void *context, size_t place, enum fetch_found found)
{
	struct asking *asking = context;

	if (found == FETCH_UNSETTLED)
		return RC_OK;
	asking->settled++;
	return found == FETCH_GONE ? record_gone(asking, asking->ids[place]) : RC_OK;
}

static const struct export_resource *resource_with_record(const struct export *export,
							  const struct export_resource *first)
{
	if (first->ledger.controls)
		return first;
	for (size_t i = 0; i < export->resource_count; i++)
		if (export->resources[i].ledger.controls)
			return &export->resources[i];
	return NULL;
}

static enum rc ask_one(struct asking *asking, const struct export_resource *resource, struct sv id)
{
	asking->export->lookups_left--;
	return fetch_look_up(asking->export->service.fetch, &(struct fetch_lookup){.index = resource->index,
										   .ids = &id,
										   .count = 1,
										   .answer = on_control,
										   .context = asking});
}

/*
 * Can this service be asked by id at all? One that answers 404 to everything would have us delete everything: so a
 * record that was met must answer first, of the same resource if it has any. One that leaves it open may be a record that
 * the service cannot show: then another one is asked.
 */
static enum rc ask_control(struct asking *asking)
{
	const struct export_resource *resource = resource_with_record(asking->export, asking->resource);
	const struct buf *ids;

	asking->answered = false;
	if (!resource)
		return RC_OK;
	ids = &resource->ledger.control_ids;
	asking->open = true;
	for (size_t at = 0; at < ids->n && asking->open && asking->export->lookups_left >= 2;) {
		struct sv id = sv_of(ids->p + at);

		TRY(ask_one(asking, resource, id));
		at += id.n + 1;
	}
	if (!asking->answered)
		log_line(asking->export->app->log, LEVEL_WARNING,
			 "%s: a record that was just read does not answer by its id, so nothing missing is taken for "
			 "deleted",
			 resource->plan->entity->query.path);
	return RC_OK;
}

static enum rc ask(struct export *export, struct export_resource *resource, const struct missing *missing,
		   uint64_t *settled)
{
	struct asking asking = {.export = export, .resource = resource};
	size_t count = missing->ids.n / sizeof(struct sv);

	*settled = 0;
	if (count == 0 || export->lookups_left < 2)
		return RC_OK;
	TRY(ask_control(&asking));
	if (!asking.answered)
		return RC_OK;
	if (count > export->lookups_left)
		count = export->lookups_left;
	export->lookups_left -= count;
	asking.ids = (const struct sv *)(const void *)missing->ids.p;
	TRY(fetch_look_up(export->service.fetch, &(struct fetch_lookup){.index = resource->index,
									.ids = asking.ids,
									.count = count,
									.answer = on_answer,
									.context = &asking}));
	*settled = asking.settled;
	return RC_OK;
}

static enum rc settle_records(struct export *export, struct export_resource *resource)
{
	struct missing missing;
	uint64_t settled = 0;
	bool judge = export_may_delete(export, resource);
	enum rc rc = find_missing(export, resource, judge ? export->lookups_left : 0, &missing);

	if (rc == RC_OK && judge)
		rc = ask(export, resource, &missing, &settled);
	resource->unconfirmed = missing.count - settled;
	missing_release(&missing);
	TRY(rc);
	if (records_of(resource)->outlet)
		records_of(resource)->rows.unconfirmed = resource->unconfirmed;
	return RC_OK;
}

/* What becomes of rows whose parent, or whose every parent, was not met. */
struct inner {
	const struct export *export;
	struct export_resource *resource;
	struct ledger_table *table;
	bool gone;
};

static enum rc inner_missing(void *context, const struct state_key *key)
{
	struct inner *inner = context;
	struct ledger_table *table = inner->table;

	if (inner->gone && !idset_has(&table->unseen, key->parent.number))
		return state_delete(inner->export->state, table->handle, key);
	if (inner->resource->unconfirmed)
		table->rows.unconfirmed++;
	else
		table->carried++;
	return RC_OK;
}

static enum rc settle_inner(const struct export *export, struct export_resource *resource, struct ledger_table *table)
{
	bool link = table->plan->table->identity == OF_BOTH;
	struct inner inner = {export, resource, table, .gone = export_may_delete(export, resource)};
	struct state_missing ask = {.seen = link ? fetch_seen(service_of(export), resource->index) : &table->seen,
				    .each = inner_missing,
				    .context = &inner};
	uint64_t live, taken_back = 0;

	if (resource->unconfirmed) {
		inner.gone = false;
		TRY(state_undelete(export->state, table->handle, &taken_back));
		table->rows.unconfirmed += taken_back;
	}
	if (table->unknown)
		inner.gone = false;
	return state_missing(export->state, table->handle, &ask, &live);
}

static enum rc settle_resource(struct export *export, struct export_resource *resource)
{
	if (export->app->options->mode != MODE_DELTA) {
		TRY(settle_records(export, resource));
		for (unsigned t = 1; t < resource->plan->count; t++)
			if (resource->ledger.tables[t].outlet || resource->ledger.tables[t].tracked)
				TRY(settle_inner(export, resource, &resource->ledger.tables[t]));
	}
	for (unsigned t = 0; t < resource->plan->count; t++) {
		struct ledger_table *table = &resource->ledger.tables[t];

		/* A snapshot would have to show them and cannot; a run that writes differences lacks nothing. */
		if (!table->outlet)
			table->rows = (struct manifest_rows){0};
		else if (resource->ledger.write_all)
			table->rows.unconfirmed += table->carried;
		else
			table->rows.unchanged += table->carried;
	}
	return RC_OK;
}

enum rc deletions_settle(struct export *export)
{
	if (!export->state)
		return RC_OK;
	export->lookups_left = (size_t) export->app->options->max_lookups;
	TRY(guard_all(export));
	for (size_t i = 0; i < export->resource_count; i++)
		if (status_fetched(export, &export->resources[i])->status != FETCH_NOT_READABLE)
			TRY(settle_resource(export, &export->resources[i]));
	return RC_OK;
}
