#include "jsonapi/pack.h"

/* Reading trusts the bytes: pack_write() made them, and a spool returns them unchanged. */

static void pack_put_number(struct buf *out, uint32_t number)
{
	buf_add(out, &number, sizeof(number));
}

static void pack_put_text(struct buf *out, struct sv text)
{
	pack_put_number(out, (uint32_t)text.n);
	buf_addsv(out, text);
}

static void pack_skip(struct sv *from, size_t n)
{
	from->p += n;
	from->n -= n;
}

static uint32_t pack_get_number(struct sv *from)
{
	uint32_t number;

	memcpy(&number, from->p, sizeof(number));
	pack_skip(from, sizeof(number));
	return number;
}

static struct sv pack_get_text(struct sv *from)
{
	uint32_t n = pack_get_number(from);
	struct sv text = {from->p, n};

	pack_skip(from, n);
	return text;
}

static void pack_put_relationship(struct buf *out, const struct relationship *relationship)
{
	pack_put_number(out, relationship->linkage);
	pack_put_number(out, (uint32_t)relationship->count);
	for (size_t i = 0; i < relationship->count; i++) {
		pack_put_text(out, relationship->ids[i].type);
		pack_put_text(out, relationship->ids[i].id);
	}
}

static struct relationship pack_get_relationship(struct sv *from, struct arena *arena)
{
	enum linkage linkage = pack_get_number(from);
	uint32_t count = pack_get_number(from);
	struct identifier *ids = arena_take(arena, count * sizeof(*ids));

	for (uint32_t i = 0; i < count; i++) {
		ids[i].type = pack_get_text(from);
		ids[i].id = pack_get_text(from);
	}
	return (struct relationship){linkage, count, ids};
}

void pack_write(struct buf *out, const struct resource *resource)
{
	struct slot_mask attributes = resource->has_attributes, relationships = resource->has_relationships;
	int slot;

	pack_put_text(out, resource->type);
	pack_put_text(out, resource->id);
	pack_put_text(out, resource->raw);
	for (unsigned i = 0; i < COLLECTIONS; i++)
		pack_put_text(out, resource->collected[i]);
	buf_add(out, &attributes, sizeof(attributes));
	buf_add(out, &relationships, sizeof(relationships));
	while ((slot = slot_mask_take(&attributes)) >= 0) {
		pack_put_number(out, resource->attributes[slot].kind);
		pack_put_text(out, resource->attributes[slot].text);
	}
	while ((slot = slot_mask_take(&relationships)) >= 0)
		pack_put_relationship(out, &resource->relationships[slot]);
}

static struct slot_mask pack_get_mask(struct sv *from)
{
	struct slot_mask mask;

	memcpy(&mask, from->p, sizeof(mask));
	pack_skip(from, sizeof(mask));
	return mask;
}

void pack_read(struct sv packed, struct arena *arena, struct resource *resource)
{
	struct slot_mask attributes, relationships;
	int slot;

	resource_clear(resource);
	resource->type = pack_get_text(&packed);
	resource->id = pack_get_text(&packed);
	resource->raw = pack_get_text(&packed);
	for (unsigned i = 0; i < COLLECTIONS; i++)
		resource->collected[i] = pack_get_text(&packed);
	resource->has_attributes = attributes = pack_get_mask(&packed);
	resource->has_relationships = relationships = pack_get_mask(&packed);
	while ((slot = slot_mask_take(&attributes)) >= 0) {
		resource->attributes[slot].kind = pack_get_number(&packed);
		resource->attributes[slot].text = pack_get_text(&packed);
	}
	while ((slot = slot_mask_take(&relationships)) >= 0)
		resource->relationships[slot] = pack_get_relationship(&packed, arena);
}
