#include "jsonapi/assemble.h"

#include "jsonapi/linkage.h"

enum rc assembly_enter(struct assembly *a, enum assembly_place place)
{
	if (a->depth + 1 == ASSEMBLY_DEPTH)
		return rc_fail(RC_INTERNAL,
			       "a resource has more levels than expected; this is a defect, please report it");
	a->places[++a->depth] = place;
	return RC_OK;
}

static enum rc assembly_skip(struct assembly *a, enum json_event event)
{
	if (!json_opens(event))
		return RC_OK;
	a->nested = 1;
	return assembly_enter(a, IN_NOTHING);
}

enum rc jsonapi_error(const char *what)
{
	return rc_fail(RC_FORMAT, "the answer is not a JSON:API document: %s", what);
}

enum rc assembly_keep_id(struct assembly *a, enum json_event event, struct sv text, struct sv *id)
{
	if (event != JSON_STRING && event != JSON_NUMBER)
		return jsonapi_error("an id is neither text nor a number");
	if (text.n > RESOURCE_ID_MAX)
		return jsonapi_error("an id is too long");
	*id = arena_copy(&a->arena, text);
	return RC_OK;
}

enum rc assembly_keep_type(struct assembly *a, enum json_event event, struct sv text, struct sv *type)
{
	if (event != JSON_STRING || text.n == 0)
		return jsonapi_error("a type is not text");
	*type = arena_copy(&a->arena, text);
	return RC_OK;
}

/* An event of what came before the type. */
static enum rc assembly_on_late(void *context, enum json_event event, struct sv text)
{
	bool over;

	return assembly_event(context, event, text, &over);
}

static enum rc assembly_replay(struct assembly *a, enum assembly_member member)
{
	unsigned late = member == MEMBER_RELATIONSHIPS;
	enum rc rc;

	if (!a->has_late[late] || !a->names)
		return RC_OK;
	a->member = (int)member;
	a->replaying = true;
	rc = json_read(buf_sv(&a->late[late].text), assembly_on_late, a);
	a->replaying = false;
	return rc;
}

/* Now it is known what is kept of an included resource. */
static enum rc assembly_on_type(struct assembly *a, enum json_event event, struct sv text)
{
	struct sv before = a->resource.type;

	TRY(assembly_keep_type(a, event, text, &a->resource.type));
	if (before.n && a->included && !sv_same(before, a->resource.type))
		return jsonapi_error("a resource has two types");
	if (before.n || !a->included)
		return RC_OK;
	a->names = type_names_find(a->types, a->type_count, a->resource.type);
	TRY(assembly_replay(a, MEMBER_ATTRIBUTES));
	return assembly_replay(a, MEMBER_RELATIONSHIPS);
}

static enum rc assembly_in_late(struct assembly *a, enum json_event event, struct sv text)
{
	if (composite_add(&a->late[a->member == MEMBER_RELATIONSHIPS], event, text))
		a->depth--;
	return RC_OK;
}

static enum rc assembly_begin_late(struct assembly *a, struct sv text)
{
	unsigned late = a->member == MEMBER_RELATIONSHIPS;

	composite_begin(&a->late[late]);
	a->has_late[late] = true;
	TRY(assembly_enter(a, IN_LATE));
	return assembly_in_late(a, JSON_OBJECT, text);
}

/* Members that are not used are MEMBER_OTHER. */
static enum assembly_member assembly_member_of(enum assembly_place place, struct sv name)
{
	static const struct {
		enum assembly_place place;
		struct sv name;
		enum assembly_member member;
	} members[] = {
		{IN_RESOURCE, SV_INIT("type"), MEMBER_TYPE},
		{IN_RESOURCE, SV_INIT("id"), MEMBER_ID},
		{IN_RESOURCE, SV_INIT("attributes"), MEMBER_ATTRIBUTES},
		{IN_RESOURCE, SV_INIT("relationships"), MEMBER_RELATIONSHIPS},
		{IN_RELATIONSHIP, SV_INIT("data"), MEMBER_DATA},
		{IN_IDENTIFIER, SV_INIT("type"), MEMBER_TYPE},
		{IN_IDENTIFIER, SV_INIT("id"), MEMBER_ID},
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (members[i].place == place && sv_same(name, members[i].name))
			return members[i].member;
	return MEMBER_OTHER;
}

static enum rc assembly_in_resource(struct assembly *a, enum json_event event, struct sv text)
{
	switch (a->member) {
	case MEMBER_TYPE:
		return assembly_on_type(a, event, text);
	case MEMBER_ID:
		return assembly_keep_id(a, event, text, &a->resource.id);
	case MEMBER_ATTRIBUTES:
	case MEMBER_RELATIONSHIPS:
		if (event == JSON_OBJECT && !a->names)
			return assembly_begin_late(a, text);
		if (event == JSON_OBJECT)
			return assembly_enter(a, a->member == MEMBER_ATTRIBUTES ? IN_ATTRIBUTES : IN_RELATIONSHIPS);
		if (event != JSON_NULL)
			return jsonapi_error("attributes or relationships are not an object");
		return RC_OK;
	default:
		return RC_OK;
	}
}

static enum rc assembly_keep_value(struct assembly *a, enum value_kind kind, struct sv text)
{
	struct value value = {kind, text};

