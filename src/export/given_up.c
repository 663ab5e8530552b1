#include "export/given_up.h"

void given_up_add(const struct query *query, uint64_t wanted, uint64_t given_up, struct buf *out)
{
	AUTO_BUF last = {0};
	unsigned count = 0;

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!query_given_up_name(query, wanted, given_up, i, &name))
			continue;
		if (last.n)
			buf_addf(out, "%s%s", count++ ? ", " : ", without ", buf_text(&last));
		buf_clear(&last);
		buf_addsv(&last, buf_sv(&name));
	}
	if (last.n)
		buf_addf(out, "%s%s", count ? " and " : ", without ", buf_text(&last));
}
