#include "export/tombstones.h"

#include "base/digest.h"
#include "export/status.h"

/* One tombstone while its cells are made. */
struct tombstone {
	const struct state_key *key;
	const struct ledger_table *table;
	struct sv deleted_at;
	struct arena *arena;
};

struct writing {
	const struct export *export;
	struct ledger_table *table;
	struct arena arena;
};

/* The remote id that a number, or the text beside it, stands for. */
static struct sv remote_id(const struct tombstone *tombstone, const struct state_id *id)
{
	AUTO_BUF text = {0};

	if (id->text.n)
		return id->text;
	buf_addf(&text, "%llu", (unsigned long long)id->number);
	return arena_copy(tombstone->arena, buf_sv(&text));
}

static struct sv key_of(const struct tombstone *tombstone, struct sv prefix, struct sv id)
{
	char key[KEY_SIZE];

	digest_key(prefix, id, key);
	return arena_copy(tombstone->arena, (struct sv){key, KEY_LENGTH});
}

/* Of tags only the derived id is known, which is what stands in `text`. */
static struct sv thing_key(const struct tombstone *tombstone, struct sv prefix, const struct state_id *id)
{
	if (tombstone->table->plan->table->each.kind == EACH_TAG)
		return id->text;
	return key_of(tombstone, prefix, remote_id(tombstone, id));
}

static struct sv own_key(const struct tombstone *tombstone)
{
	const struct table_plan *plan = tombstone->table->plan;
	const struct state_key *key = tombstone->key;
	AUTO_BUF both = {0};

	if (key->own.n)
		return key->own;
	if (plan->table->identity != OF_BOTH)
		return thing_key(tombstone, plan->key_prefix, &key->parent);
	buf_addsv(&both, remote_id(tombstone, &key->parent));
	buf_addc(&both, ':');
	buf_addsv(&both, remote_id(tombstone, &key->child));
	return key_of(tombstone, plan->key_prefix, buf_sv(&both));
}

/* What a tombstone keeps of a column; empty: nothing. */
static struct sv kept(const struct tombstone *tombstone, const struct op *op)
{
	bool tag = tombstone->table->plan->table->each.kind == EACH_TAG;
	static const struct sv nothing = {"", 0};

	switch (op->source->kind) {
	case SOURCE_ID:
		return own_key(tombstone);
	case SOURCE_REMOTE_ID:
		return tag ? nothing : remote_id(tombstone, &tombstone->key->parent);
	case SOURCE_CHANGED_AT:
	case SOURCE_REMOTE_DELETED_AT:
		return tombstone->deleted_at;
	case SOURCE_RECORD_ID:
		if (op->column->as != CONVERT_KEY)
			return remote_id(tombstone, &tombstone->key->parent);
		return key_of(tombstone, op->key_prefix, remote_id(tombstone, &tombstone->key->parent));
	case SOURCE_EACH_ID:
		return thing_key(tombstone, op->key_prefix, &tombstone->key->child);
	default:
		return nothing;
	}
}

static enum rc write_one(void *context, const struct state_tombstone *given)
{
	struct writing *writing = context;
	struct ledger_table *table = writing->table;
	struct tombstone tombstone = {.key = &given->key, .table = table, .arena = &writing->arena};
	struct cell cells[ROW_COLUMNS_MAX];
	char deleted_at[TIMESTAMP_SIZE];

	arena_clear(&writing->arena);
	timestamp_write(given->deleted_at_ms, deleted_at);
	tombstone.deleted_at = sv_of(deleted_at);
	for (unsigned i = 0; i < table->plan->count; i++) {
		struct sv text = kept(&tombstone, &table->plan->columns[i]);

		cells[i] = (struct cell){text.n ? CELL_TEXT : CELL_NULL, text};
	}
	table->rows.deleted += given->deleted_at_ms == writing->export->run_ms;
	table->rows.written++;
	return outlet_row(table->outlet, cells);
}

static enum rc write_table(const struct export *export, struct ledger_table *table)
{
	struct writing writing = {export, table, {0}};
	int64_t since = export->run_ms;
	enum rc rc;

	if (export->app->options->mode == MODE_SNAPSHOT)
		since -= TOMBSTONES_SHOWN_MS;
	rc = state_tombstones(export->state, table->handle, since, write_one, &writing);
	arena_release(&writing.arena);
	return rc;
}

enum rc tombstones_write(struct export *export)
{
	if (!export->state)
		return RC_OK;
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		if (export_result(export, resource)->status == FETCH_NOT_READABLE)
			continue;
		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->ledger.tables[t].outlet)
				TRY(write_table(export, &resource->ledger.tables[t]));
	}
	return RC_OK;
}