	if (a->slot >= 0 && slot_mask_has(&a->names->kept, a->slot)) {
		a->duplicates += !a->collecting && slot_mask_has(&a->resource.has_attributes, a->slot);
		slot_mask_add(&a->resource.has_attributes, a->slot);
		value.text = arena_copy(&a->arena, text);
		a->resource.attributes[a->slot] = value;
	}
	if (a->collecting)
		return collect_attribute(a->names, a->slot, buf_sv(&a->name), &value, a->collected);
	return RC_OK;
}

static enum rc assembly_in_composite(struct assembly *a, enum json_event event, struct sv text)
{
	if (composite_add(&a->composite, event, text)) {
		a->depth--;
		return assembly_keep_value(a, VALUE_JSON, buf_sv(&a->composite.text));
	}
	return RC_OK;
}

static enum rc assembly_in_attributes(struct assembly *a, enum json_event event, struct sv text)
{
	if (json_opens(event)) {
		composite_begin(&a->composite);
		TRY(assembly_enter(a, IN_COMPOSITE));
		return assembly_in_composite(a, event, text);
	}
	return assembly_keep_value(a, value_kind_of(event), text);
}

static enum rc assembly_in_relationships(struct assembly *a, enum json_event event)
{
	if (event != JSON_OBJECT)
		return assembly_skip(a, event);
	a->member = MEMBER_OTHER;
	return assembly_enter(a, IN_RELATIONSHIP);
}

static void assembly_end_collected(struct assembly *a)
{
	for (unsigned i = 0; i < COLLECTIONS; i++) {
		a->resource.collected[i] = collect_end(&a->collected[i]);
		a->duplicates += a->collected[i].repeated;
	}
}

/* The object or array of the current place ends. */
static enum rc assembly_close(struct assembly *a, bool *over)
{
	enum assembly_place closed = a->places[a->depth];

