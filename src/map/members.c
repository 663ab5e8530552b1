#include "map/members.h"

void members_begin(struct members *members)
{
	unsigned count = members->names->count;

	members->values = arena_take(members->arena, (count ? count : 1) * sizeof(*members->values));
	for (unsigned i = 0; i < count; i++)
		members->values[i] = (struct value){VALUE_ABSENT, {"", 0}};
	members->depth = 0;
	members->slot = -1;
}

static void members_keep(struct members *members, enum value_kind kind, struct sv text)
{
	if (members->slot >= 0)
		members->values[members->slot] = (struct value){kind, arena_copy(members->arena, text)};
}

bool members_event(struct members *members, enum json_event event, struct sv text)
{
	if (members->depth == 0 && event == JSON_OBJECT_END)
		return true;
	if (members->depth == 0 && event == JSON_KEY) {
		members->slot = names_find(members->names, text);
		return false;
	}
	if (members->depth == 0 && !json_opens(event)) {
		members_keep(members, value_kind_of(event), text);
		return false;
	}
	if (members->depth == 0)
		composite_begin(&members->composite);
	members->depth += json_opens(event);
	members->depth -= json_closes(event);
	if (members->slot >= 0 && composite_add(&members->composite, event, text))
		members_keep(members, VALUE_JSON, buf_sv(&members->composite.text));
	return false;
}

static enum rc members_on_event(void *context, enum json_event event, struct sv text)
{
	struct members *members = context;

	if (!members->values)
		members_begin(members); /* the opening brace */
	else
		members_event(members, event, text);
	return RC_OK;
}

enum rc members_of(struct sv object, const struct names *names, struct arena *arena, const struct value **values)
{
	struct members members = {.names = names, .arena = arena};
	enum rc rc = json_read(object, members_on_event, &members);

	*values = members.values;
	buf_release(&members.composite.text);
	return rc;
}
