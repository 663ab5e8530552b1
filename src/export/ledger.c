#include "export/ledger.h"

#include "base/digest.h"
#include "base/mem.h"
#include "schema/describe.h"

/*
 * A hash of the wanted columns, their types and sources, the key if they are hashed, and of what makes a row: if it changes, every row counts as
 * changed.
 */
static void ledger_fingerprint(const struct table_plan *plan, const char *hash_key, unsigned char out[STATE_HASH_SIZE])
{
	const struct column *columns = plan->table->columns;
	AUTO_BUF text = {0};
	unsigned wanted = 0;

	for (unsigned i = 0; columns[i].name; i++) {
		if (wanted == plan->count || strcmp(columns[i].name, plan->names[wanted]) != 0)
			continue;
		buf_addf(&text, "%s %s ", columns[i].name, column_type_names[plan_column_type(&columns[i])]);
		describe_column(&text, &columns[i]);
		if (plan->wanted && plan->columns[wanted].hashed)
			buf_addf(&text, " hashed %s", hash_key);
		buf_addc(&text, '\n');
		wanted++;
	}
	if (plan->table->each.kind != EACH_RECORD)
		describe_rows(&text, plan->table);
	row_fingerprint(buf_sv(&text), out);
}

static int ledger_column_place(const struct table_plan *plan, const char *column)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (strcmp(plan->names[i], column) == 0)
			return (int)i;
	return -1;
}

/* A table of things and the table of the links to them have the same source. */
static int ledger_sibling(const struct plan *plan, unsigned table)
{
	const struct table *own = plan->tables[table].table;

	for (unsigned i = 0; i < plan->count; i++) {
		const struct table *other = plan->tables[i].table;
		const char *by = own->each.relationship ? own->each.relationship : own->each.attribute;
		const char *other_by = other->each.relationship ? other->each.relationship : other->each.attribute;

		if (i != table && by && other_by && other->each.kind == own->each.kind && strcmp(by, other_by) == 0 &&
		    own->model == other->model)
			return (int)i;
	}
	return -1;
}

static bool ledger_is_link(const struct ledger_table *table)
{
	return table->plan->table->identity == OF_BOTH;
}

static bool ledger_is_native(const struct ledger_table *table)
{
	return table->plan->table->model == MODEL_NATIVE;
}

static bool ledger_has_records(const struct ledger_table *table)
{
	return table->plan->table->each.kind == EACH_RECORD;
}

bool ledger_knows_records(const struct ledger_table *table)
{
	return ledger_has_records(table) && (table->outlet || table->tracked);
}

/* Not wanted, but needed by wanted tables. */
static bool ledger_must_track(const struct plan *plan, const struct ledger_table *table)
{
	if (table->outlet)
		return false;
	if (ledger_is_link(table))
		return table->sibling >= 0 && plan->tables[table->sibling].wanted;
	for (unsigned i = 0; i < plan->count && ledger_has_records(table); i++)
		if (plan->tables[i].wanted && plan->tables[i].table->model == table->plan->table->model)
			return true;
	return false;
}

/* What is not compared: the mark of the comparison itself, and what the mapping says. */
static void ledger_init_skip(struct ledger_table *table)
{
	column_mask_add(&table->compared.skip, (unsigned)table->changed_at_column);
	for (unsigned i = 0; i < table->plan->count && table->plan->wanted; i++)
		if (table->plan->columns[i].column->not_compared)
			column_mask_add(&table->compared.skip, i);
}

static enum rc ledger_init_table(struct ledger *ledger, unsigned table, const struct ledger_config *config)
{
	const struct table_plan *plan = &ledger->plan->tables[table];
	struct ledger_table *out = &ledger->tables[table];

	*out = (struct ledger_table){.plan = plan,
				     .outlet = plan->wanted ? &config->outlets[table] : NULL,
				     .id_column = ledger_column_place(plan, "id"),
				     .changed_at_column = ledger_column_place(plan, "changed_at"),
				     .sibling = ledger_sibling(ledger->plan, table)};
	out->tracked = ledger_must_track(ledger->plan, out);
	if (ledger_is_native(out))
		owners_init(&out->owners, ledger->plan, table);
	if (out->id_column < 0 || out->changed_at_column < 0)
		return rc_fail(RC_INTERNAL, "table %s has no id or no changed_at", plan->table->name);
	if (!ledger->state)
		return RC_OK;
	ledger_fingerprint(plan, config->hash_key, out->compared.seed);
	ledger_init_skip(out);
	TRY(lost_init(&out->lost, ledger->plan, table, &out->compared));
	return state_table(ledger->state, plan->table->name, out->outlet ? out->compared.seed : NULL, &out->handle,
			   &out->columns_changed);
}

