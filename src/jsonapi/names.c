#include "jsonapi/names.h"

/* Length and three characters differ enough among the service's names; the comparison decides. */
static unsigned names_hash(struct sv name)
{
	unsigned h = (unsigned)name.n * 31u;

	if (name.n)
		h += (unsigned char)name.p[0] * 7u + (unsigned char)name.p[name.n - 1] * 131u +
		     (unsigned char)name.p[name.n / 2] * 17u;
	return h % NAMES_TABLE;
}

/* The place of the name in the table, or the free place where it belongs. */
static unsigned names_place(const struct names *names, struct sv name)
{
	unsigned at = names_hash(name);

	while (names->table[at] && !sv_same(names->name[names->table[at] - 1], name))
		at = (at + 1) % NAMES_TABLE;
	return at;
}

int names_find(const struct names *names, struct sv name)
{
	return (int)names->table[names_place(names, name)] - 1;
}

int names_add(struct names *names, struct sv name)
{
	unsigned at = names_place(names, name);

	if (names->table[at])
		return names->table[at] - 1;
	if (names->count == NAMES_MAX)
		return -1;
	names->name[names->count++] = name;
	names->table[at] = (uint8_t)names->count;
	return (int)names->count - 1;
}
