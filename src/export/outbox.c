#include "export/outbox.h"

#include <unistd.h>

#include "base/mem.h"
#include "export/committed.h"
#include "push/metrics.h"

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

void outbox_add_metrics(const struct export *export, struct buf *out)
{
	struct push_place place = outbox_place(export);

	if (outbox_is_used(export))
		push_add_metrics(&export->push, &place, out);
}

void outbox_close(struct export *export)
{
	if (outbox_is_used(export))
		push_close(&export->push);
}
