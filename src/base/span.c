#include "base/span.h"

enum { A_MINUTE = 60, AN_HOUR = 60 * A_MINUTE };

void span_add(uint64_t seconds, struct buf *out)
{
	if (seconds >= AN_HOUR)
		buf_addf(out, "%llu h ", (unsigned long long)(seconds / AN_HOUR));
	if (seconds >= A_MINUTE)
		buf_addf(out, "%llu min ", (unsigned long long)(seconds % AN_HOUR / A_MINUTE));
	buf_addf(out, "%llu s", (unsigned long long)(seconds % A_MINUTE));
}
