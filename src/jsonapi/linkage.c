#include "jsonapi/linkage.h"

static void linkage_keep(struct assembly *a, enum linkage linkage)
{
	struct sv ids = arena_copy(&a->arena, buf_sv(&a->identifiers));

	a->duplicates += slot_mask_has(&a->resource.has_relationships, a->slot);
	slot_mask_add(&a->resource.has_relationships, a->slot);
	a->resource.relationships[a->slot] = (struct relationship){
		.linkage = linkage,
		.count = ids.n / sizeof(struct identifier),
		.ids = (const struct identifier *)(const void *)ids.p,
	};
	buf_clear(&a->identifiers);
}

enum rc linkage_in_relationship(struct assembly *a, enum json_event event, struct sv text)
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
	linkage_keep(a, LINKAGE_ONE);
	return RC_OK;
}

enum rc linkage_in_linkage(struct assembly *a, enum json_event event, struct sv text)
{
	(void)text;
	if (event != JSON_OBJECT)
		return jsonapi_error("a relationship lists something that is not an object");
	a->identifier = (struct identifier){{"", 0}, {"", 0}};
	return assembly_enter(a, IN_IDENTIFIER);
}

enum rc linkage_in_identifier(struct assembly *a, enum json_event event, struct sv text)
{
	if (a->member == MEMBER_TYPE)
		return assembly_keep_type(a, event, text, &a->identifier.type);
	return assembly_keep_id(a, event, text, &a->identifier.id);
}

enum rc linkage_end_identifier(struct assembly *a)
{
	if (!sv_digits(a->identifier.id))
		return jsonapi_error("a relationship names a resource without an id made of digits");
	if (a->identifiers.n / sizeof(struct identifier) >= LINKAGE_MAX)
		return rc_fail(RC_FORMAT, "a relationship with more than %zu resources", LINKAGE_MAX);
	buf_add(&a->identifiers, &a->identifier, sizeof(a->identifier));
	if (a->places[a->depth] == IN_RELATIONSHIP) {
		linkage_keep(a, LINKAGE_ONE);
		a->member = MEMBER_OTHER;
	}
	return RC_OK;
}

/* If a relationship occurs again, the last one wins, also if it has no data: then nothing is known. */
void linkage_on_relationship(struct assembly *a, struct sv name)
{
	a->slot = names_find(&a->names->relationships, name);
	if (a->slot < 0) {
		assembly_skip_value(a);
		return;
	}
	if (slot_mask_has(&a->linked, a->slot)) {
		a->duplicates++;
		a->resource.relationships[a->slot] = (struct relationship){LINKAGE_ABSENT, 0, NULL};
		slot_mask_remove(&a->resource.has_relationships, a->slot);
	}
	slot_mask_add(&a->linked, a->slot);
}

void linkage_end(struct assembly *a)
{
	linkage_keep(a, LINKAGE_MANY);
	a->member = MEMBER_OTHER;
}
