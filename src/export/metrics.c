#include "export/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "export/gauge.h"
#include "export/outbox.h"
#include "export/status.h"
#include "sink/file.h"

/* Collectors run as another user, and nothing here is secret: always readable; --umask may allow more. */
enum { METRICS_MODE = 0644, ALL_WRITE = 0666, LINKS_MAX = 40 };

static void metrics_add_run(struct buf *out, const struct export *export, enum rc status)
{
	const struct clock *clock = export->app->clock;
	const char *account = export->app->options->account;
	int64_t now_ms = clock->now_ms(clock->context);

	gauge_add_head(out, "run_exit_status",
		       "Exit status of the last run; 0 is complete, 3 published but not complete, 11 not pushed yet.");
	buf_addf(out, "pinpoint_export_run_exit_status{account=\"%s\"} %d\n", account, (int)status);
	gauge_add_head(out, "run_start_time_seconds", "When the last run began.");
	buf_addf(out, "pinpoint_export_run_start_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(export->started_ms / MS_PER_SECOND));
	gauge_add_head(out, "run_end_time_seconds", "When the last run ended.");
	buf_addf(out, "pinpoint_export_run_end_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(now_ms / MS_PER_SECOND));
}

static void metrics_add_tables(struct buf *out, const struct export *export)
{
	gauge_add_head(out, "rows", "Rows the last run wrote.");
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
		gauge_add_head(out, figures[f].name, figures[f].help);
		for (size_t i = 0; i < export->resource_count; i++) {
			const struct fetch_result *result = status_fetched(export, &export->resources[i]);
			uint64_t value;

			memcpy(&value, (const char *)result + figures[f].offset, sizeof(value));
			buf_addf(out, "pinpoint_export_%s{account=\"%s\",resource=\"%s\"} %llu\n", figures[f].name,
				 export->app->options->account, export->resources[i].plan->endpoint->query.path + 1,
				 (unsigned long long)value);
		}
	}
}

/* Only our own files are replaced, also empty or cut off: not a device, and not a file that somebody needs. */
static bool metrics_is_own(int fd)
{
	static const char ours[] = GAUGE_BEGIN;
	char begin[sizeof(ours) - 1];
	struct stat facts;
	ssize_t n;

	if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
		return false;
	n = read(fd, begin, sizeof(begin));
	return n >= 0 && memcmp(begin, ours, (size_t)n) == 0;
}

static enum rc metrics_check(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	bool own;

	if (fd < 0 && errno == ENOENT)
		return RC_OK;
	if (fd < 0)
		return rc_fail(RC_OUTPUT, "%s is not replaced, because it cannot be read: %s; use another path", path,
			       strerror(errno));
	own = metrics_is_own(fd);
	close(fd);
	return own ? RC_OK
		   : rc_fail(RC_OUTPUT, "%s is not replaced, because it is not a metrics file; use another path", path);
}

/* Where a link finally points to, whether or not there is something: the link stays a link. */
static char *metrics_target(const char *path)
{
	char *target = mem_text(path);
	char text[PATH_MAX];
	ssize_t n;

	for (int links = 0; links < LINKS_MAX && (n = readlink(target, text, sizeof(text))) > 0; links++) {
		const char *slash = strrchr(target, '/');
		size_t directory = slash && text[0] != '/' ? (size_t)(slash + 1 - target) : 0;
		AUTO_BUF next = {0};

		buf_addsv(&next, (struct sv){target, directory});
		buf_addsv(&next, (struct sv){text, (size_t)n});
		mem_free(target);
		target = mem_text(buf_text(&next));
	}
	return target;
}

static enum rc metrics_replace(const char *target, const struct buf *text, mode_t mode)
{
	AUTO_BUF aside = {0};
	enum rc rc;

	buf_addf(&aside, "%s.new", target);
	TRY(metrics_check(target));
	TRY(metrics_check(buf_text(&aside))); /* a killed run may have left it */
	(void)unlink(buf_text(&aside));
	TRY(file_write_whole(buf_text(&aside), METRICS_MODE, buf_sv(text)));
	/* The umask of the run, which keeps its rows private, was applied to this file too. */
	(void)chmod(buf_text(&aside), mode);
	rc = file_rename(buf_text(&aside), target);
	if (rc != RC_OK)
		(void)unlink(buf_text(&aside));
	return rc;
}

enum rc metrics_write(const char *path, const struct export *export, enum rc status)
{
	AUTO_FREE char *target = metrics_target(path);
	mode_t mode = METRICS_MODE | (ALL_WRITE & ~(mode_t) export->app->options->umask);
	AUTO_BUF text = {0};

	metrics_add_run(&text, export, status);
	outbox_add_metrics(export, &text);
	if (status == RC_OK || status == RC_PARTIAL || status == RC_UNPUSHED) {
		metrics_add_tables(&text, export);
		metrics_add_resources(&text, export);
	}
	return metrics_replace(target, &text, mode);
}
