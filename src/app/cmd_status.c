/*
 * status: what the state knows, which is the last runs, and the watermarks and the live and deleted rows of each table.
 */
#include "schema/catalogue.h"
#include "app/commands.h"
#include "app/find_state.h"
#include "cli/stdout.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "json/escape.h"
#include "push/push.h"
#include "state/state.h"

#define STATUS_RUNS 10

enum { NAME_WIDTH = 24 }; /* of a table, at least */

struct report {
	struct state *state;
	const char *path;
	struct buf text;
	const char *output;
	size_t runs, unpushed;
	struct catalogue catalogue;
	/* First by number of the catalogue's table, then without gaps (report_close_gaps()). */
	struct state_count counts[CATALOGUE_TABLES_MAX];
	size_t count;
};

/* A path may contain anything, so its unprintable bytes are escaped. */
static void report_add_path(struct buf *out, const char *path)
{
	size_t most = 4 * strlen(path) + 1;

	buf_reserve(out, most);
	out->n += utf8_write_printable(sv_of(path), out->p + out->n, most);
}

static void report_add_time(struct buf *out, int64_t ms)
{
	char text[TIMESTAMP_SIZE] = "-";

	if (ms != TIMESTAMP_NONE)
		timestamp_write(ms, text);
	buf_addf(out, "%-*s", TIMESTAMP_SIZE - 1, text);
}

static enum rc report_add_run(void *context, const struct state_run *run)
{
	struct report *report = context;
	char name[RUN_NAME_SIZE];

	timestamp_run_name(run->at_ms, name);
	buf_addf(&report->text, "  %s  %-8s  %-10s  %llu written: %llu created, %llu changed, %llu deleted", name,
		 run->mode, run->complete ? "complete" : "incomplete", (unsigned long long)run->written,
		 (unsigned long long)run->created, (unsigned long long)run->changed, (unsigned long long)run->deleted);
	if (run->unconfirmed)
		buf_addf(&report->text, ", %llu unconfirmed", (unsigned long long)run->unconfirmed);
	buf_adds(&report->text, "  ");
	report_add_path(&report->text, run->place);
	buf_addc(&report->text, '\n');
	report->runs++;
	return RC_OK;
}

/* The width of the names of tables. */
static int report_name_width(const struct report *report)
{
	size_t width = NAME_WIDTH;

	for (size_t i = 0; i < report->count; i++)
		if (strlen(report->counts[i].table) > width)
			width = strlen(report->counts[i].table);
	return (int)width;
}

static void report_add_table(struct buf *out, const struct state_count *count, int width)
{
	buf_addf(out, "  %-*s %10llu %10llu  ", width, count->table, (unsigned long long)count->live,
		 (unsigned long long)count->deleted);
	report_add_time(out, count->watermark.changed_at_ms);
	buf_addf(out, "  %s\n", count->watermark.remote_updated_at[0] ? count->watermark.remote_updated_at : "-");
}

/* A run that is gone from the disk counts as long as what it held is missing at its destination. */
static bool report_is_unpushed(const struct report *report, const struct state_unpushed *run, bool *lost)
{
	*lost = !push_is_there(report->output, run);
	return !*lost || !run->replaced;
}

static enum rc report_add_unpushed(void *context, const struct state_unpushed *run)
{
	struct report *report = context;
	char name[RUN_NAME_SIZE];
	bool lost;

	if (!report_is_unpushed(report, run, &lost))
		return RC_OK;
	timestamp_run_name(run->run_ms, name);
	buf_addf(&report->text, "%s  %s  ", report->unpushed++ ? "" : "\nnot yet pushed\n", name);
	report_add_path(&report->text, run->destination);
	buf_adds(&report->text, lost ? "  lost: deleted before it was pushed\n" : "\n");
	return RC_OK;
}

static enum rc report_add_text(struct report *report)
{
	struct buf *out = &report->text;

	buf_addf(out, "account %s, state ", state_account(report->state));
	report_add_path(out, report->path);
	buf_adds(out, "\n\nlast runs\n");
	TRY(state_runs(report->state, STATUS_RUNS, report_add_run, report));
	if (report->runs == 0)
		buf_adds(out, "  none\n");
	TRY(state_unpushed(report->state, report_add_unpushed, report));
	buf_addf(out, "\n  %-*s %10s %10s  %-24s  %s\n", report_name_width(report), "table", "live", "deleted",
		 "changed_at", "remote_updated_at");
	for (size_t i = 0; i < report->count; i++)
		report_add_table(out, &report->counts[i], report_name_width(report));
	return RC_OK;
}

static void report_add_json_time(struct buf *out, const char *name, int64_t ms)
{
	char text[TIMESTAMP_SIZE];

	buf_addf(out, "\"%s\": ", name);
	if (ms == TIMESTAMP_NONE) {
		buf_adds(out, "null");
		return;
	}
	timestamp_write(ms, text);
	buf_addf(out, "\"%s\"", text);
}

