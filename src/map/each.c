#include "map/word.h"

#include <stdlib.h>

#include "base/decimal.h"
#include "map/items.h"
#include "map/links.h"
#include "map/tags.h"

static int each_compare_positions(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = 0;

	if (x->placed != y->placed)
		return x->placed ? -1 : 1;
	if (x->placed)
		order = decimal_compare(x->position, y->position);
	return order ? order : id_compare(x->id, y->id);
}

static enum rc each_read_position(struct scope *scope, struct item *item)
{
	const struct value *value;

	if (item->included < 0)
		return RC_OK;
	TRY(shelf_read(&scope->shelf->included, (size_t)item->included, &scope->found));
	value = &scope->found.resource.attributes[scope->table->by];
	item->placed = value_set(value) && decimal_plain(value_text(value), item->position);
	return RC_OK;
}

/* The relationship that the things come from. */
static const struct relationship *each_relationship(const struct scope *scope)
{
	const struct table_plan *table = scope->table;

	return &scope->owner->relationships[table->steps[table->owner_steps].relationship];
}

static enum rc each_links(struct scope *scope, struct links *own, struct links **links)
{
	const struct plan_step *step = &scope->table->steps[scope->table->owner_steps];

	if (scope->table->owner_steps == 0)
		return links_load(scope, step->relationship, links);
	*links = own;
	return links_of(scope, each_relationship(scope), step->to, own);
}

static enum rc each_to_many(struct scope *scope, struct item **items, size_t *count)
{
	struct links *links, own;

	TRY(each_links(scope, &own, &links));
	*items = arena_take(scope->arena, links->count * sizeof(**items));
	*count = links->count;
	for (size_t i = 0; i < links->count; i++) {
		struct item *item = &(*items)[i];

		*item = (struct item){.id = links->list[i].identifier.id, .included = links->list[i].included};
		if (scope->table->by >= 0)
			TRY(each_read_position(scope, item));
	}
	if (scope->table->by >= 0)
		qsort(*items, *count, sizeof(**items), each_compare_positions);
	for (size_t i = 0; i < *count; i++)
		(*items)[i].place = i;
	return RC_OK;
}

/* Adds one more role to the JSON array `roles`. */
static struct sv each_add_role(struct scope *scope, struct sv roles, const char *role)
{
	AUTO_BUF text = {0};

	if (roles.n)
		buf_add(&text, roles.p, roles.n - 1);
	buf_addf(&text, "%s\"%s\"]", roles.n ? "," : "[", role);
	return arena_copy(scope->arena, buf_sv(&text));
}

static struct item *each_item(struct item *items, size_t *count, struct sv id)
{
	for (size_t i = 0; i < *count; i++)
		if (sv_same(items[i].id, id))
			return &items[i];
	items[*count] = (struct item){.id = id, .included = -1, .place = *count};
	return &items[(*count)++];
}

static enum rc each_role(struct scope *scope, struct item **items, size_t *count)
{
	const struct pair *pairs = scope->table->table->each.roles;

	*items = arena_take(scope->arena, PLAN_ROLES_MAX * sizeof(**items));
	*count = 0;
	for (unsigned i = 0; i < PLAN_ROLES_MAX && pairs[i].from; i++) {
		const struct relationship *relationship = &scope->record->relationships[scope->table->roles[i]];
		struct item *item;

		if (relationship->count == 0)
			continue;
		item = each_item(*items, count, relationship->ids[0].id);
		item->roles = each_add_role(scope, item->roles, pairs[i].to);
	}
	return RC_OK;
}

static bool each_is_linked(const struct scope *scope, int relationship)
{
	return scope->record->relationships[relationship].linkage != LINKAGE_ABSENT;
}

static bool each_roles_known(const struct scope *scope)
{
	const struct table_plan *table = scope->table;

	for (unsigned i = 0; i < PLAN_ROLES_MAX && table->table->each.roles[i].from; i++)
		if (!each_is_linked(scope, table->roles[i]))
			return false;
	return true;
}

static bool each_to_many_known(const struct scope *scope)
{
	return each_relationship(scope)->linkage != LINKAGE_ABSENT;
}

static const struct value *each_list(const struct scope *scope)
{
	return &scope->owner->attributes[scope->table->attribute];
}

static bool each_list_known(const struct scope *scope)
{
	const struct value *list = each_list(scope);

	return list->kind == VALUE_NULL || (list->kind == VALUE_JSON && list->text.p[0] == '[');
}

static bool each_always_known(const struct scope *scope)
{
	(void)scope;
	return true;
}

static enum rc each_tag(struct scope *scope, struct item **items, size_t *count)
{
	return tags_items(scope, each_list(scope), items, count);
}

static enum rc each_item_of_list(struct scope *scope, struct item **items, size_t *count)
{
	return items_of_list(scope, each_list(scope), items, count);
}

static enum rc each_ending(struct scope *scope, struct item **items, size_t *count)
{
	return items_of_endings(scope, items, count);
}

const struct each_word each_table[EACH_KINDS] = {
	[EACH_RECORD] = {"one row per record", NULL, NULL},
	[EACH_TO_MANY] = {"TO_MANY", each_to_many, each_to_many_known},
	[EACH_ROLE] = {"ROLES", each_role, each_roles_known},
	[EACH_TAG] = {"TAGS", each_tag, each_list_known},
	[EACH_ITEM] = {"ITEMS", each_item_of_list, each_list_known},
	[EACH_TAG_ITEM] = {"TAG_ITEMS", each_tag, each_list_known},
	[EACH_TEXT_ITEM] = {"TEXT_ITEMS", each_item_of_list, each_list_known},
	[EACH_ENDING] = {"ATTRIBUTES_ENDING", each_ending, each_always_known},
};
