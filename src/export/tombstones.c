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

struct tombstones_writer {
	const struct export *export;
	struct ledger_table *table;
	struct arena arena;
};

static struct sv tombstone_remote_id(const struct tombstone *tombstone, const struct state_id *id)
{
	return ledger_id_text(id, tombstone->arena);
}

static struct sv tombstone_derive_key(const struct tombstone *tombstone, struct sv prefix, struct sv id)
{
	char key[KEY_SIZE];

	digest_key(prefix, id, key);
	return arena_copy(tombstone->arena, (struct sv){key, KEY_LENGTH});
}

/* For tags, the state knows only the derived id, in `text`. */
static struct sv tombstone_thing_key(const struct tombstone *tombstone, struct sv prefix, const struct state_id *id)
{
	if (tombstone->table->plan->table->each.kind == EACH_TAG)
		return id->text;
	return tombstone_derive_key(tombstone, prefix, tombstone_remote_id(tombstone, id));
}

/* OWNER:THING */
static struct sv tombstone_both_ids(const struct tombstone *tombstone)
{
	const struct state_key *key = tombstone->key;
	AUTO_BUF both = {0};

	buf_addsv(&both, tombstone_remote_id(tombstone, &key->parent));
	buf_addc(&both, ':');
	buf_addsv(&both, tombstone_remote_id(tombstone, &key->child));
	return arena_copy(tombstone->arena, buf_sv(&both));
}

static struct sv tombstone_own_key(const struct tombstone *tombstone)
{
	const struct table_plan *plan = tombstone->table->plan;
	const struct state_key *key = tombstone->key;
	bool link = plan->table->identity == OF_BOTH;

	if (models[plan->table->model].plain_ids)
		return link ? tombstone_both_ids(tombstone) : tombstone_remote_id(tombstone, &key->parent);
	if (key->own.n)
		return key->own;
	if (!link)
		return tombstone_thing_key(tombstone, plan->key_prefix, &key->parent);
	return tombstone_derive_key(tombstone, plan->key_prefix, tombstone_both_ids(tombstone));
}

/* The other ids of a derived key; empty: NULL. */
static struct sv tombstone_id_text(const struct tombstone *tombstone, const struct op *op)
{
	bool tag = tombstone->table->plan->table->each.kind == EACH_TAG;

	if (models[tombstone->table->plan->table->model].plain_ids)
		return SV("");
	switch (op->source->kind) {
	case SOURCE_REMOTE_ID:
		return tag ? SV("") : tombstone_remote_id(tombstone, &tombstone->key->parent);
	case SOURCE_RECORD_ID:
		if (op->column->as != CONVERT_KEY)
			return tombstone_remote_id(tombstone, &tombstone->key->parent);
		return tombstone_derive_key(tombstone, op->key_prefix,
					    tombstone_remote_id(tombstone, &tombstone->key->parent));
	case SOURCE_EACH_ID:
		return tombstone_thing_key(tombstone, op->key_prefix, &tombstone->key->child);
	default:
		return SV("");
	}
}

/* What a tombstone keeps in a column; empty: NULL. */
static struct sv tombstone_text(const struct tombstone *tombstone, const struct op *op)
{
	switch (op->source->kind) {
	case SOURCE_ID:
	case SOURCE_PLAIN_ID:
		return tombstone_own_key(tombstone);
	case SOURCE_CHANGED_AT:
	case SOURCE_REMOTE_DELETED_AT:
		return tombstone->deleted_at;
	default:
		return tombstone_id_text(tombstone, op);
	}
}

static enum rc tombstones_write_one(void *context, const struct state_tombstone *known)
{
	struct tombstones_writer *writer = context;
	struct ledger_table *table = writer->table;
	struct tombstone tombstone = {.key = &known->key, .table = table, .arena = &writer->arena};
	struct cell cells[ROW_COLUMNS_MAX];
	char deleted_at[TIMESTAMP_SIZE];

	arena_clear(&writer->arena);
	timestamp_write(known->deleted_at_ms, deleted_at);
	tombstone.deleted_at = sv_of(deleted_at);
	for (unsigned i = 0; i < table->plan->count; i++) {
		struct sv text = tombstone_text(&tombstone, &table->plan->columns[i]);

		cells[i] = (struct cell){text.n ? CELL_TEXT : CELL_NULL, text};
	}
	table->rows.deleted += known->deleted_at_ms == writer->export->run_ms;
	table->rows.written++;
	return outlet_row(table->outlet, cells);
}

static enum rc tombstones_write_table(const struct export *export, struct ledger_table *table)
{
	struct tombstones_writer writer = {export, table, {0}};
	int64_t since = export->run_ms;
	enum rc rc;

	if (export->app->options->mode == MODE_SNAPSHOT)
		since -= TOMBSTONES_KEPT_MS;
	rc = state_tombstones(export->state, table->handle, since, tombstones_write_one, &writer);
	arena_release(&writer.arena);
	return rc;
}

enum rc tombstones_write(struct export *export)
{
	if (!export->state)
		return RC_OK;
	for (size_t i = 0; i < export->resource_count; i++) {
		struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->ledger.tables[t].outlet && status_was_table_read(export, resource, t))
				TRY(tombstones_write_table(export, &resource->ledger.tables[t]));
	}
	return RC_OK;
}
