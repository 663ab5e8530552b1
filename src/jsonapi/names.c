#include "jsonapi/names.h"

/* Length and three characters tell the service's names apart well enough; the comparison decides. */
static unsigned hash(struct sv name)
{
	unsigned h = (unsigned)name.n * 31u;

	if (name.n)
		h += (unsigned char)name.p[0] * 7u + (unsigned char)name.p[name.n - 1] * 131u +
		     (unsigned char)name.p[name.n / 2] * 17u;
	return h % NAMES_TABLE;
}

/* The place of the name in the table: its own, or the free one where it would stand. */
static unsigned place(const struct names *names, struct sv name)
{
	unsigned at = hash(name);

	while (names->table[at] && !sv_same(names->name[names->table[at] - 1], name))
		at = (at + 1) % NAMES_TABLE;
	return at;
}

int names_find(const struct names *names, struct sv name)
{
	return (int)names->table[place(names, name)] - 1;
}

int names_add(struct names *names, struct sv name)
{
	unsigned at = place(names, name);

	if (names->table[at])
		return names->table[at] - 1;
	if (names->count == NAMES_MAX)
		return -1;
	names->name[names->count++] = name;
	names->table[at] = (uint8_t)names->count;
	return (int)names->count - 1;
}
