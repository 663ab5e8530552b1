#include "jsonapi/type_names.h"

int type_names_keep(struct type_names *names, const char *attribute)
{
	int slot = names_add(&names->attributes, sv_of(attribute));

	if (slot >= 0)
		slot_mask_add(&names->kept, slot);
	return slot;
}

const struct type_names *type_names_find(const struct type_names *types, unsigned count, struct sv type)
{
	for (unsigned i = 1; i < count; i++)
		if (types[i].looked_up && sv_is(type, types[i].type))
			return &types[i];
	return NULL;
}