enum rc ledger_init(struct ledger *ledger, const struct ledger_config *config)
{
	*ledger = (struct ledger){.state = config->state,
				  .plan = config->plan,
				  .write_all = config->write_all,
				  .changed_at = config->changed_at,
				  .tables = mem_zero(config->plan->count, sizeof(*ledger->tables))};
	for (unsigned i = 0; i < config->plan->count; i++)
		TRY(ledger_init_table(ledger, i, config));
	return RC_OK;
}

void ledger_release(struct ledger *ledger)
{
	for (unsigned i = 0; ledger->tables && i < ledger->plan->count; i++) {
		idset_release(&ledger->tables[i].seen);
		idset_release(&ledger->tables[i].only_listed);
		owners_release(&ledger->tables[i].owners);
	}
	mem_free(ledger->tables);
	buf_release(&ledger->first_record);
}

void ledger_set_given_up(struct ledger *ledger, uint64_t given_up)
{
	for (unsigned i = 0; i < ledger->plan->count; i++)
		lost_set(&ledger->tables[i].lost, &ledger->tables[i].compared, given_up);
}

/* The text is kept only where the number does not determine it. */
static struct state_id ledger_id(struct sv text, struct sv key)
{
	struct state_id id = {idset_of(text), key.n ? key : text};

	if (key.n == 0 && id.number <= INT64_MAX)
		id.text = SV("");
	return id;
}

struct sv ledger_id_text(const struct state_id *id, struct arena *arena)
{
	AUTO_BUF text = {0};

	if (id->text.n)
		return arena_copy(arena, id->text);
	buf_addf(&text, "%llu", (unsigned long long)id->number);
	return arena_copy(arena, buf_sv(&text));
}

struct state_key ledger_record_key(struct sv record_id)
{
	return (struct state_key){.parent = ledger_id(record_id, SV("")), .child = {0, SV("")}, .own = SV("")};
}

static struct state_key ledger_row_key(const struct ledger_table *table, const struct map_row *row)
{
	struct state_key key = ledger_record_key(row->record_id);

	switch (table->plan->table->identity) {
	case OF_RECORD:
		break;
	case OF_EACH:
		key.parent = ledger_id(row->thing_id, row->thing_key);
		if (table->owners.kept_with_row)
			key.own = row->owner_id;
		break;
	case OF_BOTH:
		key.parent = ledger_id(row->owner_id, SV(""));
		key.child = ledger_id(row->thing_id, row->thing_key);
		/* The id of this row was made from a text that is not kept. */
		if (row->thing_key.n)
			key.own = row->cells[table->id_column].text;
		break;
	}
	return key;
}

static void ledger_count(struct ledger_table *table, enum state_verdict verdict)
{
	switch (verdict) {
	case STATE_NEW:
		table->rows.created++;
		break;
	case STATE_CHANGED:
	case STATE_BACK:
		table->rows.changed++;
		break;
	case STATE_SAME:
		table->rows.unchanged++;
		break;
	}
}

static enum rc ledger_write_row(struct ledger_table *table, const struct cell *cells, struct sv changed_at)
{
	struct cell own[ROW_COLUMNS_MAX];

	memcpy(own, cells, table->plan->count * sizeof(*cells));
	own[table->changed_at_column] = (struct cell){CELL_TEXT, changed_at};
	for (unsigned i = 0; table->lost.groups && i < table->plan->count; i++)
		if (column_mask_has(&table->lost.columns, i))
			own[i] = (struct cell){.kind = CELL_NULL};
	table->rows.written++;
	return outlet_row(table->outlet, own);
}

/*
 * If a record gives only part of what it lists, as a job of which one of two relationships has no linkage, its rows
 * may lack something. Then a known row that differs is kept as it was, as if it had not come.
 */
static bool ledger_is_less_than_known(struct ledger *ledger, const struct map_row *row, const struct state_key *key,
				      const struct state_hash *hash)
{
	const struct ledger_table *table = &ledger->tables[row->table];

	return ledger_is_link(table) && !table->list_known &&
	       state_list_differs(ledger->state, table->handle, key, hash);
}

static void ledger_hash(const struct ledger *ledger, const struct map_row *row, struct state_hash *hash)
{
	const struct ledger_table *table = &ledger->tables[row->table];

	row_hash(&table->compared, row->cells, table->plan->count, hash);
	hash->lost = table->lost.groups;
	hash->written = ledger->write_all;
}

enum rc ledger_row(struct ledger *ledger, const struct map_row *row)
{
	struct ledger_table *table = &ledger->tables[row->table];
	struct state_hash hash;
	char changed_at[TIMESTAMP_SIZE];
	struct state_key key = ledger_row_key(table, row);
	struct state_known known = {.verdict = STATE_NEW};

