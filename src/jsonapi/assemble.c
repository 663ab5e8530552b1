#include "jsonapi/assemble.h"

enum assembly_member { MEMBER_OTHER, MEMBER_TYPE, MEMBER_ID, MEMBER_ATTRIBUTES, MEMBER_RELATIONSHIPS, MEMBER_DATA };

static enum rc assembly_enter(struct assembly *a, enum assembly_place place)
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

static enum rc assembly_keep_id(struct assembly *a, enum json_event event, struct sv text, struct sv *id)
{
	if (event != JSON_STRING && event != JSON_NUMBER)
		return jsonapi_error("an id is neither text nor a number");
	if (text.n > RESOURCE_ID_MAX)
		return jsonapi_error("an id is too long");
	*id = arena_copy(&a->arena, text);
	return RC_OK;
}

static enum rc assembly_keep_type(struct assembly *a, enum json_event event, struct sv text, struct sv *type)
{
	if (event != JSON_STRING || text.n == 0)
		return jsonapi_error("a type is not text");
	*type = arena_copy(&a->arena, text);
	return RC_OK;
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
		return assembly_keep_type(a, event, text, &a->resource.type);
	case MEMBER_ID:
		return assembly_keep_id(a, event, text, &a->resource.id);
	case MEMBER_ATTRIBUTES:
	case MEMBER_RELATIONSHIPS:
		if (event == JSON_OBJECT)
			return assembly_enter(a, a->member == MEMBER_ATTRIBUTES ? IN_ATTRIBUTES : IN_RELATIONSHIPS);
		if (event != JSON_NULL)
			return jsonapi_error("attributes or relationships are not an object");
		return RC_OK;
	default:
		return RC_OK;
	}
}

static void assembly_keep_value(struct assembly *a, enum value_kind kind, struct sv text)
{
	uint64_t bit = (uint64_t)1 << a->slot;

	if (a->resource.has_attributes & bit)
		a->duplicates++;
	a->resource.has_attributes |= bit;
	a->resource.attributes[a->slot] = (struct value){kind, arena_copy(&a->arena, text)};
}

static enum value_kind assembly_kind_of(enum json_event event)
{
	static const enum value_kind kinds[] = {
		[JSON_NULL] = VALUE_NULL,     [JSON_FALSE] = VALUE_FALSE,   [JSON_TRUE] = VALUE_TRUE,
		[JSON_NUMBER] = VALUE_NUMBER, [JSON_STRING] = VALUE_STRING,
	};

	return kinds[event];
}

static enum rc assembly_in_composite(struct assembly *a, enum json_event event, struct sv text)
{
	if (composite_add(&a->composite, event, text)) {
		a->depth--;
		assembly_keep_value(a, VALUE_JSON, buf_sv(&a->composite.text));
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
	assembly_keep_value(a, assembly_kind_of(event), text);
	return RC_OK;
}

static enum rc assembly_in_relationships(struct assembly *a, enum json_event event, struct sv text)
{
	(void)text;
	if (event != JSON_OBJECT)
		return assembly_skip(a, event);
	a->member = MEMBER_OTHER;
	return assembly_enter(a, IN_RELATIONSHIP);
}

static void assembly_keep_linkage(struct assembly *a, enum linkage linkage)
{
	uint64_t bit = (uint64_t)1 << a->slot;
	struct sv ids = arena_copy(&a->arena, buf_sv(&a->identifiers));

	if (a->resource.has_relationships & bit)
		a->duplicates++;
	a->resource.has_relationships |= bit;
	a->resource.relationships[a->slot] = (struct relationship){
		.linkage = linkage,
		.count = ids.n / sizeof(struct identifier),
		.ids = (const struct identifier *)(const void *)ids.p,
	};
	buf_clear(&a->identifiers);
}

static enum rc assembly_in_relationship(struct assembly *a, enum json_event event, struct sv text)
{
	(void)text;
	buf_clear(&a->identifiers);
	a->identifier = (struct identifier){{"", 0}, {"", 0}};
	if (event == JSON_OBJECT)
		return assembly_enter(a, IN_IDENTIFIER);
	if (event == JSON_ARRAY)
		return assembly_enter(a, IN_LINKAGE);
	if (event != JSON_NULL)
		return jsonapi_error("the data of a relationship is neither null, an object nor an array");
	assembly_keep_linkage(a, LINKAGE_ONE);
	return RC_OK;
}

static enum rc assembly_in_linkage(struct assembly *a, enum json_event event, struct sv text)
{
	(void)text;
	if (event != JSON_OBJECT)
		return jsonapi_error("a relationship lists something that is not an object");
	a->identifier = (struct identifier){{"", 0}, {"", 0}};
	return assembly_enter(a, IN_IDENTIFIER);
}

static enum rc assembly_in_identifier(struct assembly *a, enum json_event event, struct sv text)
{
	if (a->member == MEMBER_TYPE)
		return assembly_keep_type(a, event, text, &a->identifier.type);
	return assembly_keep_id(a, event, text, &a->identifier.id);
}

static enum rc assembly_end_identifier(struct assembly *a)
{
	if (!sv_digits(a->identifier.id))
		return jsonapi_error("a relationship names a resource without an id made of digits");
	if (a->identifiers.n / sizeof(struct identifier) >= LINKAGE_MAX)
		return rc_fail(RC_FORMAT, "a relationship with more than %zu resources", LINKAGE_MAX);
	buf_add(&a->identifiers, &a->identifier, sizeof(a->identifier));
	if (a->places[a->depth] == IN_RELATIONSHIP) {
		assembly_keep_linkage(a, LINKAGE_ONE);
		a->member = MEMBER_OTHER;
	}
	return RC_OK;
}

/* The object or array of the current place ends. */
static enum rc assembly_close(struct assembly *a, bool *over)
{
	enum assembly_place closed = a->places[a->depth];

