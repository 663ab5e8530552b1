#include "push/metrics.h"

#include "base/timestamp.h"
#include "sink/gauge.h"

struct gauges {
	const char *account;
	struct buf *out;
};

static void metrics_add(const struct gauges *gauges, const char *name, const char *help, uint64_t value)
{
	gauge_add_head(gauges->out, name, help);
	buf_addf(gauges->out, "pinpoint_export_%s{account=\"%s\"} %llu\n", name, gauges->account,
		 (unsigned long long)value);
}

static void metrics_add_seconds(const struct gauges *gauges, int64_t ms)
{
	gauge_add_head(gauges->out, "push_seconds", "Time that the last push took.");
	buf_addf(gauges->out, "pinpoint_export_push_seconds{account=\"%s\"} %lld.%03lld\n", gauges->account,
		 (long long)(ms / MS_PER_SECOND), (long long)(ms % MS_PER_SECOND));
}

void push_add_metrics(const struct push *push, const struct push_place *place, struct buf *out)
{
	const struct gauges gauges = {place->account, out};
	struct push_waiting waiting;
	struct rc_kept kept;

	rc_keep(&kept);
	/* Without a state, or before it is chosen, nobody knows. */
	if (place->state && push->bucket.name && push_count_waiting(push, place, &waiting) == RC_OK) {
		metrics_add(&gauges, "runs_unpushed", "Published runs that are not yet where --publish-to says.",
			    waiting.waiting);
		metrics_add(&gauges, "runs_lost",
			    "Runs that were deleted before they were pushed, since the last complete snapshot there.",
			    waiting.lost);
	}
	(void)rc_restore(&kept, RC_OK);
	metrics_add(&gauges, "runs_pushed", "Runs that the last push sent, or found to be there.", push->runs);
	metrics_add(&gauges, "pushed_bytes", "Bytes that the last push sent.", push->figures.bytes);
	metrics_add_seconds(&gauges, push->ms);
}
