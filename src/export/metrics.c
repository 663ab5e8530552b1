#include "export/metrics.h"

#include "base/timestamp.h"
#include "export/outbox.h"
#include "export/status.h"
#include "sink/gauge.h"
#include "sink/metrics_file.h"

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

static uint64_t metrics_rows(const struct export *export, const struct export_resource *resource, unsigned table)
{
	(void)export;
	return resource->outlets[table].rows;
}

static uint64_t metrics_is_whole(const struct export *export, const struct export_resource *resource, unsigned table)
{
	return strcmp(status_of_table(export, resource, table), "complete") == 0;
}

/* A gauge with a value for each table that was asked for. */
static void metrics_add_tables(struct buf *out, const struct export *export, const char *name,
			       uint64_t (*value)(const struct export *, const struct export_resource *, unsigned))
{
	for (size_t i = 0; i < export->resource_count; i++) {
		const struct export_resource *resource = &export->resources[i];

		for (unsigned t = 0; t < resource->plan->count; t++)
			if (resource->plan->tables[t].wanted)
				buf_addf(out, "pinpoint_export_%s{account=\"%s\",table=\"%s\"} %llu\n", name,
					 export->app->options->account, resource->plan->tables[t].table->name,
					 (unsigned long long)value(export, resource, t));
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

enum rc metrics_write(const char *path, const struct export *export, enum rc status)
{
	AUTO_BUF text = {0};

	metrics_add_run(&text, export, status);
	outbox_add_metrics(export, &text);
	if (status == RC_OK || status == RC_PARTIAL || status == RC_UNPUSHED) {
		gauge_add_head(&text, "rows", "Rows the last run wrote.");
		metrics_add_tables(&text, export, "rows", metrics_rows);
		gauge_add_head(&text, "table_whole", "1 where the last run read the whole table, else 0.");
		metrics_add_tables(&text, export, "table_whole", metrics_is_whole);
		metrics_add_resources(&text, export);
	}
	return metrics_file_write(path, export->app->options->umask, &text);
}
