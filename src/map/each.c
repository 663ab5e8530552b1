#include "map/word.h"

#include <stdlib.h>

#include "base/decimal.h"
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

static enum rc each_to_many(struct scope *scope, struct item **items, size_t *count)
{
	struct links *links;

	TRY(links_load(scope, scope->table->relationship, &links));
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
	items[*count] = (struct item){.id = id, .included = -1};
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

/* Null says that there are no tags; a value of a wrong type says nothing. */
static bool each_tags_known(const struct value *value)
{
	return value->kind == VALUE_NULL || (value->kind == VALUE_JSON && value->text.p[0] == '[');
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
	return each_is_linked(scope, scope->table->relationship);
}

static bool each_tag_known(const struct scope *scope)
{
	return each_tags_known(&scope->record->attributes[scope->table->attribute]);
}

static enum rc each_tag(struct scope *scope, struct item **items, size_t *count)
{
	return tags_items(scope, &scope->record->attributes[scope->table->attribute], items, count);
}

const struct each_word each_table[EACH_KINDS] = {
	[EACH_RECORD] = {"one row per record", NULL, NULL},
	[EACH_TO_MANY] = {"TO_MANY", each_to_many, each_to_many_known},
	[EACH_ROLE] = {"ROLES", each_role, each_roles_known},
	[EACH_TAG] = {"TAGS", each_tag, each_tag_known},
};
