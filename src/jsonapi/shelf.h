/*
 * What is kept of a page until it ends: its included resources, found by type and id, and the records that wait for them, in
 * order. The bytes are in spools (base/spool.h); memory holds an index entry for each.
 * Lifecycle: shelf_init(), any number of shelf_include(), shelf_wait() and lookups, shelf_clear() after each page,
 * shelf_release(). Limit: SHELF_ENTRIES_MAX resources of either kind on a page, else RC_FORMAT.
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
	bool linked; /* somebody who looked it up has a link to it */
};

struct shelf_list {
	struct shelf_entry *entries;
	size_t count, cap;
	struct spool spool;
};

/* Holds a rebuilt resource. `arena` is borrowed; the owner releases `scratch`. */
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
	struct shelf_reader known; /* to check for duplicates */
	struct arena known_arena;
};

void shelf_init(struct shelf *shelf, const char *directory, struct spool_budget *budget);
void shelf_clear(struct shelf *shelf);
void shelf_release(struct shelf *shelf);

/* Keep a resource. If an included resource comes twice, the first is kept. */
enum rc shelf_include(struct shelf *shelf, const struct resource *resource) MUST_USE;
enum rc shelf_wait(struct shelf *shelf, const struct resource *resource) MUST_USE;

/*
 * Rebuilds the included resource of that identifier in reader->resource; *index is its index, -1 = it was not included.
 * Its slices live until the next read with the same scratch, its lists as long as the arena.
 */
enum rc shelf_find(struct shelf *shelf, const struct identifier *identifier, struct shelf_reader *reader,
		   ptrdiff_t *index) MUST_USE;

/* Rebuilds the resource at that index. */
enum rc shelf_read(struct shelf_list *list, size_t index, struct shelf_reader *reader) MUST_USE;

#endif
