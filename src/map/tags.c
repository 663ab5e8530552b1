#include "map/tags.h"

#include "base/idset.h"
#include "json/parser.h"
#include "map/items.h"

enum { TAG_DEPTH = 2 }; /* of the members of a tag object inside the array */

enum tag_member { TAG_OTHER, TAG_CONTEXT, TAG_NAME, TAG_ALIAS };

/* The array of tags while it is read. Its forms: mappings/PINPOINT.md, "Tags". */
struct tags {
	struct scope *scope;
	struct idset seen;
	struct buf items; /* of struct item */
	unsigned depth;
	size_t place; /* of the tag being read */
	enum tag_member member;
	struct value context, name, alias; /* of the tag being read */
	bool wrong;                        /* it holds something other than text */
};

/* As an item of a list, a tag has its context and its name as members. */
static void tags_list(struct tags *tags, struct sv remote_id, const struct value *name, struct item *item)
{
	struct scope *scope = tags->scope;
	const struct names *names = scope->table->items;
	int context_slot = names_find(names, SV("context")), name_slot = names_find(names, SV("name"));
	struct value *values = arena_take(scope->arena, (names->count + 1) * sizeof(*values));

	for (unsigned i = 0; i < names->count; i++)
		values[i] = value_null();
	if (context_slot >= 0)
		values[context_slot] = tags->context;
	if (name_slot >= 0)
		values[name_slot] = *name;
	item->values = values;
	item->id = items_hash(scope, remote_id);
}

static enum rc tags_finish(struct tags *tags)
{
	const struct value *name = value_set(&tags->name) ? &tags->name : &tags->alias;
	struct arena *arena = tags->scope->arena;
	AUTO_BUF remote_id = {0};
	struct item item = {.included = -1, .place = tags->place++};

	if (tags->wrong || !value_set(name)) {
		scope_warn(tags->scope, "tags", "invalid");
		return RC_OK;
	}
	buf_addsv(&remote_id, value_text(&tags->context));
	buf_addc(&remote_id, ':');
	buf_addsv(&remote_id, value_text(name));
	if (!idset_add(&tags->seen, idset_of(buf_sv(&remote_id))))
		return RC_OK;
	if (tags->seen.count > TAGS_MAX)
		return rc_fail(RC_FORMAT, "a record with more than %zu tags", TAGS_MAX);
	item.id = arena_copy(arena, buf_sv(&remote_id));
	item.name = arena_copy(arena, value_text(name));
	if (tags->scope->table->table->each.kind == EACH_TAG_ITEM)
		tags_list(tags, buf_sv(&remote_id), name, &item);
	buf_add(&tags->items, &item, sizeof(item));
	return RC_OK;
}

static void tags_begin(struct tags *tags)
{
	tags->context = tags->name = tags->alias = (struct value){VALUE_ABSENT, {"", 0}};
	tags->wrong = false;
	tags->member = TAG_OTHER;
}

static enum tag_member tags_member(struct sv name)
{
	if (sv_is(name, "context"))
		return TAG_CONTEXT;
	if (sv_is(name, "name"))
		return TAG_NAME;
	return sv_is(name, "tag") ? TAG_ALIAS : TAG_OTHER;
}

static void tags_keep_member(struct tags *tags, enum json_event event, struct sv text)
{
	struct value value = {VALUE_ABSENT, {"", 0}};

	if (tags->member == TAG_OTHER)
		return;
	if (event == JSON_STRING || event == JSON_NUMBER)
		value = value_of_text(arena_copy(tags->scope->arena, text));
	else if (event != JSON_NULL)
		tags->wrong = true;
	if (tags->member == TAG_CONTEXT)
		tags->context = value;
	else if (tags->member == TAG_NAME)
		tags->name = value;
	else
		tags->alias = value;
}

/* An element of the array: text is a tag without context. */
static enum rc tags_element(struct tags *tags, enum json_event event, struct sv text)
{
	tags_begin(tags);
	if (event == JSON_STRING)
		tags->name = value_of_text(arena_copy(tags->scope->arena, text));
	if (event == JSON_ARRAY)
		tags->wrong = true;
	return event == JSON_OBJECT || event == JSON_ARRAY ? RC_OK : tags_finish(tags);
}

static enum rc on_tag(void *context, enum json_event event, struct sv text)
{
	struct tags *tags = context;

	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		return --tags->depth == 1 ? tags_finish(tags) : RC_OK;
	if (tags->depth == 1)
		TRY(tags_element(tags, event, text));
	else if (tags->depth == TAG_DEPTH && event == JSON_KEY)
		tags->member = tags_member(text);
	else if (tags->depth == TAG_DEPTH)
		tags_keep_member(tags, event, text);
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		tags->depth++;
	return RC_OK;
}

enum rc tags_items(struct scope *scope, const struct value *value, struct item **items, size_t *count)
{
	struct tags tags = {.scope = scope};
	enum rc rc = RC_OK;

	if (value->kind == VALUE_JSON && value->text.p[0] == '[')
		rc = json_read(value->text, on_tag, &tags);
	else if (value_given(value))
		scope_warn(scope, "tags", "invalid");
	*items = arena_take(scope->arena, tags.items.n);
	if (tags.items.n)
		memcpy(*items, tags.items.p, tags.items.n);
	*count = tags.items.n / sizeof(**items);
	buf_release(&tags.items);
	idset_release(&tags.seen);
	return rc;
}
