#include "export/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "export/status.h"
#include "sink/file.h"

#define METRICS_BEGIN "# HELP pinpoint_export_"

/* Collectors run as another user, and nothing here is secret: always readable; --umask may allow more. */
enum { METRICS_MODE = 0644, ALL_WRITE = 0666, MS_A_SECOND = 1000 };

static void metrics_add_head(struct buf *out, const char *name, const char *help)
{
	buf_addf(out, METRICS_BEGIN "%s %s\n# TYPE pinpoint_export_%s gauge\n", name, help, name);
}

static void metrics_add_run(struct buf *out, const struct export *export, enum rc status)
{
	const struct clock *clock = export->app->clock;
	const char *account = export->app->options->account;
	int64_t now_ms = clock->now_ms(clock->context);

	metrics_add_head(out, "run_exit_status",
			 "Exit status of the last run; 0 is complete, 3 published but not complete.");
	buf_addf(out, "pinpoint_export_run_exit_status{account=\"%s\"} %d\n", account, (int)status);
	metrics_add_head(out, "run_start_time_seconds", "When the last run began.");
	buf_addf(out, "pinpoint_export_run_start_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(export->started_ms / MS_A_SECOND));
	metrics_add_head(out, "run_end_time_seconds", "When the last run ended.");
	buf_addf(out, "pinpoint_export_run_end_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(now_ms / MS_A_SECOND));
}

static void metrics_add_tables(struct buf *out, const struct export *export)
{
	metrics_add_head(out, "rows", "Rows the last run wrote.");
	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted)
				buf_addf(out, "pinpoint_export_rows{account=\"%s\",table=\"%s\"} %llu\n",
					 export->app->options->account, resource->plan->tables[t].table->name,
					 (unsigned long long)resource->outlets[t].rows);
	}
}

static void metrics_add_resources(struct buf *out, const struct export *export)
{
	static const struct {
		const char *name, *help;
		size_t offset; /* of a uint64_t in struct fetch_result */
	} figures[] = {
		{"records", "Distinct records received.", offsetof(struct fetch_result, received)},
		{"requests", "Requests sent.", offsetof(struct fetch_result, requests)},
		{"requests_retried", "Requests sent again.", offsetof(struct fetch_result, retried)},
		{"received_bytes", "Bytes of decoded bodies.", offsetof(struct fetch_result, bytes)},
	};

	for (size_t f = 0; f < sizeof(figures) / sizeof(*figures); f++) {
		metrics_add_head(out, figures[f].name, figures[f].help);
		for (size_t i = 0; i < export->resource_count; i++) {
			const struct fetch_result *result = status_fetched(export, &export->resources[i]);
			uint64_t value;

			memcpy(&value, (const char *)result + figures[f].offset, sizeof(value));
			buf_addf(out, "pinpoint_export_%s{account=\"%s\",resource=\"%s\"} %llu\n", figures[f].name,
				 export->app->options->account, export->resources[i].plan->entity->query.path + 1,
				 (unsigned long long)value);
		}
	}
}

/* A rename could replace a device, or a file that somebody needs: only an empty file or one of ours may be replaced. */
static enum rc metrics_check_target(const char *path)
{
	static const char ours[] = METRICS_BEGIN;
	char begin[sizeof(ours) - 1];
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat facts;
	bool fits;

	if (fd < 0 && lstat(path, &facts) != 0)
		return RC_OK; /* a new file; if it cannot be created, file_write_whole() reports why */
	if (fd < 0 && !S_ISLNK(facts.st_mode))
		return rc_fail(RC_OUTPUT, "%s is not replaced, because it cannot be read: %s; use another path", path,
			       strerror(errno));
	if (fd < 0)
		return RC_OK; /* a dangling link */
	fits = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
	       (facts.st_size == 0 ||
		(read(fd, begin, sizeof(begin)) == (ssize_t)sizeof(begin) && memcmp(begin, ours, sizeof(begin)) == 0));
	close(fd);
	return fits ? RC_OK
		    : rc_fail(RC_OUTPUT, "%s is not replaced, because it is not a metrics file; use another path",
			      path);
}

/* The target of a link, which then stays a link; a dangling one is replaced. */
static char *metrics_target(const char *path)
{
	char target[PATH_MAX];

	return mem_text(realpath(path, target) ? target : path);
}

enum rc metrics_write(const char *path, const struct export *export, enum rc status)
{
	AUTO_FREE char *target = metrics_target(path);
	AUTO_BUF text = {0}, aside = {0};
	enum rc rc;

	metrics_add_run(&text, export, status);
	if (status == RC_OK || status == RC_PARTIAL) {
		metrics_add_tables(&text, export);
		metrics_add_resources(&text, export);
	}
	buf_addf(&aside, "%s.new", target);
	TRY(metrics_check_target(path));
	unlink(buf_text(&aside)); /* left by a killed run; a directory of this name is not removed */
	TRY(file_write_whole(buf_text(&aside), METRICS_MODE, buf_sv(&text)));
	/* The umask of the run, which keeps its rows private, was applied to this file too. */
	(void)chmod(buf_text(&aside), METRICS_MODE | (ALL_WRITE & ~(mode_t) export->app->options->umask));
	rc = file_rename(buf_text(&aside), target);
	if (rc != RC_OK)
		unlink(buf_text(&aside));
	return rc;
}
