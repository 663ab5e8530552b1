#include "jsonapi/resource.h"

/* Only slots in use are cleared: most slots of most resources are empty. */

void resource_clear_attributes(struct resource *resource)
{
	int slot;

	while ((slot = slot_mask_take(&resource->has_attributes)) >= 0)
		resource->attributes[slot] = (struct value){VALUE_ABSENT, {"", 0}};
	for (unsigned i = 0; i < COLLECTIONS; i++)
		resource->collected[i] = (struct sv){"", 0};
}

void resource_clear_relationships(struct resource *resource)
{
	int slot;

	while ((slot = slot_mask_take(&resource->has_relationships)) >= 0)
		resource->relationships[slot] = (struct relationship){LINKAGE_ABSENT, 0, NULL};
}

void resource_clear(struct resource *resource)
{
	resource_clear_attributes(resource);
	resource_clear_relationships(resource);
	resource->type = resource->id = resource->raw = (struct sv){"", 0};
}