	if (table->lost.table)
		return RC_OK;
	outlet_see(table->outlet, row->cells);
	if (table->plan->table->identity == OF_EACH)
		idset_add(&table->seen, key.parent.number);
	if (ledger->state) {
		ledger_hash(ledger, row, &hash);
		if (ledger_is_less_than_known(ledger, row, &key, &hash))
			return RC_OK;
		TRY(state_compare(ledger->state, table->handle, &key, &hash, &known));
	}
	ledger_count(table, known.verdict);
	if (known.verdict != STATE_SAME)
		return ledger_write_row(table, row->cells, ledger->changed_at);
	if (!ledger->write_all)
		return RC_OK;
	timestamp_write(known.changed_at_ms, changed_at);
	return ledger_write_row(table, row->cells, sv_of(changed_at));
}

/* The state knows which records exist even if their own table is not wanted: their links and things depend on it. */
enum rc ledger_record(struct ledger *ledger, struct sv record_id)
{
	struct state_key key = ledger_record_key(record_id);
	struct state_known known;

	if (ledger->first_record.n == 0)
		buf_addsv(&ledger->first_record, record_id);
	for (unsigned i = 0; ledger->state && i < ledger->plan->count; i++)
		if (ledger->tables[i].tracked && ledger_has_records(&ledger->tables[i]))
			TRY(state_compare(ledger->state, ledger->tables[i].handle, &key, NULL, &known));
	return RC_OK;
}

/* The links that a list of this table stands for: its own rows, or the tracked links to its things; NULL: none. */
static struct ledger_table *ledger_links(struct ledger *ledger, unsigned table)
{
	struct ledger_table *of = &ledger->tables[table];

	if (ledger_is_link(of))
		return of;
	return of->sibling >= 0 && ledger->tables[of->sibling].tracked ? &ledger->tables[of->sibling] : NULL;
}

/*
 * The owners of a native link may be something that a record includes, so the list of all records does not show which
 * owners there are.
 */
static void ledger_see_owner(struct ledger_table *table, const struct state_id *owner)
{
	if (ledger_is_link(table) && ledger_is_native(table))
		idset_add(&table->seen, owner->number);
}

/* A link that is missing from a list that was not given is known by its owner. */
static void ledger_note_unknown(struct ledger_table *table, struct sv owner_id)
{
	bool link = ledger_is_link(table);

	if (!ledger_is_native(table)) {
		table->unknown |= !link && table->sibling < 0;
		return;
	}
	if (owner_id.n == 0 || !link)
		owners_note_unknown(&table->owners, owner_id);
	table->unknown |= table->owners.all_unknown;
}

bool ledger_is_owner_unknown(const struct ledger *ledger, const struct ledger_table *table, const struct state_key *key)
{
	const struct owners *owners = &table->owners;
	const struct owners *of = owners->table < 0 ? NULL : &ledger->tables[owners->table].owners;

	return ledger_is_native(table) &&
	       owners_is_unknown(owners, of, ledger_is_link(table) ? key->parent.number : idset_of(key->own));
}

enum rc ledger_list_begin(struct ledger *ledger, unsigned table, struct sv owner_id, bool known)
{
	struct ledger_table *of = &ledger->tables[table], *links = ledger_links(ledger, table);
	struct state_id parent = ledger_id(owner_id, SV(""));

	known &= !of->lost.table;
	of->list_known = known;
	if (!known)
		ledger_note_unknown(of, owner_id);
	ledger->list_open = ledger->state && links && owner_id.n;
	if (!ledger->list_open)
		return RC_OK;
	ledger_see_owner(of, &parent);
	return state_list_begin(ledger->state, links->handle, &parent);
}

enum rc ledger_listed(struct ledger *ledger, unsigned table, struct sv owner_id, struct sv thing_id)
{
	const struct ledger_table *of = &ledger->tables[table], *links = ledger_links(ledger, table);
	struct state_key key = ledger_record_key(owner_id);
	struct state_known known;
	char tag[KEY_SIZE] = "";

	if (!ledger->state || !links || !links->tracked)
		return RC_OK;
	if (of->plan->table->each.kind == EACH_TAG)
		digest_key(of->plan->thing_prefix, thing_id, tag);
	key.child = ledger_id(thing_id, sv_of(tag));
	return state_compare(ledger->state, links->handle, &key, NULL, &known);
}

enum rc ledger_list_end(struct ledger *ledger, unsigned table)
{
	struct ledger_table *links = ledger_links(ledger, table);
	struct idset *things = NULL;
	uint64_t carried = 0;

	if (!ledger->list_open)
		return RC_OK;
	if (links->sibling >= 0)
		things = &ledger->tables[links->sibling].only_listed;
	TRY(state_list_end(ledger->state, ledger->tables[table].list_known, things, &carried));
	links->carried += carried;
	return RC_OK;
}

void ledger_not_included(struct ledger *ledger, unsigned table, struct sv thing_id)
{
	idset_add(&ledger->tables[table].only_listed, idset_of(thing_id));
}
