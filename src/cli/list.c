#include "cli/list.h"

bool list_next(struct sv *list, struct sv *item)
{
	while (list->n) {
		const char *comma = memchr(list->p, ',', list->n);
		size_t n = comma ? (size_t)(comma - list->p) : list->n;

		*item = sv_trim((struct sv){list->p, n});
		*list = sv_from(*list, n + 1);
		if (item->n)
			return true;
	}
	return false;
}

size_t list_count(const char *text)
{
	struct sv list = sv_of(text), item;
	size_t count = 0;

	while (list_next(&list, &item))
		count++;
	return count;
}
