#include "export/given_up.h"

void given_up_add(const struct query *query, uint64_t wanted, uint64_t given_up, struct buf *out)
{
	const char *between = ", without ";

	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!query_given_up_name(query, wanted, given_up, i, &name))
			continue;
		buf_addf(out, "%s%s", between, buf_text(&name));
		between = " and ";
	}
}
