#include "map/links.h"

#include <stdlib.h>

#include "base/idset.h"
#include "base/timestamp.h"

uint64_t links_number(struct sv type, struct sv id)
{
	AUTO_BUF text = {0};

	buf_addsv(&text, type);
	buf_addc(&text, ':');
	buf_addsv(&text, id);
	return idset_of(buf_sv(&text));
}

/* Of the id alone for the type of the first link, so that ids of digits stay numbers. */
static uint64_t links_number_of(const struct relationship *relationship, const struct identifier *identifier)
{
	if (sv_same(identifier->type, relationship->ids[0].type))
		return idset_of(identifier->id);
	return links_number(identifier->type, identifier->id);
}

/* Copies the linkage, each resource once. */
static void links_collect(struct scope *scope, const struct relationship *relationship, struct links *links)
{
	struct idset seen = {0};

	links->list = arena_take(scope->arena, relationship->count * sizeof(*links->list));
	for (size_t i = 0; i < relationship->count; i++) {
		const struct identifier *identifier = &relationship->ids[i];

		/* One link, the usual case, needs no set. */
		if (relationship->count == 1 || idset_add(&seen, links_number_of(relationship, identifier)))
			links->list[links->count++] = (struct linked){.identifier = *identifier, .included = -1};
	}
	idset_release(&seen);
}

enum rc links_of(struct scope *scope, const struct relationship *relationship, const struct type_names *to,
		 struct links *links)
{
	*links = (struct links){.loaded = true};
	links_collect(scope, relationship, links);
	for (size_t i = 0; i < links->count && to; i++) {
		struct linked *linked = &links->list[i];

		/* The slots of another type would be those of other names. */
		if (sv_is(linked->identifier.type, to->type))
			TRY(shelf_find(scope->shelf, &linked->identifier, &scope->found, &linked->included));
		if (linked->included >= 0)
			scope->shelf->included.entries[linked->included].linked = true;
	}
	return RC_OK;
}

enum rc links_load(struct scope *scope, int relationship, struct links **out)
{
	struct links *links = &scope->links[relationship];

	*out = links;
	if (links->loaded)
		return RC_OK;
	return links_of(scope, &scope->record->relationships[relationship], scope->plan->linked[relationship], links);
}

static int links_compare_age(const void *a, const void *b)
{
	const struct linked *x = a, *y = b;

	if (x->created_known != y->created_known)
		return x->created_known ? -1 : 1;
	if (x->created_known && x->created_ms != y->created_ms)
		return x->created_ms < y->created_ms ? -1 : 1;
	return id_compare(x->identifier.id, y->identifier.id);
}

enum rc links_oldest(struct scope *scope, int relationship, int created_at, struct links **out)
{
	struct links *links;
	size_t kept = 0;

	TRY(links_load(scope, relationship, out));
	links = *out;
	if (links->oldest)
		return RC_OK;
	links->oldest = arena_take(scope->arena, links->count * sizeof(*links->oldest));
	for (size_t i = 0; i < links->count; i++) {
		struct linked *linked = &links->oldest[kept];
		const struct value *created;

		*linked = links->list[i];
		if (linked->included < 0)
			continue;
		TRY(shelf_read(&scope->shelf->included, (size_t)linked->included, &scope->found));
		created = &scope->found.resource.attributes[created_at];
		linked->created_known =
			created->kind == VALUE_STRING && timestamp_read(created->text, &linked->created_ms);
		kept++;
	}
	links->oldest_count = kept;
	qsort(links->oldest, kept, sizeof(*links->oldest), links_compare_age);
	return RC_OK;
}

enum rc links_to_one(struct scope *scope, int relationship, bool *found)
{
	struct links *links;

	TRY(links_load(scope, relationship, &links));
	links_report_missing(scope, links);
	*found = links->count && links->list[0].included >= 0;
	if (*found)
		TRY(shelf_read(&scope->shelf->included, (size_t)links->list[0].included, &scope->found));
	return RC_OK;
}

void links_report_missing(struct scope *scope, struct links *links)
{
	for (size_t i = 0; i < links->count && !links->missing_reported; i++)
		if (links->list[i].included < 0)
			scope_warn(scope, scope->table->table->name, "not_included");
	links->missing_reported = true;
}

void links_forget(struct scope *scope)
{
	for (unsigned slot = 0; slot < scope->plan->types[0].relationships.count; slot++)
		scope->links[slot].loaded = false;
	scope->listers.op = NULL;
}
