/*
 * The source LISTED_BY: which of the resources that the record links to lists the thing of the row. A record may link to
 * many of either, so the answers for all things are worked out once.
 */
#include "map/sources.h"

#include <stdlib.h>

#include "map/links.h"

static int lister_compare(const void *a, const void *b)
{
	const struct lister *x = a, *y = b;

	if (x->thing != y->thing)
		return x->thing < y->thing ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* What one of the resources lists. */
static enum rc lister_add(struct scope *scope, const struct op *op, const struct linked *linked, struct buf *all)
{
	const struct relationship *listed;
	size_t count = all->n / sizeof(struct lister);

	TRY(shelf_read(&scope->shelf->included, (size_t)linked->included, &scope->found));
	listed = &scope->found.resource.relationships[op->member];
	for (size_t i = 0; i < listed->count; i++) {
		struct lister lister = {links_number(listed->ids[i].type, listed->ids[i].id), linked->identifier.id,
					count + i};

		buf_add(all, &lister, sizeof(lister));
	}
	if (all->n / sizeof(struct lister) > LINKAGE_MAX)
		return rc_fail(RC_FORMAT, "a record whose %s list more than %zu resources", op->source->relationship,
			       LINKAGE_MAX);
	return RC_OK;
}

static enum rc lister_load(struct scope *scope, const struct op *op)
{
	struct listers *listers = &scope->listers;
	struct links *links;
	AUTO_BUF all = {0};

	TRY(links_load(scope, op->relationship, &links));
	for (size_t i = 0; i < links->count; i++)
		if (links->list[i].included >= 0)
			TRY(lister_add(scope, op, &links->list[i], &all));
	*listers = (struct listers){op, arena_take(scope->arena, all.n), all.n / sizeof(struct lister)};
	if (all.n)
		memcpy(listers->list, all.p, all.n);
	qsort(listers->list, listers->count, sizeof(*listers->list), lister_compare);
	return RC_OK;
}

/* The first one that lists it. */
static const struct lister *lister_find(const struct listers *listers, uint64_t thing)
{
	size_t from = 0, to = listers->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (listers->list[middle].thing < thing)
			from = middle + 1;
		else
			to = middle;
	}
	return from < listers->count && listers->list[from].thing == thing ? &listers->list[from] : NULL;
}

enum rc lister_id(struct scope *scope, const struct op *op, struct value *out)
{
	const struct lister *found;

	*out = value_null();
	if (!scope->own)
		return RC_OK;
	if (scope->listers.op != op)
		TRY(lister_load(scope, op));
	found = lister_find(&scope->listers, links_number(scope->own->type, scope->own->id));
	if (found)
		*out = value_of_text(found->id);
	return RC_OK;
}
