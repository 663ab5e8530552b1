#include "export/export.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/plural.h"
#include "base/timestamp.h"
#include "export/committed.h"
#include "export/deletions.h"
#include "export/metrics.h"
#include "export/outbox.h"
#include "export/remember.h"
#include "export/resources.h"
#include "export/run_manifest.h"
#include "export/status.h"
#include "export/tombstones.h"
#include "exposure/exposure.h"
#include "schema/choice.h"
#include "cli/hash_key.h"
#include "sink/pool.h"
#include "sink/file.h"

static void export_set_time(struct export *export, int64_t run_ms)
{
	export->run_ms = run_ms;
	timestamp_write(run_ms, export->changed_at);
}

static enum rc export_write_manifest(const struct export *export)
{
	AUTO_BUF text = {0}, path = {0};

	TRY(run_manifest_write(export, &text));
	buf_addf(&path, "%s/%s", export->publish.staging, MANIFEST_NAME);
	return file_write_whole(buf_text(&path), export->directory.file_mode, buf_sv(&text));
}

/* `where`: a directory, or standard output. */
static void export_announce(const struct export *export, const char *where)
{
	const char *missing = status_is_complete(export) ? "" : ", but the run is not complete: see the warnings";
	size_t resources = status_resources_read(export);
	bool nothing_changed = export->state && export->rows == 0 && export->app->options->mode != MODE_SNAPSHOT;

	log_progress_end(export->app->log);
	if (nothing_changed)
		log_line(export->app->log, LEVEL_INFO,
			 "nothing changed in %zu resource%s since the last run: only headers written to %s%s",
			 resources, plural(resources), where, missing);
	else
		log_line(export->app->log, LEVEL_INFO, "%llu row%s of %zu resource%s written to %s%s",
			 (unsigned long long)export->rows, plural(export->rows), resources, plural(resources), where,
			 missing);
}

/* Everything between the first request and the last row. */
static enum rc export_write_rows(struct export *export, const struct table_file_config *files,
				 const char *spool_directory)
{
	TRY(resources_open(export, files, spool_directory));
	TRY(resources_read(export));
	TRY(deletions_settle(export));
	TRY(tombstones_write(export));
	TRY(resources_finish(export));
	return remember_run(export);
}

/*
 * A commit may fail after it reached the disk: then the run is committed and must be published. If that cannot be
 * found out, its files are kept for the next run to decide.
 */
static enum rc export_commit(struct export *export)
{
	AUTO_FREE char *place = committed_place(export);
	enum rc rc = remember_commit(export, place);
	enum commit_fate fate = rc == RC_OK ? COMMIT_DONE : committed_fate(export);

	if (fate != COMMIT_UNDONE) {
		publish_committed(&export->publish);
		*export->app->committed = true;
	}
	if (rc == RC_OK || fate == COMMIT_UNDONE)
		return rc;
	return rc_context(rc, "%s", fate == COMMIT_DONE ? PUBLISH_COMMITTED : PUBLISH_PERHAPS_COMMITTED);
}

static enum rc export_publish(struct export *export, bool complete)
{
	if (!export->state)
		return publish_without_state(&export->publish, complete);
	TRY(publish_prepare(&export->publish));
	TRY(export_commit(export));
	return publish_finish(&export->publish, complete);
}

static enum rc export_write_run(struct export *export)
{
	struct table_file_config files = {
		.directory = export->publish.staging,
		.mode = export->directory.file_mode,
		.blocks = &export->blocks,
		.pool = export->pool,
		.max_file_size = export->app->options->max_file_size,
	};
	bool complete;

	export->blocks = (struct blocks){.directory = export->publish.staging, .most = BLOCKS_IN_MEMORY};
	export_set_time(export, export->publish.run_ms);
	clock_check_lead(export->app->log, export->run_ms, export->started_ms);
	TRY(export_write_rows(export, &files, export->publish.staging));
	complete = status_is_complete(export);
	TRY(export_write_manifest(export));
	TRY(export_publish(export, complete));
	export_announce(export, export->publish.published);
	return complete ? RC_OK : RC_PARTIAL;
}

static enum rc export_to_directory(struct export *export)
{
	struct publish_config publish = {.now_ms = export->started_ms};