	if (closed == IN_RESOURCE) {
		assembly_end_collected(a);
		*over = true;
		return RC_OK;
	}
	a->depth--;
	if (closed == IN_IDENTIFIER)
		return linkage_end_identifier(a);
	if (closed == IN_LINKAGE)
		linkage_end(a);
	return RC_OK;
}

static enum rc assembly_in_nothing(struct assembly *a, enum json_event event)
{
	if (json_opens(event))
		a->nested++;
	else if (json_closes(event) && --a->nested == 0)
		a->depth--;
	return RC_OK;
}

static void assembly_clear_collected(struct assembly *a)
{
	for (unsigned i = 0; i < COLLECTIONS; i++)
		collect_clear(&a->collected[i]);
}

/* The value that follows is not used. What is replayed does not come from the parser. */
void assembly_skip_value(struct assembly *a)
{
	if (a->replaying)
		a->skip_next = true;
	else
		json_skip(a->json);
}

/* Of an included resource of another type than those that are kept, attributes and relationships are not used. */
static bool assembly_is_unused(const struct assembly *a, enum assembly_member member)
{
	return !a->names && a->resource.type.n && (member == MEMBER_ATTRIBUTES || member == MEMBER_RELATIONSHIPS);
}

/* The member occurs again: the last one wins, and nothing of the first is kept. */
static void assembly_forget_member(struct assembly *a, enum assembly_member member)
{
	a->duplicates++;
	if (member == MEMBER_ATTRIBUTES || member == MEMBER_RELATIONSHIPS)
		a->has_late[member == MEMBER_RELATIONSHIPS] = false;
	if (member == MEMBER_ATTRIBUTES) {
		resource_clear_attributes(&a->resource);
		assembly_clear_collected(a);
	}
	if (member != MEMBER_RELATIONSHIPS)
		return;
	resource_clear_relationships(&a->resource);
	a->linked = (struct slot_mask){{0}};
}

/* Duplicates are noticed among the members in use only: a set of all names would cost more than it is worth. */
static void assembly_note_member(struct assembly *a, enum assembly_member member)
{
	unsigned bit = 1U << member;

	if (a->seen & bit)
		assembly_forget_member(a, member);
	a->seen |= bit;
}

/* A member of a resource, a relationship or an identifier begins. */
static void assembly_on_member(struct assembly *a, enum assembly_place place, struct sv name)
{
	enum assembly_member member = assembly_member_of(place, name);

	a->member = (int)member;
	if (member == MEMBER_OTHER || (place == IN_RESOURCE && assembly_is_unused(a, member)))
		assembly_skip_value(a);
	else if (place == IN_RESOURCE)
		assembly_note_member(a, member);
}

static void assembly_on_attribute(struct assembly *a, struct sv name)
{
	const struct type_names *names = a->names;

	a->slot = names_find(&names->attributes, name);
	a->collecting = names->collects && (a->slot < 0 || !slot_mask_has(&names->taken, a->slot));
	if (a->collecting) {
		buf_clear(&a->name);
		buf_addsv(&a->name, name);
	} else if (a->slot < 0 || !slot_mask_has(&names->kept, a->slot)) {
		assembly_skip_value(a);
	}
}

static enum rc assembly_on_key(struct assembly *a, enum assembly_place place, struct sv text)
{
	if (place == IN_ATTRIBUTES)
		assembly_on_attribute(a, text);
	else if (place == IN_RELATIONSHIPS)
		linkage_on_relationship(a, text);
	else
		assembly_on_member(a, place, text);
	return RC_OK;
}

enum rc assembly_event(struct assembly *a, enum json_event event, struct sv text, bool *over)
{
	enum assembly_place place = a->places[a->depth];

	*over = false;
	if (a->skip_next) {
		a->skip_next = false;
		return assembly_skip(a, event);
	}
	if (place == IN_NOTHING)
		return assembly_in_nothing(a, event);
	if (place == IN_COMPOSITE)
		return assembly_in_composite(a, event, text);
	if (place == IN_LATE)
		return assembly_in_late(a, event, text);
	if (event == JSON_KEY)
		return assembly_on_key(a, place, text);
	if (json_closes(event))
		return assembly_close(a, over);
	switch (place) {
	case IN_RESOURCE:
		return assembly_in_resource(a, event, text);
	case IN_ATTRIBUTES:
		return assembly_in_attributes(a, event, text);
	case IN_RELATIONSHIPS:
		return assembly_in_relationships(a, event);
	case IN_RELATIONSHIP:
		return linkage_in_relationship(a, event, text);
	case IN_LINKAGE:
		return linkage_in_linkage(a, event, text);
	default:
		return linkage_in_identifier(a, event, text);
	}
}

void assembly_init(struct assembly *a, struct json *json, const struct type_names *types, unsigned type_count)
{
	*a = (struct assembly){.json = json, .types = types, .type_count = type_count, .slot = -1};
}

void assembly_release(struct assembly *a)
{
	arena_release(&a->arena);
	buf_release(&a->identifiers);
	buf_release(&a->composite.text);
	buf_release(&a->name);
	for (unsigned i = 0; i < COLLECTIONS; i++)
		collect_release(&a->collected[i]);
	for (unsigned i = 0; i < 2; i++)
		buf_release(&a->late[i].text);
}

void assembly_begin(struct assembly *a, bool included)
{
	a->included = included;
	a->names = included ? NULL : &a->types[0];
	a->has_late[0] = a->has_late[1] = false;
	a->replaying = a->skip_next = a->collecting = false;
	assembly_clear_collected(a);
	resource_clear(&a->resource);
	arena_clear(&a->arena);
	a->depth = 0;
	a->places[0] = IN_RESOURCE;
	a->nested = 0;
	a->member = MEMBER_OTHER;
	a->slot = -1;
	a->duplicates = 0;
	a->seen = 0;
	a->linked = (struct slot_mask){{0}};
}

enum rc assembly_check(const struct assembly *a, bool digits)
{
	if (a->resource.type.n == 0)
		return jsonapi_error("a resource has no type");
	if (a->resource.id.n == 0)
		return jsonapi_error("a resource has no id");
	if (digits && !sv_digits(a->resource.id))
		return jsonapi_error("a record's id is not made of digits");
	return RC_OK;
}
