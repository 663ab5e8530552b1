#include "map/mapper.h"

#include "base/digest.h"
#include "base/idset.h"
#include "base/mem.h"
#include "map/evaluate.h"
#include "map/hashed.h"
#include "map/links.h"

struct mapper {
	struct mapper_config config;
	struct shelf shelf;
	struct arena arena; /* until the next record */
	struct scope scope;
	struct shelf_reader waiting;
	struct arena waiting_arena;
	struct idset once[MAP_TABLES_MAX]; /* things whose own row, or whose list, was passed on */
	struct warnings warnings[MAP_TABLES_MAX];
	const bool *included_first;
};

struct mapper *mapper_new(const struct mapper_config *config)
{
	struct mapper *m = mem_zero(1, sizeof(*m));

	m->config = *config;
	shelf_init(&m->shelf, config->spool_directory, config->spool_budget);
	m->waiting.arena = &m->waiting_arena;
	m->scope.plan = config->plan;
	m->scope.shelf = &m->shelf;
	m->scope.arena = m->scope.found.arena = m->scope.thing.arena = m->scope.lister.arena = &m->arena;
	m->scope.changed_at = config->changed_at;
	return m;
}

void mapper_free(struct mapper *m)
{
	if (!m)
		return;
	shelf_release(&m->shelf);
	arena_release(&m->arena);
	arena_release(&m->waiting_arena);
	buf_release(&m->scope.found.scratch);
	buf_release(&m->scope.thing.scratch);
	buf_release(&m->scope.lister.scratch);
	buf_release(&m->waiting.scratch);
	for (unsigned i = 0; i < MAP_TABLES_MAX; i++)
		idset_release(&m->once[i]);
	mem_free(m);
}

static struct sv mapper_thing_id(const struct mapper *m)
{
	return m->scope.item ? m->scope.item->id : (struct sv){"", 0};
}

/* The derived id of a tag; usually a column has it already. */
static struct sv mapper_thing_key(struct mapper *m, const struct table_plan *plan, const struct cell *cells)
{
	char key[KEY_SIZE];

	if (plan->table->each.kind != EACH_TAG)
		return (struct sv){"", 0};
	if (plan->thing_column >= 0)
		return cells[plan->thing_column].text;
	digest_key(plan->thing_prefix, m->scope.item->id, key);
	return arena_copy(&m->arena, (struct sv){key, KEY_LENGTH});
}

static enum rc mapper_hash(struct mapper *m, const struct table_plan *plan, unsigned column, struct cell *cell)
{
	enum rc rc = hashed_cell(m->config.tokens, &m->arena, cell);

	return rc == RC_OK ? rc : rc_context(rc, "%s.%s", plan->table->name, plan->names[column]);
}

static enum rc mapper_pass_row(struct mapper *m, unsigned table)
{
	const struct table_plan *plan = &m->config.plan->tables[table];
	struct cell cells[ROW_COLUMNS_MAX];
	size_t bytes = 0;

	m->scope.object = NULL;
	for (unsigned i = 0; i < plan->count; i++) {
		m->scope.column = plan->columns[i].column;
		TRY(evaluate_cell(&m->scope, &plan->columns[i], &cells[i]));
		if (plan->columns[i].hashed)
			TRY(mapper_hash(m, plan, i, &cells[i]));
		bytes += cells[i].text.n;
	}
	if (bytes > ROW_MAX)
		return rc_fail(RC_FORMAT, "a row of table %s longer than %zu bytes", plan->table->name, ROW_MAX);
	return m->config.row(m->config.context, &(struct map_row){.table = table,
								  .cells = cells,
								  .record_id = m->scope.record->id,
								  .owner_id = m->scope.owner->id,
								  .thing_id = mapper_thing_id(m),
								  .thing_key = mapper_thing_key(m, plan, cells)});
}

/* What a row of a native table is about. Unified tables read the record by words that do not begin with EACH_. */
static void mapper_own(struct mapper *m, const struct resource *own, const struct value *values)
{
	if (m->scope.table->table->model == MODEL_UNIFIED)
		own = m->scope.record;
	m->scope.own = own;
	m->scope.values = own ? own->attributes : values;
}

/* The row about one thing. A thing with a row of its own must have been included, and has that row once. */
static enum rc mapper_pass_item(struct mapper *m, unsigned table, const struct item *item)
{
	const struct table_plan *plan = &m->config.plan->tables[table];