	if (closed == IN_RESOURCE) {
		*over = true;
		return RC_OK;
	}
	a->depth--;
	if (closed == IN_IDENTIFIER)
		return assembly_end_identifier(a);
	if (closed == IN_LINKAGE) {
		assembly_keep_linkage(a, LINKAGE_MANY);
		a->member = MEMBER_OTHER;
	}
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

/* The member occurs again: the last one wins, and nothing of the first is kept. */
static void assembly_forget_member(struct assembly *a, enum assembly_member member)
{
	a->duplicates++;
	if (member == MEMBER_ATTRIBUTES)
		resource_clear_attributes(&a->resource);
	if (member != MEMBER_RELATIONSHIPS)
		return;
	resource_clear_relationships(&a->resource);
	a->linked = 0;
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
	if (member == MEMBER_OTHER)
		json_skip(a->json);
	else if (place == IN_RESOURCE)
		assembly_note_member(a, member);
}

/* An attribute or a relationship begins. */
static void assembly_on_slot(struct assembly *a, const struct names *names, struct sv name)
{
	a->slot = names_find(names, name);
	if (a->slot < 0)
		json_skip(a->json);
}

/* If a relationship occurs again, the last one wins, also if it has no data: then nothing is known. */
static void assembly_on_relationship(struct assembly *a, struct sv name)
{
	uint64_t bit;

	assembly_on_slot(a, a->relationships, name);
	if (a->slot < 0)
		return;
	bit = (uint64_t)1 << a->slot;
	if (a->linked & bit) {
		a->duplicates++;
		a->resource.relationships[a->slot] = (struct relationship){LINKAGE_ABSENT, 0, NULL};
		a->resource.has_relationships &= ~bit;
	}
	a->linked |= bit;
}

static enum rc assembly_on_key(struct assembly *a, enum assembly_place place, struct sv text)
{
	if (place == IN_ATTRIBUTES)
		assembly_on_slot(a, a->attributes, text);
	else if (place == IN_RELATIONSHIPS)
		assembly_on_relationship(a, text);
	else
		assembly_on_member(a, place, text);
	return RC_OK;
}

enum rc assembly_event(struct assembly *a, enum json_event event, struct sv text, bool *over)
{
	enum assembly_place place = a->places[a->depth];

	*over = false;
	if (place == IN_NOTHING)
		return assembly_in_nothing(a, event);
	if (place == IN_COMPOSITE)
		return assembly_in_composite(a, event, text);
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
		return assembly_in_relationships(a, event, text);
	case IN_RELATIONSHIP:
		return assembly_in_relationship(a, event, text);
	case IN_LINKAGE:
		return assembly_in_linkage(a, event, text);
	default:
		return assembly_in_identifier(a, event, text);
	}
}

void assembly_init(struct assembly *a, struct json *json, const struct names *attributes,
		   const struct names *relationships)
{
	*a = (struct assembly){.json = json, .attributes = attributes, .relationships = relationships, .slot = -1};
}

void assembly_release(struct assembly *a)
{
	arena_release(&a->arena);
	buf_release(&a->identifiers);
	buf_release(&a->composite.text);
}

void assembly_begin(struct assembly *a)
{
	resource_clear(&a->resource);
	arena_clear(&a->arena);
	a->depth = 0;
	a->places[0] = IN_RESOURCE;
	a->nested = 0;
	a->member = MEMBER_OTHER;
	a->slot = -1;
	a->duplicates = 0;
	a->seen = 0;
	a->linked = 0;
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
