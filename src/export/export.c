#include "export/export.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "export/committed.h"
#include "export/deletions.h"
#include "export/metrics.h"
#include "export/remember.h"
#include "export/resources.h"
#include "export/run_manifest.h"
#include "export/status.h"
#include "export/tombstones.h"
#include "sink/pool.h"
#include "sink/file.h"

enum { MS = 1000 };

static void set_time(struct export *export, int64_t run_ms)
{
	export->run_ms = run_ms;
	timestamp_write(run_ms, export->changed_at);
}

static enum rc write_manifest(const struct export *export)
{
	AUTO_BUF text = {0}, path = {0};

	TRY(export_manifest(export, &text));
	buf_addf(&path, "%s/%s", export->publish.staging, MANIFEST_NAME);
	return file_write_whole(buf_text(&path), export->directory.file_mode, buf_sv(&text));
}

static void say_done(const struct export *export, const char *where)
{
	const char *lacks = export_complete(export) ? "" : ", but not complete: see the warnings";
	bool quiet_night = export->state && export->rows == 0 && export->app->options->mode != MODE_SNAPSHOT;

	log_progress_end(export->app->log);
	if (quiet_night)
		log_line(export->app->log, LEVEL_INFO,
			 "nothing changed in %zu resources since the last run: only headers %s%s",
			 export->resource_count, where, lacks);
	else
		log_line(export->app->log, LEVEL_INFO, "%llu rows of %zu resources %s%s",
			 (unsigned long long)export->rows, export->resource_count, where, lacks);
}

/* Everything between the first request and the last row. */
static enum rc write_rows(struct export *export, const struct table_file_config *files, const char *spool_directory)
{
	TRY(export_open_resources(export, files, spool_directory));
	TRY(export_read(export));
	TRY(deletions_settle(export));
	TRY(tombstones_write(export));
	TRY(export_finish_files(export));
	return export_remember(export);
}

/* The commit may have reached the disk and only its report was lost: then the run is, and must be published. */
static enum rc commit_state(struct export *export)
{
	AUTO_FREE char *place = export_place(export);
	enum rc rc = export_commit_state(export, place);
	enum commit_fate fate = rc == RC_OK ? COMMIT_DONE : export_commit_fate(export);

	/* Kept also where nobody knows: the next run does. */
	if (fate != COMMIT_UNDONE) {
		publish_committed(&export->publish);
		*export->app->committed = true;
	}
	if (rc == RC_OK || fate == COMMIT_UNDONE)
		return rc;
	return rc_context(rc, "%s", fate == COMMIT_DONE ? PUBLISH_COMMITTED : PUBLISH_PERHAPS_COMMITTED);
}

static enum rc publish_run(struct export *export, bool complete)
{
	if (!export->state)
		return publish_without_state(&export->publish, complete);
	TRY(publish_prepare(&export->publish));
	TRY(commit_state(export));
	return publish_finish(&export->publish, complete);
}

static enum rc write_run(struct export *export)
{
	struct table_file_config files = {
		.directory = export->publish.staging,
		.mode = export->directory.file_mode,
		.pool = export->pool,
		.max_file_size = export->app->options->max_file_size,
	};
	bool complete;

	set_time(export, export->publish.run_ms);
	TRY(write_rows(export, &files, export->publish.staging));
	complete = export_complete(export);
	TRY(write_manifest(export));
	TRY(publish_run(export, complete));
	say_done(export, export->publish.published);
	return complete ? RC_OK : RC_PARTIAL;
}

static enum rc to_directory(struct export *export)
{
	const struct options *options = export->app->options;
	struct publish_config publish = {.now_ms = export->started_ms};
	struct directory_config config = {.path = options->output,
					  .account = options->account,
					  .umask = options->umask,
					  .now_ms = export->started_ms};

	TRY(export_choose_state(export));
	config.state = export->state_path;
	TRY(directory_open(&config, &export->directory));
	TRY(export_open_state(export, export->directory.state));
	publish.named_state = export->named_state;
	publish.history = export_history(export);
	TRY(publish_begin(&export->publish, &export->directory, &publish));
	return write_run(export);
}

static enum rc to_stdout(struct export *export)
{
	struct table_file_config files = {
		.fd = STDOUT_FILENO,
		.fd_name = "standard output",
		.pool = export->pool,
	};

	set_time(export, export->started_ms - (export->started_ms % MS + MS) % MS);
	TRY(write_rows(export, &files, export->app->temporary));
	publish_done(export_complete(export));
	say_done(export, "to standard output");
	return export_complete(export) ? RC_OK : RC_PARTIAL;
}

/* A run is not worse for a collector that cannot be told of it. */
static void tell_metrics(const struct export *export, enum rc rc)
{
	const char *path = export->app->options->metrics_file;
	struct rc_kept kept;

	if (!path || rc == RC_LOCKED) /* then the run that holds the lock tells */
		return;
	rc_keep(&kept);
	if (metrics_write(path, export, rc) != RC_OK)
		log_line(export->app->log, LEVEL_WARNING, "--metrics-file: %s", rc_text());
	(void)rc_restore(&kept, rc);
}

static unsigned threads(const struct options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (options->threads)
		return (unsigned)options->threads;
	return cores < 1 ? 1 : cores > POOL_THREADS_MAX ? POOL_THREADS_MAX : (unsigned)cores;
}

enum rc cmd_export(const struct app *app)
{
	struct export export = {.app = app,
				.directory = {.lock = -1},
				.spool_budget = {SPOOL_BUDGET},
				.last_run_ms = TIMESTAMP_NONE};
	enum rc rc;

	export.started_ms = app->clock->now_ms(app->clock->context);
	TRY(catalogue_init(&export.catalogue));
	TRY(catalogue_choose(&export.catalogue, app->options->tables, app->options->exclude_columns));
	if (!app->options->to_stdout || app->options->gzip)
		export.pool = pool_new(app->options->gzip_level, threads(app->options));
	/* Before anything is made on disk: a run without a key shall leave no trace. */
	rc = service_open(&export.service, app);
	if (rc == RC_OK)
		rc = app->options->to_stdout ? to_stdout(&export) : to_directory(&export);
	tell_metrics(&export, rc);
	export_close_resources(&export);
	service_close(&export.service);
	/* After files and connections: without a free descriptor nothing could be removed. */
	publish_abandon(&export.publish);
	export_close_state(&export);
	publish_release(&export.publish);
	mem_free(export.named_state);
	mem_free(export.state_path);
	directory_close(&export.directory);
	pool_free(export.pool);
	return rc;
}
