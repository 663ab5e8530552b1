/*
 * What a page keeps until it ends: its included resources, found by type and id, and the records that wait for them,
 * in order. Bytes lie in spools (base/spool.h); only an index entry each stays in memory.
 * Ceilings: SHELF_ENTRIES_MAX included resources a page, RC_FORMAT past it.
 */
#ifndef JSONAPI_SHELF_H
#define JSONAPI_SHELF_H

#include "base/arena.h"
#include "base/spool.h"
#include "jsonapi/resource.h"

#define SHELF_ENTRIES_MAX ((size_t)1 << 20)

struct shelf_entry {
	uint64_t where;
	uint64_t hash;
	uint32_t size;
};

struct shelf_list {
	struct shelf_entry *entries;
	size_t count, cap;
	struct spool spool;
};

/* Where a rebuilt resource lives. `arena` is borrowed; release `scratch` in the end. */
struct shelf_reader {
	struct arena *arena;
	struct buf scratch;
	struct resource resource;
};

struct shelf {
	struct shelf_list included, waiting;
	uint32_t *table; /* index + 1 into included, by hash */
	size_t table_size;
	struct buf packed;
	struct shelf_reader known; /* for looking whether something is there already */
	struct arena known_arena;
};

void shelf_init(struct shelf *shelf, const char *directory, struct spool_budget *budget);
void shelf_clear(struct shelf *shelf);
void shelf_release(struct shelf *shelf);

/* Keeps a resource with the slots in the masks. Of an included resource met again the first is found. */
enum rc shelf_include(struct shelf *shelf, const struct resource *resource, uint64_t attributes,
		      uint64_t relationships) MUST_USE;
enum rc shelf_wait(struct shelf *shelf, const struct resource *resource, uint64_t attributes,
		   uint64_t relationships) MUST_USE;

/*
 * The included resource of that identifier, rebuilt into reader->resource; *index says where it stands, -1 = it was not included.
 * Its slices live until the next read with the same scratch, its lists in the arena.
 */
enum rc shelf_find(struct shelf *shelf, const struct identifier *identifier, struct shelf_reader *reader,
		   ptrdiff_t *index) MUST_USE;

/* The entry at that index. */
enum rc shelf_read(struct shelf_list *list, size_t index, struct shelf_reader *reader) MUST_USE;

#endif