	m->scope.item = item;
	m->scope.each = NULL;
	if (plan->needs_thing && item->included < 0) {
		scope_warn(&m->scope, plan->table->name, "not_included");
		return m->config.not_included ? m->config.not_included(m->config.context, table, item->id) : RC_OK;
	}
	if (plan->table->identity == OF_EACH && !idset_add(&m->once[table], idset_of(item->id)))
		return RC_OK;
	if (item->included >= 0) {
		TRY(shelf_read(&m->shelf.included, (size_t)item->included, &m->scope.thing));
		m->scope.each = &m->scope.thing.resource;
	}
	mapper_own(m, m->scope.each, item->values);
	return mapper_pass_row(m, table);
}

static void mapper_turn_to(struct mapper *m, unsigned table)
{
	m->scope.table = &m->config.plan->tables[table];
	m->scope.warnings = &m->warnings[table];
	m->scope.owner = m->scope.record;
	m->scope.item = NULL;
	m->scope.each = NULL;
	mapper_own(m, m->scope.record, NULL);
}

static enum rc mapper_begin_list(struct mapper *m, unsigned table, struct sv owner_id, bool known)
{
	if (!m->config.list_begin)
		return RC_OK;
	return m->config.list_begin(m->config.context, table, owner_id, known);
}

static enum rc mapper_end_list(struct mapper *m, unsigned table)
{
	return m->config.list_end ? m->config.list_end(m->config.context, table) : RC_OK;
}

/* The things of one owner. */
static enum rc mapper_pass_list(struct mapper *m, unsigned table)
{
	const struct mapper_config *config = &m->config;
	const struct each_word *each = &each_table[m->scope.table->table->each.kind];
	struct sv owner_id = m->scope.owner->id;
	struct item *items;
	size_t count;

	TRY(each->items(&m->scope, &items, &count));
	TRY(mapper_begin_list(m, table, owner_id, each->known(&m->scope)));
	for (size_t i = 0; i < count; i++) {
		if (config->listed)
			TRY(config->listed(config->context, table, owner_id, items[i].id));
		TRY(mapper_pass_item(m, table, &items[i]));
	}
	return mapper_end_list(m, table);
}

/* An owner of which nothing is known lists nothing that is known. */
static enum rc mapper_pass_unknown_list(struct mapper *m, unsigned table, struct sv owner_id)
{
	TRY(mapper_begin_list(m, table, owner_id, false));
	return mapper_end_list(m, table);
}

/* Records may share what they link to. Its links and items have one row each all the same. */
static bool mapper_is_new_owner(struct mapper *m, unsigned table, const struct linked *owner)
{
	uint64_t number = idset_of(owner->identifier.id);

	if (m->scope.table->table->identity != OF_BOTH)
		return true;
	return owner->included < 0 ? !idset_has(&m->once[table], number) : idset_add(&m->once[table], number);
}

/* The lists of what the record links to. */
static enum rc mapper_pass_owners(struct mapper *m, unsigned table)
{
	struct scope *scope = &m->scope;
	const struct resource *record = scope->record;
	int relationship = scope->table->steps[0].relationship;
	struct links *links;

	if (record->relationships[relationship].linkage == LINKAGE_ABSENT)
		return mapper_pass_unknown_list(m, table, (struct sv){"", 0});
	TRY(links_load(scope, relationship, &links));
	for (size_t i = 0; i < links->count; i++) {
		const struct linked *owner = &links->list[i];

		if (!mapper_is_new_owner(m, table, owner))
			continue;
		if (owner->included < 0) {
			TRY(mapper_pass_unknown_list(m, table, owner->identifier.id));
			continue;
		}
		TRY(shelf_read(&m->shelf.included, (size_t)owner->included, &scope->lister));
		scope->owner = &scope->lister.resource;
		TRY(mapper_pass_list(m, table));
	}
	scope->owner = record;
	return RC_OK;
}

static enum rc mapper_pass_table(struct mapper *m, unsigned table)
{
	mapper_turn_to(m, table);
	if (m->scope.table->table->each.kind == EACH_RECORD)
		return mapper_pass_row(m, table);
	return m->scope.table->owner_steps ? mapper_pass_owners(m, table) : mapper_pass_list(m, table);
}

