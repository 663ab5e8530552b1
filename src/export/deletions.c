#include "export/deletions.h"

#include "export/lookups.h"
#include "export/status.h"

/* A resource that suddenly shows nothing is rather a fault of the service than an account that was emptied. */
static bool deletions_are_many(const struct missing *missing, double ratio)
{
	bool all = missing->count == missing->known && missing->known >= DELETIONS_GUARDED_ALL;

	return (all || missing->count > DELETIONS_GUARDED_ABOVE) &&
	       (double)missing->count > ratio * (double)missing->known;
}

static enum rc deletions_guard(const struct export *export, const struct export_resource *resource, uint64_t *count)
{
	double ratio = export->app->options->max_delete_ratio;
	struct missing missing;
	enum rc rc = missing_find(export, resource, 0, &missing);

	missing_release(&missing);
	*count = missing.count;
	if (rc != RC_OK || !deletions_are_many(&missing, ratio))
		return rc;
	return rc_fail(RC_GUARD,
		       "%s: %llu of %llu known records are missing, more than the share of %g that --max-delete-ratio "
		       "allows: nothing was published; if they were really deleted, run once with a higher ratio",
		       resource->plan->endpoint->query.path, (unsigned long long)missing.count,
		       (unsigned long long)missing.known, ratio);
}

/* Is another reading needed before anything can count as gone? */
static bool deletions_must_read_again(const struct export_resource *resource, uint64_t missing)
{
	return missing > (resource->by_id ? DELETIONS_REREAD_ABOVE : 0);
}

/* Every resource passes the guard before any is read again or looked up. */
static enum rc deletions_guard_all(struct export *export)
{
	bool again = false;
	uint64_t missing;

	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		if (!status_may_delete(export, resource))
			continue;
		TRY(deletions_guard(export, resource, &missing));
		if (!deletions_must_read_again(resource, missing))
			continue;
		fetch_again(export->service.fetch, resource->index);
		again = true;
	}
	return again ? fetch_run(export->service.fetch) : RC_OK;
}

static enum rc deletions_count_unconfirmed(struct export *export, struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count && resource->unconfirmed; t++) {
		struct ledger_table *table = &resource->ledger.tables[t];

		if (table->outlet && ledger_knows_records(table))
			TRY(missing_count(export, resource, t, &table->rows.unconfirmed));
	}
	return RC_OK;
}

/* The rows of one table that no record of this run showed. */
struct deletions_children {
	const struct export *export;
	const struct export_resource *resource;
	struct ledger_table *table;
	bool may_delete;
};

static enum rc deletions_on_missing(void *context, const struct state_key *key)
{
	struct deletions_children *children = context;
	const struct ledger *ledger = &children->resource->ledger;
	struct ledger_table *table = children->table;

	if (children->may_delete && !idset_has(&table->only_listed, key->parent.number) &&
	    !ledger_is_owner_unknown(ledger, table, key))
		return state_delete(children->export->state, table->handle, key);
	idset_add(&table->owners.kept_rows, key->parent.number);
	if (children->resource->unconfirmed)
		table->rows.unconfirmed++;
	else
		table->carried++;
	return RC_OK;
}

/* Links are gone with their record; things when no record lists them. */
static enum rc deletions_settle_children(const struct export *export, const struct export_resource *resource,
					 struct ledger_table *table)
{
	const struct table *what = table->plan->table;
	bool of_records = what->identity == OF_BOTH && what->model == MODEL_UNIFIED;
	struct deletions_children children = {.export = export,
					      .resource = resource,
					      .table = table,
					      .may_delete = status_may_delete(export, resource) &&
							    !resource->unconfirmed && !table->unknown};
	struct state_missing search = {.seen = of_records ? fetch_seen(export->service.fetch, resource->index)
							  : &table->seen,
				       .each = deletions_on_missing,
				       .context = &children};
	uint64_t known, restored = 0;

	/* While a record is unconfirmed, nothing that lives inside records is deleted: undo what their lists deleted. */
	if (resource->unconfirmed)
		TRY(state_undelete(export->state, table->handle, &restored));
	table->rows.unconfirmed += restored;
	return state_missing(export->state, table->handle, &search, &known);
}

/* Without lookups, the second reading decides: what it did not show either is gone. */
static enum rc deletions_settle_unlisted(const struct export *export, const struct export_resource *resource,
					 const struct missing *missing, uint64_t *settled)
{
	uint64_t known;

	for (unsigned t = 0; t < resource->plan->count; t++) {
		struct deletions_children records = {.export = export,
						     .resource = resource,
						     .table = &resource->ledger.tables[t],
						     .may_delete = true};
		struct state_missing search = {.seen = fetch_seen(export->service.fetch, resource->index),
					       .each = deletions_on_missing,
					       .context = &records};

		if (ledger_knows_records(records.table))
			TRY(state_missing(export->state, records.table->handle, &search, &known));
	}
	*settled = missing->count;
	return RC_OK;
}

static enum rc deletions_settle_records(struct export *export, struct export_resource *resource)
{
	bool may_delete = status_may_delete(export, resource);
	struct missing missing;
	uint64_t settled = 0;
	enum rc rc = missing_find(export, resource, may_delete ? export->lookups_left : 0, &missing);

	if (rc == RC_OK && may_delete)
		rc = resource->by_id ? lookups_settle(export, resource, &missing, &settled)
				     : deletions_settle_unlisted(export, resource, &missing, &settled);
	missing_release(&missing);
	TRY(rc);
	resource->unconfirmed = missing.count - settled;
	return deletions_count_unconfirmed(export, resource);
}

static enum rc deletions_settle_resource(struct export *export, struct export_resource *resource)
{
	TRY(deletions_settle_records(export, resource));
	for (unsigned t = 0; t < resource->plan->count; t++) {
		struct ledger_table *table = &resource->ledger.tables[t];

		if ((table->outlet || table->tracked) && !ledger_knows_records(table))
			TRY(deletions_settle_children(export, resource, table));
	}
	return RC_OK;
}

/*
 * Counts the known rows about which the service said nothing. A snapshot lacks them: the state does not hold their
 * contents. A run that writes only differences lacks nothing. Tables that are not wanted count nothing.
 */
static void deletions_count_carried(struct export_resource *resource)
{
	for (unsigned t = 0; t < resource->plan->count; t++) {
		struct ledger_table *table = &resource->ledger.tables[t];

		if (!table->outlet || table->lost.table)
			table->rows = (struct manifest_rows){0};
		else if (resource->ledger.write_all)
			table->rows.unconfirmed += table->carried;
		else
			table->rows.unchanged += table->carried;
	}
}

enum rc deletions_settle(struct export *export)
{
	if (!export->state)
		return RC_OK;
	export->lookups_left = (size_t) export->app->options->max_lookups;
	TRY(deletions_guard_all(export));
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		if (!status_was_read(export, resource))
			continue;
		if (export->app->options->mode != MODE_DELTA)
			TRY(deletions_settle_resource(export, resource));
		deletions_count_carried(resource);
	}
	return RC_OK;
}
