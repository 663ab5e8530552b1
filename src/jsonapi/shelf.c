#include "jsonapi/shelf.h"

#include "base/idset.h"
#include "base/mem.h"
#include "jsonapi/pack.h"

enum { FIRST_ENTRIES = 64, FIRST_TABLE = 256 };

static void shelf_list_release(struct shelf_list *list)
{
	spool_clear(&list->spool);
	mem_free(list->entries);
}

void shelf_init(struct shelf *shelf, const char *directory, struct spool_budget *budget)
{
	*shelf = (struct shelf){0};
	spool_init(&shelf->included.spool, directory, budget);
	spool_init(&shelf->waiting.spool, directory, budget);
}

void shelf_clear(struct shelf *shelf)
{
	spool_clear(&shelf->included.spool);
	spool_clear(&shelf->waiting.spool);
	shelf->included.count = shelf->waiting.count = 0;
	if (shelf->table)
		memset(shelf->table, 0, shelf->table_size * sizeof(*shelf->table));
}

void shelf_release(struct shelf *shelf)
{
	shelf_list_release(&shelf->included);
	shelf_list_release(&shelf->waiting);
	mem_free(shelf->table);
	buf_release(&shelf->packed);
	buf_release(&shelf->known.scratch);
	arena_release(&shelf->known_arena);
}

static uint64_t shelf_hash_of(struct shelf *shelf, struct sv type, struct sv id)
{
	buf_clear(&shelf->packed);
	buf_addsv(&shelf->packed, type);
	buf_addc(&shelf->packed, ':');
	buf_addsv(&shelf->packed, id);
	return idset_of(buf_sv(&shelf->packed));
}

static enum rc shelf_list_add(struct shelf_list *list, struct sv packed, uint64_t hash)
{
	struct shelf_entry *entry;

	if (list->count == SHELF_ENTRIES_MAX)
		return rc_fail(RC_FORMAT, "a page with more than %zu resources", SHELF_ENTRIES_MAX);
	if (list->count == list->cap) {
		list->cap = list->cap ? list->cap * 2 : FIRST_ENTRIES;
		list->entries = mem_resize(list->entries, list->cap * sizeof(*list->entries));
	}
	entry = &list->entries[list->count];
	*entry = (struct shelf_entry){.hash = hash, .size = (uint32_t)packed.n};
	TRY(spool_append(&list->spool, packed, &entry->where));
	list->count++;
	return RC_OK;
}

static void shelf_table_put(struct shelf *shelf, size_t index)
{
	size_t mask = shelf->table_size - 1, at = shelf->included.entries[index].hash & mask;

	while (shelf->table[at])
		at = (at + 1) & mask;
	shelf->table[at] = (uint32_t)index + 1;
}

static void shelf_table_grow(struct shelf *shelf)
{
	if (shelf->included.count * 2 < shelf->table_size)
		return;
	mem_free(shelf->table);
	shelf->table_size = shelf->table_size ? shelf->table_size * 2 : FIRST_TABLE;
	shelf->table = mem_zero(shelf->table_size, sizeof(*shelf->table));
	for (size_t i = 0; i < shelf->included.count; i++)
		shelf_table_put(shelf, i);
}

enum rc shelf_read(struct shelf_list *list, size_t index, struct shelf_reader *reader)
{
	const struct shelf_entry *entry = &list->entries[index];
	struct sv packed;

	TRY(spool_read(&list->spool, entry->where, entry->size, &reader->scratch, &packed));
	pack_read(packed, reader->arena, &reader->resource);
	return RC_OK;
}

enum rc shelf_find(struct shelf *shelf, const struct identifier *identifier, struct shelf_reader *reader,
		   ptrdiff_t *index)
{
	uint64_t hash = shelf_hash_of(shelf, identifier->type, identifier->id);
	size_t mask = shelf->table_size - 1;

	*index = -1;
	if (!shelf->table)
		return RC_OK;
	for (size_t at = hash & mask; shelf->table[at]; at = (at + 1) & mask) {
		size_t found = shelf->table[at] - 1;

		if (shelf->included.entries[found].hash != hash)
			continue;
		TRY(shelf_read(&shelf->included, found, reader));
		if (sv_same(reader->resource.type, identifier->type) && sv_same(reader->resource.id, identifier->id)) {
			*index = (ptrdiff_t)found;
			return RC_OK;
		}
	}
	return RC_OK;
}

enum rc shelf_include(struct shelf *shelf, const struct resource *resource)
{
	const struct identifier identifier = {resource->type, resource->id};
	ptrdiff_t index;
	uint64_t hash;

	arena_clear(&shelf->known_arena);
	shelf->known.arena = &shelf->known_arena;
	TRY(shelf_find(shelf, &identifier, &shelf->known, &index));
	if (index >= 0)
		return RC_OK;
	shelf_table_grow(shelf);
	hash = shelf_hash_of(shelf, resource->type, resource->id); /* again: shelf_find() used the same buffer */
	buf_clear(&shelf->packed);
	pack_write(&shelf->packed, resource);
	TRY(shelf_list_add(&shelf->included, buf_sv(&shelf->packed), hash));
	shelf_table_put(shelf, shelf->included.count - 1);
	return RC_OK;
}

enum rc shelf_wait(struct shelf *shelf, const struct resource *resource)
{
	buf_clear(&shelf->packed);
	pack_write(&shelf->packed, resource);
	return shelf_list_add(&shelf->waiting, buf_sv(&shelf->packed), 0);
}
