#include "export/missing.h"

static enum rc missing_add(void *context, const struct state_key *key)
{
	struct missing *missing = context;
	struct sv id;

	missing->of_table++;
	if (!idset_add(&missing->numbers, key->parent.number) || missing->count++ >= missing->most)
		return RC_OK;
	id = ledger_id_text(&key->parent, &missing->texts);
	buf_add(&missing->kept, &id, sizeof(id));
	return RC_OK;
}

enum rc missing_find(const struct export *export, const struct export_resource *resource, size_t most,
		     struct missing *missing)
{
	struct state_missing search = {.seen = fetch_seen(export->service.fetch, resource->index),
				       .each = missing_add,
				       .context = missing};
	uint64_t live, seen = 0;

	*missing = (struct missing){.most = most};
	for (unsigned t = 0; t < resource->plan->count; t++) {
		const struct ledger_table *table = &resource->ledger.tables[t];

		if (!ledger_knows_records(table))
			continue;
		missing->of_table = 0;
		TRY(state_missing(export->state, table->handle, &search, &live));
		if (live - missing->of_table > seen)
			seen = live - missing->of_table;
	}
	/* Of the records that were seen, each model knows the same ones, or fewer if it was first wanted later. */
	missing->known = missing->count + seen;
	return RC_OK;
}

static enum rc missing_count_one(void *context, const struct state_key *key)
{
	(void)key;
	++*(uint64_t *)context;
	return RC_OK;
}

enum rc missing_count(const struct export *export, const struct export_resource *resource, unsigned table,
		      uint64_t *count)
{
	struct state_missing search = {.seen = fetch_seen(export->service.fetch, resource->index),
				       .each = missing_count_one,
				       .context = count};
	uint64_t live;

	*count = 0;
	return state_missing(export->state, resource->ledger.tables[table].handle, &search, &live);
}

void missing_release(struct missing *missing)
{
	idset_release(&missing->numbers);
	buf_release(&missing->kept);
	arena_release(&missing->texts);
}

const struct sv *missing_ids(const struct missing *missing, size_t *count)
{
	*count = missing->kept.n / sizeof(struct sv);
	return (const struct sv *)(const void *)missing->kept.p;
}
