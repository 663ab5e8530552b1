/*
 * The row of `check` about object storage: is it configured, which credentials are there, does it take them?
 */
#include "app/check.h"
#include "push/probe.h"

/* "s3://bucket/prefix in eu-west-1, credentials from the environment" */
static void destination_add_name(const struct push *push, struct buf *out)
{
	buf_addf(out, "%s in %s, credentials from %s", push->bucket.name, push->bucket.region,
		 s3_credentials_source(push->session.credentials));
}

static void destination_add(const struct push *push, const struct push_probe *probe, struct screen *screen)
{
	AUTO_BUF name = {0};
	char run[RUN_NAME_SIZE];

	destination_add_name(push, &name);
	if (!probe->readable) {
		screen_add(screen, VERDICT_NOTE, "destination",
			   "%s: it answers, but they may not read `latest`, or may not list and it is not there yet: a "
			   "push shows whether they may write",
			   buf_text(&name));
		return;
	}
	if (probe->run_ms != TIMESTAMP_NONE)
		timestamp_run_name(probe->run_ms, run);
	screen_add(screen, VERDICT_OK, "destination", "%s: it answers, `latest` %s%s", buf_text(&name),
		   !probe->there                       ? "is not there yet"
		   : probe->run_ms == TIMESTAMP_NONE ? "does not name a run"
						       : "is ",
		   probe->run_ms == TIMESTAMP_NONE ? "" : run);
}

void check_destination(const struct app *app, struct screen *screen)
{
	struct push_probe probe;
	struct push push;
	enum rc rc;

	if (!app->options->publish_to) {
		screen_add(screen, VERDICT_OK, "destination", "none: runs stay on this machine (no --publish-to)");
		return;
	}
	rc = push_open(&push, app);
	if (rc == RC_OK) {
		rc = push_probe(&push, &probe);
		if (rc == RC_OK)
			destination_add(&push, &probe, screen);
		else
			rc = RC_UNPUSHED; /* an export would publish here, and end with this */
	}
	if (rc != RC_OK)
		screen_fail(screen, rc, "destination");
	push_close(&push);
}
