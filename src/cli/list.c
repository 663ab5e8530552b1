#include "cli/list.h"

bool list_next(struct sv *list, struct sv *item)
{
	while (list->n) {
		struct sv part = sv_until(*list, ',');

		*item = sv_trim(part);
		*list = sv_from(*list, part.n + 1);
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

/* After a mismatch the last `*` takes one character more. */
bool list_item_matches(struct sv item, struct sv text)
{
	size_t at = 0, seen = 0, after_star = 0, star_seen = 0;
	bool star = false;

	while (seen < text.n) {
		if (at < item.n && item.p[at] == '*') {
			star = true;
			after_star = ++at;
			star_seen = seen;
		} else if (at < item.n && item.p[at] == text.p[seen]) {
			at++;
			seen++;
		} else if (star) {
			at = after_star;
			seen = ++star_seen;
		} else {
			return false;
		}
	}
	while (at < item.n && item.p[at] == '*')
		at++;
	return at == item.n;
}