static enum rc report_add_json_run(void *context, const struct state_run *run)
{
	struct report *report = context;
	struct buf *out = &report->text;
	char name[RUN_NAME_SIZE];

	timestamp_run_name(run->at_ms, name);
	buf_addf(out, "%s\n    {\"run_id\": \"%s\", \"mode\": \"%s\", \"complete\": %s, \"place\": ",
		 report->runs++ ? "," : "", name, run->mode, run->complete ? "true" : "false");
	json_escape_sanitized(out, sv_of(run->place));
	buf_adds(out, ", ");
	report_add_json_time(out, "started_at", run->started_ms);
	buf_adds(out, ", ");
	report_add_json_time(out, "finished_at", run->finished_ms);
	buf_addf(out,
		 ", \"rows\": {\"written\": %llu, \"created\": %llu, \"changed\": %llu, \"deleted\": %llu, "
		 "\"unchanged\": %llu, \"unconfirmed\": %llu}}",
		 (unsigned long long)run->written, (unsigned long long)run->created, (unsigned long long)run->changed,
		 (unsigned long long)run->deleted, (unsigned long long)run->unchanged,
		 (unsigned long long)run->unconfirmed);
	return RC_OK;
}

static void report_add_json_table(struct buf *out, const struct state_count *count, bool first)
{
	const char *updated = count->watermark.remote_updated_at;

	buf_adds(out, first ? "\n    " : ",\n    ");
	json_escape(out, sv_of(count->table));
	buf_addf(out, ": {\"live\": %llu, \"deleted\": %llu, \"watermark\": {", (unsigned long long)count->live,
		 (unsigned long long)count->deleted);
	report_add_json_time(out, "changed_at", count->watermark.changed_at_ms);
	buf_adds(out, ", \"remote_updated_at\": ");
	if (updated[0])
		json_escape(out, sv_of(updated));
	else
		buf_adds(out, "null");
	buf_adds(out, "}}");
}

static enum rc report_add_json_unpushed(void *context, const struct state_unpushed *run)
{
	struct report *report = context;
	struct buf *out = &report->text;
	char name[RUN_NAME_SIZE];
	bool lost;

	if (!report_is_unpushed(report, run, &lost))
		return RC_OK;
	timestamp_run_name(run->run_ms, name);
	buf_addf(out, "%s\n    {\"run_id\": \"%s\", \"destination\": ", report->unpushed++ ? "," : "", name);
	json_escape_sanitized(out, sv_of(run->destination));
	buf_addf(out, ", \"lost\": %s}", lost ? "true" : "false");
	return RC_OK;
}

static enum rc report_add_json(struct report *report)
{
	struct buf *out = &report->text;

	buf_adds(out, "{\n  \"account\": ");
	json_escape(out, sv_of(state_account(report->state)));
	buf_adds(out, ",\n  \"state\": ");
	json_escape_sanitized(out, sv_of(report->path));
	buf_adds(out, ",\n  \"runs\": [");
	TRY(state_runs(report->state, STATUS_RUNS, report_add_json_run, report));
	buf_adds(out, "\n  ],\n  \"unpushed\": [");
	TRY(state_unpushed(report->state, report_add_json_unpushed, report));
	buf_adds(out, report->unpushed ? "\n  ],\n  \"tables\": {" : "],\n  \"tables\": {");
	for (size_t i = 0; i < report->count; i++)
		report_add_json_table(out, &report->counts[i], i == 0);
	buf_adds(out, "\n  }\n}\n");
	return RC_OK;
}

/* Keeps the order of the manifest. A table without a mapping any more is not reported. */
static enum rc report_keep_count(void *context, const struct state_count *count)
{
	struct report *report = context;
	const struct catalogue_table *table = catalogue_find(&report->catalogue, sv_of(count->table));
	struct state_count *kept;

	if (!table)
		return RC_OK;
	kept = &report->counts[table - report->catalogue.tables];
	*kept = *count;
	kept->table = table->table->name;
	return RC_OK;
}

/* Closes the gaps of the tables that were never compared. */
static void report_close_gaps(struct report *report)
{
	for (size_t i = 0; i < report->catalogue.table_count; i++)
		if (report->counts[i].table)
			report->counts[report->count++] = report->counts[i];
}

enum rc cmd_status(const struct app *app)
{
	AUTO_BUF path = {0};
	struct report report = {.output = app->options->output};
	struct state_config config = {.account = app->options->account, .read_only = true};
	enum rc rc;

	TRY(catalogue_init(&report.catalogue));
	TRY(find_state(app->options, &path));
	config.path = report.path = buf_text(&path);
	TRY(state_open(&config, &report.state));
	rc = state_counts(report.state, report_keep_count, &report);
	report_close_gaps(&report);
	if (rc == RC_OK)
		rc = app->options->json ? report_add_json(&report) : report_add_text(&report);
	state_close(report.state);
	if (rc == RC_OK)
		rc = stdout_print(buf_sv(&report.text));
	buf_release(&report.text);
	return rc;
}