static enum rc mapper_pass_rows(struct mapper *m, const struct resource *record)
{
	arena_clear(&m->arena);
	links_forget(&m->scope);
	m->scope.record = record;
	if (m->config.record)
		TRY(m->config.record(m->config.context, record->id));
	for (unsigned i = 0; i < m->config.plan->count; i++)
		if (m->config.plan->tables[i].wanted)
			TRY(mapper_pass_table(m, i));
	return RC_OK;
}

void mapper_begin(struct mapper *m, const bool *included_first)
{
	shelf_clear(&m->shelf);
	m->included_first = included_first;
}

enum rc mapper_record(struct mapper *m, const struct resource *resource, bool *waits)
{
	const struct plan *plan = m->config.plan;

	*waits = plan->needs_included && !*m->included_first;
	if (!*waits)
		return mapper_pass_rows(m, resource);
	return shelf_wait(&m->shelf, resource);
}

static bool mapper_lists_type(const struct table_plan *table, struct sv type)
{
	return table->wanted && table->included_type && sv_is(type, table->included_type);
}

/* The ids of unified tables are made of those of the things. */
static enum rc mapper_check_id(const struct plan *plan, const struct resource *resource)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->tables[i].table->model == MODEL_UNIFIED &&
		    mapper_lists_type(&plan->tables[i], resource->type) && !sv_digits(resource->id))
			return rc_fail(RC_FORMAT,
				       "an included resource for table %s has an id that is not made of digits",
				       plan->tables[i].table->name);
	return RC_OK;
}

enum rc mapper_included(struct mapper *m, const struct resource *resource)
{
	if (!m->config.plan->needs_included)
		return RC_OK;
	TRY(mapper_check_id(m->config.plan, resource));
	return shelf_include(&m->shelf, resource);
}

static enum rc mapper_release_waiting(struct mapper *m)
{
	for (size_t i = 0; i < m->shelf.waiting.count; i++) {
		arena_clear(&m->waiting_arena);
		TRY(shelf_read(&m->shelf.waiting, i, &m->waiting));
		TRY(mapper_pass_rows(m, &m->waiting.resource));
	}
	return RC_OK;
}

/* In native tables a thing that nobody lists is gone, or never had an owner: it has no row. */
static enum rc mapper_pass_unlinked_item(struct mapper *m, unsigned table, const struct item *item)
{
	mapper_turn_to(m, table);
	if (m->scope.table->table->model == MODEL_UNIFIED)
		return mapper_pass_item(m, table, item);
	if (!idset_has(&m->once[table], idset_of(item->id)))
		scope_warn(&m->scope, m->scope.table->table->name, "no_owner");
	return RC_OK;
}

/* The included things that have rows of their own but that no record of the page links to. */
static enum rc mapper_pass_unlinked(struct mapper *m)
{
	static const struct resource no_record;
	const struct plan *plan = m->config.plan;

	links_forget(&m->scope);
	m->scope.record = &no_record;
	for (size_t i = 0; i < m->shelf.included.count; i++) {
		struct item item = {.included = (ptrdiff_t)i};
		struct sv type;

		if (m->shelf.included.entries[i].linked)
			continue;
		arena_clear(&m->arena);
		TRY(shelf_read(&m->shelf.included, i, &m->scope.found));
		type = arena_copy(&m->arena, m->scope.found.resource.type);
		item.id = arena_copy(&m->arena, m->scope.found.resource.id);
		for (unsigned table = 0; table < plan->count; table++)
			if (mapper_lists_type(&plan->tables[table], type))
				TRY(mapper_pass_unlinked_item(m, table, &item));
	}
	return RC_OK;
}

static bool mapper_lists_included(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->tables[i].wanted && plan->tables[i].included_type)
			return true;
	return false;
}

enum rc mapper_end(struct mapper *m, bool whole)
{
	enum rc rc = RC_OK;

	if (whole)
		rc = mapper_release_waiting(m);
	if (rc == RC_OK && whole && mapper_lists_included(m->config.plan))
		rc = mapper_pass_unlinked(m);
	shelf_clear(&m->shelf);
	return rc;
}

const struct warnings *mapper_warnings(const struct mapper *m, unsigned table)
{
	return &m->warnings[table];
}
