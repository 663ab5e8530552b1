#include "export/missing.h"

static enum rc missing_add(void *context, const struct state_key *key)
{
	struct missing *missing = context;
	AUTO_BUF text = {0};
	struct sv id;

	if (missing->count++ >= missing->most)
		return RC_OK;
	/* The number is the id itself unless the text was kept, too. */
	if (key->parent.text.n)
		buf_addsv(&text, key->parent.text);
	else
		buf_addf(&text, "%llu", (unsigned long long)key->parent.number);
	id = arena_copy(&missing->texts, buf_sv(&text));
	buf_add(&missing->kept, &id, sizeof(id));
	return RC_OK;
}

enum rc missing_find(const struct export *export, const struct export_resource *resource, size_t most,
		     struct missing *missing)
{
	struct state_missing search = {.seen = fetch_seen(export->service.fetch, resource->index),
				       .each = missing_add,
				       .context = missing};

	*missing = (struct missing){.most = most};
	return state_missing(export->state, resource->ledger.tables[0].handle, &search, &missing->known);
}

void missing_release(struct missing *missing)
{
	buf_release(&missing->kept);
	arena_release(&missing->texts);
}

const struct sv *missing_ids(const struct missing *missing, size_t *count)
{
	*count = missing->kept.n / sizeof(struct sv);
	return (const struct sv *)(const void *)missing->kept.p;
}
