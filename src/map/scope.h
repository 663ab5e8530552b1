/*
 * What the evaluation of one row can see. Private to map/: the modules that evaluate pass it on.
 * Lifetime: everything made during an evaluation is in `arena`, until the next record.
 */
#ifndef MAP_SCOPE_H
#define MAP_SCOPE_H

#include "jsonapi/shelf.h"
#include "map/plan.h"
#include "map/value.h"
#include "map/warnings.h"

/*
 * Ceilings: the bytes of a value composed of several included resources or of many options, the bytes of a whole row, the
 * distinct tags of a record and the items of a list. Each resource is bounded below them, but a record may link to many, and
 * a tag of a few bytes becomes a row. More is RC_FORMAT.
 */
#define COMPOSED_MAX ((size_t)24 << 20)
#define ROW_MAX ((size_t)48 << 20)
#define TAGS_MAX ((size_t)100000)
#define ITEMS_MAX ((size_t)100000)

/* A resource that the record links to. */
struct linked {
	struct identifier identifier;
	ptrdiff_t included; /* index on the shelf, -1 = it was not included */
	int64_t created_ms;
	bool created_known;
};

/* The resources of one relationship: each once, in linkage order, and (if requested) oldest first. */
struct links {
	bool loaded;
	bool missing_reported; /* the warnings say that one of them was not included */
	size_t count;
	struct linked *list;
	struct linked *oldest; /* the included ones */
	size_t oldest_count;
};

/* A thing that a record lists, and that a row is about. */
struct item {
	struct sv id;               /* the remote id of the thing: of a resource, or CONTEXT:NAME of a tag */
	struct sv name;             /* EACH_TAG, EACH_ENDING */
	struct sv roles;            /* EACH_ROLE: JSON */
	ptrdiff_t included;         /* EACH_TO_MANY: index on the shelf, -1 = it was not included */
	size_t place;               /* among those of its owner, from 0 */
	struct value value;         /* EACH_TEXT_ITEM, EACH_ENDING */
	const struct value *values; /* EACH_ITEM, EACH_TAG_ITEM: its members, by their slots in table->items */
	bool placed;                /* EACH_TO_MANY, sorted: it has a position */
	char position[48];
};

/* Which of the resources of one relationship of the record lists which thing, by the number of the thing. */
struct lister {
	uint64_t thing;
	struct sv id;
	size_t place;
};

struct listers {
	const struct op *op; /* for which it was made, and so for this record; NULL: not made yet */
	struct lister *list;
	size_t count;
};

struct scope {
	const struct plan *plan;
	struct shelf *shelf;
	struct arena *arena;
	struct shelf_reader found;  /* the last included resource looked up */
	struct shelf_reader thing;  /* the one that the row is about */
	struct shelf_reader lister; /* the one that lists it */
	struct links links[NAMES_MAX];
	struct listers listers;
	struct sv changed_at;

	const struct resource *record;
	const struct resource *owner; /* what lists the thing: the record, or what it links to */
	const struct resource *own;   /* what the row is about: record, thing, or NULL if it is an item */
	const struct value *values;   /* its attributes, or the members of the item */
	const struct table_plan *table;
	struct warnings *warnings;   /* of the table */
	const struct column *column; /* of the table: the one being evaluated, or the one around it */
	const struct item *item;     /* NULL: the row is about the record */
	const struct resource *each; /* the included resource of the item, or NULL */
	/* The object whose members were read last (map/members.h). */
	const char *object;
	const struct value *members;
};

static inline void scope_warn(struct scope *scope, const char *of, const char *what)
{
	warnings_add(scope->warnings, of, what);
}

#endif
