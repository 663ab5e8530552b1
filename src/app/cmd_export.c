/*
 * export: reads the account and leaves one published run, or writes the rows of one table to standard output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/metrics.h"
#include "sink/crew.h"
#include "sink/file.h"

static void set_time(struct export *export, int64_t run_ms)
{
	timestamp_write(run_ms, export->changed_at);
}

static enum rc write_manifest(const struct export *export)
{
	AUTO_BUF text = {0}, path = {0};

	export_manifest(export, &text);
	buf_addf(&path, "%s/%s", export->publish.staging, MANIFEST_NAME);
	return file_write_whole(buf_text(&path), export->directory.file_mode, buf_sv(&text));
}

static void say_done(const struct export *export, const char *where)
{
	log_progress_end(export->app->log);
	log_line(export->app->log, LEVEL_INFO, "%llu rows of %zu resources %s%s", (unsigned long long)export->rows,
		 export->reading_count, where, export_complete(export) ? "" : ", but not complete: see the warnings");
}

static enum rc write_run(struct export *export)
{
	const struct options *options = export->app->options;
	struct table_file_config files = {
		.directory = export->publish.staging,
		.mode = export->directory.file_mode,
		.crew = export->crew,
		.max_file_size = options->max_file_size,
	};
	bool complete;

	set_time(export, export->publish.run_ms);
	export_open_readings(export, &files, export->publish.staging);
	TRY(export_read(export));
	complete = export_complete(export);
	TRY(write_manifest(export));
	TRY(publish_commit(&export->publish, complete));
	say_done(export, export->publish.published);
	return complete ? RC_OK : RC_PARTIAL;
}

static enum rc to_directory(struct export *export)
{
	const struct options *options = export->app->options;
	struct directory_config config = {.path = options->output,
					  .account = options->account,
					  .umask = options->umask,
					  .now_ms = export->started_ms};

	TRY(directory_open(&config, &export->directory));
	TRY(publish_begin(&export->publish, &export->directory, export->started_ms));
	return write_run(export);
}

static enum rc to_stdout(struct export *export)
{
	const char *directory = getenv("TMPDIR");
	struct table_file_config files = {
		.fd = STDOUT_FILENO,
		.fd_name = "standard output",
		.crew = export->crew,
	};

	set_time(export, export->started_ms / 1000 * 1000);
	export_open_readings(export, &files, directory && *directory ? directory : "/tmp");
	TRY(export_read(export));
	say_done(export, "to standard output");
	return export_complete(export) ? RC_OK : RC_PARTIAL;
}

/* A run is not worse for a collector that cannot be told of it. */
static void tell_metrics(const struct export *export, enum rc rc)
{
	const char *path = export->app->options->metrics_file;
	char text[ERROR_TEXT_MAX];

	if (!path || rc == RC_LOCKED) /* then the run that holds the lock tells */
		return;
	snprintf(text, sizeof(text), "%s", rc_text());
	if (metrics_write(path, export, rc) != RC_OK)
		log_line(export->app->log, LEVEL_WARNING, "--metrics-file: %s", rc_text());
	(void)rc_fail(rc, "%s", text);
}

static unsigned threads(const struct options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (options->threads)
		return (unsigned)options->threads;
	return cores < 1 ? 1 : cores > CREW_THREADS_MAX ? CREW_THREADS_MAX : (unsigned)cores;
}

enum rc cmd_export(const struct app *app)
{
	struct export export = {.app = app, .directory = {.lock = -1}, .spool_budget = {SPOOL_BUDGET}};
	enum rc rc;

	export.started_ms = app->clock->now_ms(app->clock->context);
	TRY(catalogue_init(&export.catalogue));
	TRY(catalogue_choose(&export.catalogue, app->options->tables, app->options->exclude_columns));
	if (!app->options->to_stdout || app->options->gzip)
		export.crew = crew_new(app->options->gzip_level, threads(app->options));
	/* Before anything is made on disk: a run without a key shall leave no trace. */
	rc = service_open(&export.service, app);
	if (rc == RC_OK)
		rc = app->options->to_stdout ? to_stdout(&export) : to_directory(&export);
	tell_metrics(&export, rc);
	export_close_readings(&export);
	service_close(&export.service);
	/* After files and connections: without a free descriptor nothing could be removed. */
	publish_abandon(&export.publish);
	publish_release(&export.publish);
	directory_close(&export.directory);
	crew_free(export.crew);
	return rc;
}
