#include "jsonapi/pack.h"

/* Reading trusts its bytes: pack_write() made them, and a spool gives back what it was given. */

static void put_number(struct buf *out, uint32_t number)
{
	buf_add(out, &number, sizeof(number));
}

static void put_text(struct buf *out, struct sv text)
{
	put_number(out, (uint32_t)text.n);
	buf_addsv(out, text);
}

static void pass(struct sv *from, size_t n)
{
	from->p += n;
	from->n -= n;
}

static uint32_t get_number(struct sv *from)
{
	uint32_t number;

	memcpy(&number, from->p, sizeof(number));
	pass(from, sizeof(number));
	return number;
}

static struct sv get_text(struct sv *from)
{
	uint32_t n = get_number(from);
	struct sv text = {from->p, n};

	pass(from, n);
	return text;
}

static void put_relationship(struct buf *out, const struct relationship *relationship)
{
	put_number(out, relationship->linkage);
	put_number(out, (uint32_t)relationship->count);
	for (size_t i = 0; i < relationship->count; i++) {
		put_text(out, relationship->ids[i].type);
		put_text(out, relationship->ids[i].id);
	}
}

static struct relationship get_relationship(struct sv *from, struct arena *arena)
{
	enum linkage linkage = get_number(from);
	uint32_t count = get_number(from);
	struct identifier *ids = arena_take(arena, count * sizeof(*ids));

	for (uint32_t i = 0; i < count; i++) {
		ids[i].type = get_text(from);
		ids[i].id = get_text(from);
	}
	return (struct relationship){linkage, count, ids};
}

void pack_write(struct buf *out, const struct resource *resource, uint64_t attributes, uint64_t relationships)
{
	attributes &= resource->has_attributes;
	relationships &= resource->has_relationships;
	put_text(out, resource->type);
	put_text(out, resource->id);
	put_text(out, resource->raw);
	buf_add(out, &attributes, sizeof(attributes));
	buf_add(out, &relationships, sizeof(relationships));
	for (unsigned slot = 0; slot < NAMES_MAX; slot++) {
		if (!(attributes >> slot & 1))
			continue;
		put_number(out, resource->attributes[slot].kind);
		put_text(out, resource->attributes[slot].text);
	}
	for (unsigned slot = 0; slot < NAMES_MAX; slot++)
		if (relationships >> slot & 1)
			put_relationship(out, &resource->relationships[slot]);
}

static uint64_t get_mask(struct sv *from)
{
	uint64_t mask;

	memcpy(&mask, from->p, sizeof(mask));
	pass(from, sizeof(mask));
	return mask;
}

void pack_read(struct sv packed, struct arena *arena, struct resource *resource)
{
	resource_clear(resource);
	resource->type = get_text(&packed);
	resource->id = get_text(&packed);
	resource->raw = get_text(&packed);
	resource->has_attributes = get_mask(&packed);
	resource->has_relationships = get_mask(&packed);
	for (unsigned slot = 0; slot < NAMES_MAX; slot++) {
		if (!(resource->has_attributes >> slot & 1))
			continue;
		resource->attributes[slot].kind = get_number(&packed);
		resource->attributes[slot].text = get_text(&packed);
	}
	for (unsigned slot = 0; slot < NAMES_MAX; slot++)
		if (resource->has_relationships >> slot & 1)
			resource->relationships[slot] = get_relationship(&packed, arena);
}
