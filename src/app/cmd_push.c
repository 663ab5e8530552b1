/*
 * push: sends published runs to object storage. Without operands all runs of the output directory that were not sent yet.
 */
#include <errno.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/find_state.h"
#include "base/mem.h"
#include "base/plural.h"
#include "cli/api_key.h"
#include "export/recover.h"
#include "push/metrics.h"
#include "push/push.h"
#include "sink/metrics_file.h"

/* What the command works on: the options with the account filled in, where there is one. */
struct job {
	struct app app;
	struct options options;
	struct buf state; /* path; empty: there is none */
	char *account;
};

static void job_release(struct job *job)
{
	buf_release(&job->state);
	mem_free(job->account);
}

#define AUTO_JOB __attribute__((cleanup(job_release))) struct job

static enum rc job_find_account(struct job *job)
{
	TRY(find_account(&job->options, job->state.n ? buf_text(&job->state) : NULL, &job->account));
	job->options.account = job->account;
	return RC_OK;
}

static enum rc job_begin(struct job *job, const struct app *app)
{
	job->app = *app;
	job->options = *app->options;
	job->app.options = &job->options;
	if (!job->options.no_state)
		TRY(find_optional_state(&job->options, &job->state));
	return job_find_account(job);
}

static enum rc push_check_output(const struct options *options)
{
	if (access(options->output, F_OK) == 0)
		return RC_OK;
	return rc_fail(RC_USAGE, "--output %s: %s; give the directory that holds the runs", options->output,
		       strerror(errno));
}

static enum rc push_everything(struct push *push, const struct job *job, const struct push_place *place)
{
	TRY(push_check_output(&job->options));
	if (job->options.account && !job->options.no_state)
		TRY(export_recover(&job->app));
	return push_published(push, place);
}

static void push_announce(const struct push *push)
{
	log_line(push->app->log, LEVEL_INFO, "%llu run%s pushed to %s: %llu object%s sent, %llu there already",
		 (unsigned long long)push->runs, plural(push->runs), push->bucket.name,
		 (unsigned long long)push->figures.objects, plural(push->figures.objects),
		 (unsigned long long)push->figures.skipped);
}

static enum rc push_update_metrics(const struct push *push, const struct push_place *place)
{
	const struct options *options = push->app->options;
	AUTO_BUF text = {0};

	if (!place->account)
		return rc_fail(RC_USAGE, "without a state the account must be named: use --account NAME");
	push_add_metrics(push, place, &text);
	return metrics_file_update(options->metrics_file, options->umask, &text);
}

/* As after an export: metrics that cannot be written do not change the exit status. */
static void push_write_metrics(const struct push *push, const struct push_place *place, enum rc rc)
{
	struct rc_kept kept;

	if (!push->app->options->metrics_file)
		return;
	rc_keep(&kept);
	if (push_update_metrics(push, place) != RC_OK)
		log_line(push->app->log, LEVEL_WARNING, "--metrics-file: %s", rc_text());
	(void)rc_restore(&kept, rc);
}

static enum rc push_runs(const struct job *job, const struct push_place *place)
{
	const struct options *options = &job->options;
	struct push push;
	enum rc rc = push_open(&push, &job->app);

	if (rc == RC_OK)
		rc = options->operand_count ? push_named(&push, place, options->operands, options->operand_count)
					    : push_everything(&push, job, place);
	log_progress_end(job->app.log);
	if (rc == RC_OK)
		push_announce(&push);
	push_write_metrics(&push, place, rc);
	push_close(&push);
	return rc;
}

enum rc cmd_push(const struct app *app)
{
	AUTO_JOB job = {.account = NULL};
	struct push_place place;

	api_key_forget(API_KEY_ENVIRONMENT);
	TRY(job_begin(&job, app));
	place = (struct push_place){.output = app->options->output,
				    .state = job.state.n ? buf_text(&job.state) : NULL,
				    .account = job.options.account};
	return app->options->forget ? push_forget(&job.app, &place) : push_runs(&job, &place);
}
