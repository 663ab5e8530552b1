#include "jsonapi/resource.h"

/* Only slots in use are cleared: most slots of most resources are empty. */

void resource_clear_attributes(struct resource *resource)
{
	for (unsigned slot = 0; slot < NAMES_MAX && resource->has_attributes >> slot; slot++)
		resource->attributes[slot] = (struct value){VALUE_ABSENT, {"", 0}};
	resource->has_attributes = 0;
}

void resource_clear_relationships(struct resource *resource)
{
	for (unsigned slot = 0; slot < NAMES_MAX && resource->has_relationships >> slot; slot++)
		resource->relationships[slot] = (struct relationship){LINKAGE_ABSENT, 0, NULL};
	resource->has_relationships = 0;
}

void resource_clear(struct resource *resource)
{
	resource_clear_attributes(resource);
	resource_clear_relationships(resource);
	resource->type = resource->id = resource->raw = (struct sv){"", 0};
}
