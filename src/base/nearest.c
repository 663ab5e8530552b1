#include "base/nearest.h"

static unsigned nearest_least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned nearest_edits(struct sv a, struct sv b)
{
	unsigned row[NEAREST_NAME_MAX + 1];

	if (a.n > NEAREST_NAME_MAX || b.n > NEAREST_NAME_MAX)
		return NEAREST_EDITS_MAX + 1;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			unsigned replaced = diagonal + (ascii_lower(a.p[i - 1]) != ascii_lower(b.p[j - 1]));

			diagonal = row[j];
			row[j] = nearest_least(replaced, nearest_least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.n];
}

const char *nearest_name(struct sv name, const char *const *names, size_t count)
{
	unsigned best = NEAREST_EDITS_MAX + 1;
	const char *found = NULL;

	for (size_t i = 0; i < count; i++) {
		unsigned edits = nearest_edits(name, sv_of(names[i]));

		/* Two edits turn any two letters into any others, so at least half of the name must be right. */
		if (edits < best && edits * 2 <= strlen(names[i])) {
			best = edits;
			found = names[i];
		}
	}
	return found;
}