	TRY(committed_open(export));
	if (!export->directory.syncs)
		log_line(export->app->log, LEVEL_WARNING,
			 "the file system of %s cannot sync directories: a power failure may lose a run that was "
			 "published; choose an --output on another one",
			 export->app->options->output);
	publish.named_state = export->named_state;
	publish.history = committed_history(export);
	TRY(publish_begin(&export->publish, &export->directory, &publish));
	return export_write_run(export);
}

static enum rc export_to_stdout(struct export *export)
{
	struct table_file_config files = {
		.fd = STDOUT_FILENO,
		.fd_name = "standard output",
		.pool = export->pool,
	};
	bool complete;

	export_set_time(export,
			export->started_ms - (export->started_ms % MS_PER_SECOND + MS_PER_SECOND) % MS_PER_SECOND);
	TRY(export_write_rows(export, &files, export->app->temporary));
	complete = status_is_complete(export);
	publish_done(complete);
	run_manifest_report(export);
	export_announce(export, "standard output");
	return complete ? RC_OK : RC_PARTIAL;
}

/* Metrics that cannot be written are a warning: they do not change the exit status. */
static void export_write_metrics(const struct export *export, enum rc rc)
{
	const char *path = export->app->options->metrics_file;
	struct rc_kept kept;

	if (!path || rc == RC_LOCKED) /* the run that holds the lock writes them */
		return;
	rc_keep(&kept);
	if (metrics_write(path, export, rc) != RC_OK)
		log_line(export->app->log, LEVEL_WARNING, "--metrics-file: %s", rc_text());
	(void)rc_restore(&kept, rc);
}

/* One warning for all: what this run needed, and what it left. */
static void export_warn_of_exposed(const struct export *export)
{
	const struct options *options = export->app->options;
	struct exposure found = {0};

	exposure_find_keys(options, &found);
	if (!options->to_stdout)
		exposure_find_directory(options, &found);
	if (export->publish.published)
		exposure_find_run(options, export->publish.published, &found);
	exposure_warn(&found, export->app->log);
}

static unsigned export_threads(const struct options *options)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (options->threads)
		return (unsigned)options->threads;
	return cores < 1 ? 1 : cores > POOL_THREADS_MAX ? POOL_THREADS_MAX : (unsigned)cores;
}

static enum rc export_choose(struct export *export)
{
	const struct options *options = export->app->options;

	TRY(catalogue_init(&export->catalogue));
	TRY(choice_tables(&export->catalogue, options->tables));
	TRY(choice_exclude(&export->catalogue, options->exclude_columns));
	TRY(choice_hash(&export->catalogue, options->hash_columns));
	if (options->to_stdout && choice_count(&export->catalogue) != 1)
		return rc_fail(RC_USAGE, "--stdout writes exactly one table, but --tables %s selects %zu: name one",
			       options->tables, choice_count(&export->catalogue));
	return RC_OK;
}

enum rc cmd_export(const struct app *app)
{
	struct export export = {.app = app,
				.directory = {.lock = -1},
				.spool_budget = {SPOOL_BUDGET},
				.last_run_ms = TIMESTAMP_NONE};
	enum rc rc;

	export.started_ms = app->clock->now_ms(app->clock->context);
	TRY(export_choose(&export));
	if (!app->options->to_stdout || app->options->gzip)
		export.pool = pool_new(app->options->gzip_level, export_threads(app->options));
	/* Before anything is created on disk: a run without a key, or with a wrong destination, leaves no trace. */
	rc = hash_key_open(app->options, &export.tokens);
	if (rc == RC_OK)
		rc = outbox_open(&export);
	if (rc == RC_OK)
		rc = service_open(&export.service, app);
	if (rc == RC_OK)
		rc = app->options->to_stdout ? export_to_stdout(&export) : export_to_directory(&export);
	rc = outbox_send(&export, rc);
	export_warn_of_exposed(&export);
	export_write_metrics(&export, rc);
	outbox_close(&export);
	resources_close(&export);
	service_close(&export.service);
	token_close(&export.tokens);
	/* After files and connections are closed: to remove the directory takes a free descriptor. */
	publish_abandon(&export.publish);
	committed_close_state(&export);
	publish_release(&export.publish);
	mem_free(export.named_state);
	mem_free(export.state_path);
	directory_close(&export.directory);
	pool_free(export.pool);
	return rc;
}
