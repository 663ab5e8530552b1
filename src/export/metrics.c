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

/* Collectors run as another user, and nothing here is secret: never less, --umask may add to it. */
enum { METRICS_MODE = 0644, ALL_WRITE = 0666, MS_A_SECOND = 1000 };

static void add_head(struct buf *out, const char *name, const char *help)
{
	buf_addf(out, METRICS_BEGIN "%s %s\n# TYPE pinpoint_export_%s gauge\n", name, help, name);
}

static void add_run(struct buf *out, const struct export *export, enum rc status)
{
	const struct clock *clock = export->app->clock;
	const char *account = export->app->options->account;
	int64_t now_ms = clock->now_ms(clock->context);

	add_head(out, "run_exit_status", "Exit status of the last run; 0 is complete, 3 published but not complete.");
	buf_addf(out, "pinpoint_export_run_exit_status{account=\"%s\"} %d\n", account, (int)status);
	add_head(out, "run_start_time_seconds", "When the last run began.");
	buf_addf(out, "pinpoint_export_run_start_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(export->started_ms / MS_A_SECOND));
	add_head(out, "run_end_time_seconds", "When the last run ended.");
	buf_addf(out, "pinpoint_export_run_end_time_seconds{account=\"%s\"} %lld\n", account,
		 (long long)(now_ms / MS_A_SECOND));
}

static void add_tables(struct buf *out, const struct export *export)
{
	add_head(out, "rows", "Rows the last run wrote.");
	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted)
				buf_addf(out, "pinpoint_export_rows{account=\"%s\",table=\"%s\"} %llu\n",
					 export->app->options->account, resource->plan->tables[t].table->name,
					 (unsigned long long)resource->outlets[t].rows);
	}
}

static void add_resources(struct buf *out, const struct export *export)
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
		add_head(out, figures[f].name, figures[f].help);
		for (size_t i = 0; i < export->resource_count; i++) {
			const struct fetch_result *result = export_result(export, &export->resources[i]);
			uint64_t value;

			memcpy(&value, (const char *)result + figures[f].offset, sizeof(value));
			buf_addf(out, "pinpoint_export_%s{account=\"%s\",resource=\"%s\"} %llu\n", figures[f].name,
				 export->app->options->account, export->resources[i].plan->entity->query.path + 1,
				 (unsigned long long)value);
		}
	}
}

/* Renaming onto it would replace a device, or a file that somebody needs: what stands there must have been ours. */
static enum rc check_target(const char *path)
{
	static const char ours[] = METRICS_BEGIN;
	char begin[sizeof(ours) - 1];
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat facts;
	bool fits;

	if (fd < 0 && lstat(path, &facts) != 0)
		return RC_OK; /* whoever writes there will say why, if that cannot be done */
	if (fd < 0 && !S_ISLNK(facts.st_mode))
		return rc_fail(RC_OUTPUT, "%s is left as it is, since it cannot be read: %s; name another", path,
			       strerror(errno));
	if (fd < 0)
		return RC_OK; /* a link that leads nowhere */
	fits = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
	       (facts.st_size == 0 ||
		(read(fd, begin, sizeof(begin)) == (ssize_t)sizeof(begin) && memcmp(begin, ours, sizeof(begin)) == 0));
	close(fd);
	return fits ? RC_OK
		    : rc_fail(RC_OUTPUT, "%s is left as it is, since it is no file of metrics; name another", path);
}

/* Where a link leads to: it stays, unless it leads nowhere. */
static char *target_of(const char *path)
{
	char target[PATH_MAX];

	return mem_text(realpath(path, target) ? target : path);
}

enum rc metrics_write(const char *path, const struct export *export, enum rc status)
{
	AUTO_FREE char *target = target_of(path);
	AUTO_BUF text = {0}, aside = {0};
	enum rc rc;

	add_run(&text, export, status);
	if (status == RC_OK || status == RC_PARTIAL) {
		add_tables(&text, export);
		add_resources(&text, export);
	}
	buf_addf(&aside, "%s.new", target);
	TRY(check_target(path));
	unlink(buf_text(&aside)); /* left by a run that was killed here; a folder of this name is not ours */
	TRY(file_write_whole(buf_text(&aside), METRICS_MODE, buf_sv(&text)));
	/* The mask of the run, which keeps others from its rows, has cut the mode. */
	(void)chmod(buf_text(&aside), METRICS_MODE | (ALL_WRITE & ~(mode_t) export->app->options->umask));
	rc = file_rename(buf_text(&aside), target);
	if (rc != RC_OK)
		unlink(buf_text(&aside));
	return rc;
}
