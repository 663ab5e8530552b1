#include "export/outbox.h"

#include <unistd.h>

#include "base/mem.h"
#include "export/committed.h"
#include "export/gauge.h"

#define LATER "published here, not yet at %s; the next run or push sends it"

static bool outbox_is_used(const struct export *export)
{
	return export->app->options->publish_to != NULL;
}

static struct push_place outbox_place(const struct export *export)
{
	return (struct push_place){.output = export->app->options->output,
				   .state = export->state_path,
				   .account = export->app->options->account};
}

enum rc outbox_open(struct export *export)
{
	return outbox_is_used(export) ? push_open(&export->push, export->app) : RC_OK;
}

/* Out of memory (base/mem.h). */
static void outbox_exit_unpushed(void)
{
	static const char line[] =
		"pinpoint-export: out of memory: published here, not yet pushed; the next run or push "
		"sends it\n";
	ssize_t ignored = write(STDERR_FILENO, line, sizeof(line) - 1);

	(void)ignored;
	_exit(RC_UNPUSHED);
}

enum rc outbox_send(struct export *export, enum rc rc)
{
	struct push_place place = outbox_place(export);
	enum rc sent;

	if (!outbox_is_used(export) || (rc != RC_OK && rc != RC_PARTIAL))
		return rc;
	*export->app->committed = true; /* published: a signal changes only whether it is pushed */
	committed_close_state(export);
	mem_on_exhausted(outbox_exit_unpushed);
	sent = push_published(&export->push, &place);
	if (sent == RC_OK)
		publish_done(rc == RC_OK);
	return sent == RC_OK ? rc : rc_context(RC_UNPUSHED, LATER, export->push.bucket.name);
}

static void outbox_add_figure(const struct export *export, struct buf *out, const char *name, uint64_t value)
{
	buf_addf(out, "pinpoint_export_%s{account=\"%s\"} %llu\n", name, export->app->options->account,
		 (unsigned long long)value);
}

static void outbox_add_seconds(const struct export *export, struct buf *out)
{
	gauge_add_head(out, "push_seconds", "Time that the last run spent on pushing.");
	buf_addf(out, "pinpoint_export_push_seconds{account=\"%s\"} %lld.%03lld\n", export->app->options->account,
		 (long long)(export->push.ms / MS_PER_SECOND), (long long)(export->push.ms % MS_PER_SECOND));
}

void outbox_add_metrics(const struct export *export, struct buf *out)
{
	const struct push *push = &export->push;
	struct push_place place = outbox_place(export);
	struct push_waiting waiting;
	struct rc_kept kept;

	if (!outbox_is_used(export))
		return;
	rc_keep(&kept);
	/* Without a state, or before it is chosen, nobody knows. */
	if (place.state && push_count_waiting(push, &place, &waiting) == RC_OK) {
		gauge_add_head(out, "runs_unpushed", "Published runs that are not yet where --publish-to says.");
		outbox_add_figure(export, out, "runs_unpushed", waiting.waiting);
		gauge_add_head(
			out, "runs_lost",
			"Runs that were deleted before they were pushed, since the last complete snapshot there.");
		outbox_add_figure(export, out, "runs_lost", waiting.lost);
	}
	(void)rc_restore(&kept, RC_OK);
	gauge_add_head(out, "runs_pushed", "Runs that the last run pushed.");
	outbox_add_figure(export, out, "runs_pushed", push->runs);
	gauge_add_head(out, "pushed_bytes", "Bytes that the last run pushed.");
	outbox_add_figure(export, out, "pushed_bytes", push->figures.bytes);
	outbox_add_seconds(export, out);
}

void outbox_close(struct export *export)
{
	if (outbox_is_used(export))
		push_close(&export->push);
}
