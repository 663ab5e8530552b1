#include "map/items.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/idset.h"
#include "map/members.h"

/* A list, or an object of attributes, while it is read. */
struct items {
	struct scope *scope;
	struct buf list; /* of struct item */
	struct members members;
	struct idset seen; /* texts */
	size_t place;      /* of the current element */
	unsigned depth;
	bool in_members; /* the current element is an object whose members are read */
	struct sv name;  /* EACH_ENDING */
};

struct sv items_hash(struct scope *scope, struct sv text)
{
	char digits[SHA256_HEX_SIZE];

	digest_of(text, digits);
	return arena_copy(scope->arena, (struct sv){digits, ITEMS_HASH_DIGITS});
}

static enum rc items_add(struct items *items, const struct item *item)
{
	if (items->list.n / sizeof(*item) == ITEMS_MAX)
		return rc_fail(RC_FORMAT, "a record with more than %zu items in %s", ITEMS_MAX,
			       items->scope->table->table->each.attribute);
	buf_add(&items->list, item, sizeof(*item));
	return RC_OK;
}

static enum rc items_invalid(struct items *items)
{
	scope_warn(items->scope, items->scope->table->table->each.attribute, "invalid");
	items->place++;
	return RC_OK;
}

static enum rc items_add_object(struct items *items)
{
	char place[24];

	snprintf(place, sizeof(place), "%zu", items->place);
	return items_add(items, &(struct item){.id = arena_copy(items->scope->arena, sv_of(place)),
					       .included = -1,
					       .place = items->place++,
					       .values = items->members.values});
}

static enum rc items_add_text(struct items *items, struct sv text)
{
	struct value value = value_of_text(arena_copy(items->scope->arena, text));

	if (!value_set(&value))
		return items_invalid(items);
	if (!idset_add(&items->seen, idset_of(text))) {
		items->place++;
		return RC_OK;
	}
	return items_add(items, &(struct item){.id = items_hash(items->scope, text),
					       .included = -1,
					       .place = items->place++,
					       .value = value});
}

static enum rc items_element(struct items *items, enum json_event event, struct sv text)
{
	bool texts = items->scope->table->table->each.kind == EACH_TEXT_ITEM;

	if (texts && event == JSON_STRING)
		return items_add_text(items, text);
	items->in_members = !texts && event == JSON_OBJECT;
	if (items->in_members)
		members_begin(&items->members);
	else
		return items_invalid(items);
	return RC_OK;
}

static enum rc items_on_event(void *context, enum json_event event, struct sv text)
{
	struct items *items = context;
	unsigned depth = items->depth;

	items->depth += json_opens(event);
	items->depth -= json_closes(event);
	if (depth == 0 || items->depth == 0)
		return RC_OK; /* the list itself */
	if (depth == 1)
		return items_element(items, event, text);
	if (items->in_members && members_event(&items->members, event, text))
		return items_add_object(items);
	return RC_OK;
}

static enum rc items_take(struct items *items, enum rc rc, struct item **list, size_t *count)
{
	*list = arena_take(items->scope->arena, items->list.n);
	if (items->list.n)
		memcpy(*list, items->list.p, items->list.n);
	*count = items->list.n / sizeof(**list);
	buf_release(&items->list);
	buf_release(&items->members.composite.text);
	idset_release(&items->seen);
	return rc;
}

enum rc items_of_list(struct scope *scope, const struct value *list, struct item **out, size_t *count)
{
	struct items items = {.scope = scope, .members = {.names = scope->table->items, .arena = scope->arena}};
	enum rc rc = RC_OK;

	if (list->kind == VALUE_JSON && list->text.p[0] == '[')
		rc = json_read(list->text, items_on_event, &items);
	else if (value_given(list))
		scope_warn(scope, scope->table->table->each.attribute, "invalid");
	return items_take(&items, rc, out, count);
}

/* No time is anything but text, so that of other values only the kind matters. */
static struct value items_ending_value(struct scope *scope, enum json_event event, struct sv text)
{
	if (event != JSON_STRING)
		return (struct value){VALUE_FALSE, {"", 0}};
	return value_of_text(arena_copy(scope->arena, text));
}

static enum rc items_on_ending(void *context, enum json_event event, struct sv text)
{
	struct items *items = context;
	struct scope *scope = items->scope;
	unsigned depth = items->depth;

	items->depth += json_opens(event);
	items->depth -= json_closes(event);
	if (depth != 1 || json_closes(event))
		return RC_OK; /* the object itself, or inside a value */
	if (event == JSON_KEY) {
		text.n -= strlen(scope->table->table->each.attribute);
		items->name = arena_copy(scope->arena, text);
		return RC_OK;
	}
	return items_add(items, &(struct item){.id = items->name,
					       .name = items->name,
					       .included = -1,
					       .place = items->place++,
					       .value = items_ending_value(scope, event, text)});
}

enum rc items_of_endings(struct scope *scope, struct item **out, size_t *count)
{
	struct sv attributes = scope->record->collected[COLLECTED_ENDING];
	struct items items = {.scope = scope};
	enum rc rc = attributes.n ? json_read(attributes, items_on_ending, &items) : RC_OK;

	return items_take(&items, rc, out, count);
}
