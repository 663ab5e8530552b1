/*
 * What the evaluation of a row can see: private to map/.
 * Lifetimes: everything made here lives in `arena`, until the next record.
 */
#ifndef MAP_SCOPE_H
#define MAP_SCOPE_H

#include "map/plan.h"
#include "jsonapi/shelf.h"
#include "map/value.h"
#include "map/warnings.h"
#include "row/cell.h"

/*
 * Ceilings: a value composed of several included resources or of many options, and a row as a whole, in bytes; distinct
 * tags of a record. Each resource is bounded below them, but a record may link to many, and a tag of a few bytes becomes a
 * row. Past one it is RC_FORMAT.
 */
#define COMPOSED_MAX ((size_t)24 << 20)
#define ROW_MAX ((size_t)48 << 20)
#define TAGS_MAX ((size_t)100000)

/* A resource that the record links to. */
struct linked {
	struct identifier identifier;
	ptrdiff_t included; /* index on the shelf, -1 = it was not included */
	int64_t created_ms;
	bool created_known;
};

/* Those of one relationship: each once, in linkage order, and (where asked for) oldest first. */
struct links {
	bool loaded, told; /* told: that something was not included stands in the warnings */
	size_t count;
	struct linked *list;
	struct linked *oldest; /* those that were included */
	size_t oldest_count;
};

/* A thing that a record lists, and a row is about. */
struct item {
	struct sv id;       /* the remote id of the thing: of a resource, or CONTEXT:NAME of a tag */
	struct sv name;     /* EACH_TAG */
	struct sv roles;    /* EACH_ROLE: JSON */
	ptrdiff_t included; /* EACH_TO_MANY: index on the shelf, -1 = it was not included */
	bool placed;        /* EACH_TO_MANY sorted: it has a position */
	char position[48];
};

struct scope {
	const struct plan *plan;
	struct shelf *shelf;
	struct arena *arena;
	struct shelf_reader found; /* the last included resource looked up */
	struct shelf_reader thing; /* the one that the row is about */
	struct links links[NAMES_MAX];
	struct sv changed_at;

	const struct resource *record;
	const struct table_plan *table;
	struct warnings *warnings;   /* of the table */
	const char *column;          /* name of the column, for warnings */
	const struct item *item;     /* NULL: the row is about the record */
	const struct resource *each; /* the included resource of the item, or NULL */
	size_t index;
};

static inline void scope_warn(struct scope *scope, const char *of, const char *what)
{
	warnings_add(scope->warnings, of, what);
}

/* The resources linked by a relationship of the record. */
enum rc links_load(struct scope *scope, int relationship, struct links **out) MUST_USE;

/* The same oldest first by created_at (its slot), unreadable ones last, then by id; only those that were included. */
enum rc links_oldest(struct scope *scope, int relationship, int created_at, struct links **out) MUST_USE;

/* Counts, once a record, that some of them were not included. */
void links_tell_missing(struct scope *scope, struct links *links);

void links_forget(struct scope *scope); /* before the next record */

/* The things of the record that the scope's table is about. */
enum rc each_items(struct scope *scope, struct item **items, size_t *count) MUST_USE;
bool each_known(const struct scope *scope); /* did the service say what the record lists? */
enum rc each_tags(struct scope *scope, const struct value *value, struct item **items, size_t *count) MUST_USE;

/* The value of a source (evaluate.c), the cell it becomes (convert.c). */
enum rc evaluate_source(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc evaluate_cell(struct scope *scope, const struct op *op, struct cell *out) MUST_USE;
void convert_value(struct scope *scope, const struct op *op, const struct value *value, struct cell *out);

/* Sources that compose JSON (compose.c, custom.c) or look at several included resources (related.c). */
enum rc compose_object(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc compose_list(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc compose_raw(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc compose_format(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc custom_keyed(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc custom_integration(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_attribute(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_id(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_when_linked(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_oldest(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_country(struct scope *scope, const struct op *op, struct value *out) MUST_USE;
enum rc related_profiles(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

#endif
