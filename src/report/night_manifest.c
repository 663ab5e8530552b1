#include "report/night_manifest.h"

#include "base/mem.h"
#include "manifest/run_directory.h"
#include "report/html.h"
#include "sink/file.h"

#define NIGHT_COLUMNS_CHANGED "columns.changed"

/* --- Names of tables */

/* The number of a name, which is new if it was not there; NIGHTS_TABLES_MAX if there are too many. */
static size_t nights_table_number(struct nights *nights, const char *name)
{
	size_t count = nights_table_count(nights);
	const char *copy;

	for (size_t i = 0; i < count; i++)
		if (strcmp(nights_table_name(nights, i), name) == 0)
			return i;
	if (count == NIGHTS_TABLES_MAX)
		return NIGHTS_TABLES_MAX;
	copy = arena_text(&nights->arena, sv_of(name));
	buf_add(&nights->names, &copy, sizeof(copy));
	return count;
}

/* --- A table */

static enum night_table_status night_status_of(const char *status)
{
	static const char *const names[] = {[NIGHT_TABLE_COMPLETE] = "complete",
					    [NIGHT_TABLE_INCOMPLETE] = "incomplete",
					    [NIGHT_TABLE_NOT_READABLE] = "not_readable"};

	for (size_t i = NIGHT_TABLE_COMPLETE; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(status, names[i]) == 0)
			return (enum night_table_status)i;
	return NIGHT_TABLE_NOT_THERE;
}

static void night_keep_warnings(struct nights *nights, const struct manifest_table *from, struct night_table *to)
{
	size_t count = from->warning_count < NIGHTS_WARNINGS_MAX ? from->warning_count : NIGHTS_WARNINGS_MAX;
	struct manifest_warning *kept = arena_take(&nights->arena, (count + 1) * sizeof(*kept));

	for (size_t i = 0; i < count; i++)
		kept[i] = (struct manifest_warning){arena_text(&nights->arena, sv_of(from->warnings[i].name)),
						    from->warnings[i].count};
	to->warnings = kept;
	to->warning_count = count;
}

static bool night_is_anew(const struct night *night, const struct night_table *table)
{
	const struct manifest_rows *rows = &table->rows;

	if (night->anew || night_warning(table, NIGHT_COLUMNS_CHANGED))
		return true;
	return rows->created && !rows->changed && !rows->unchanged && !rows->unconfirmed && !night_is_delta(night);
}

/* --- The whole */

/* Manifests are not trusted: a sum may not wrap to something small. */
static void night_sum(uint64_t *sum, uint64_t more)
{
	*sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + more;
}

static void night_add_rows(struct manifest_rows *sum, const struct manifest_rows *rows)
{
	night_sum(&sum->written, rows->written);
	night_sum(&sum->created, rows->created);
	night_sum(&sum->changed, rows->changed);
	night_sum(&sum->deleted, rows->deleted);
	night_sum(&sum->unchanged, rows->unchanged);
	night_sum(&sum->unconfirmed, rows->unconfirmed);
}

static void night_keep_tables(struct nights *nights, struct night *night, const struct manifest *manifest)
{
	uint64_t anew = 0;

	for (size_t i = 0; i < manifest->table_count; i++)
		(void)nights_table_number(nights, manifest->tables[i].name);
	night->table_count = nights_table_count(nights);
	night->tables = arena_take(&nights->arena, (night->table_count + 1) * sizeof(*night->tables));
	memset(night->tables, 0, night->table_count * sizeof(*night->tables));
	for (size_t i = 0; i < manifest->table_count; i++) {
		const struct manifest_table *from = &manifest->tables[i];
		size_t number = nights_table_number(nights, from->name);
		struct night_table *to = &night->tables[number];

		if (number == NIGHTS_TABLES_MAX)
			continue;
		to->status = night_status_of(from->status);
		to->rows = from->rows;
		night_keep_warnings(nights, from, to);
		to->anew = night_is_anew(night, to);
		night_add_rows(&night->rows, &from->rows);
		night_sum(&anew, to->anew ? from->rows.created : 0);
		night_sum(&anew, to->anew ? from->rows.changed : 0);
	}
	night->anew = anew > (night->rows.created + night->rows.changed) / 2;
}

static int64_t night_duration(const struct manifest *manifest)
{
	int64_t started, finished;

	if (!manifest->started_at || !timestamp_read(sv_of(manifest->started_at), &started) ||
	    !timestamp_read(sv_of(manifest->finished_at), &finished) || finished < started)
		return HTML_DURATION_NONE;
	return finished - started;
}

static void night_keep(struct nights *nights, struct night *night, const struct manifest *manifest)
{
	*night = (struct night){.ms = night->ms,
				.on_disk = true,
				.source = NIGHT_FROM_MANIFEST,
				.mode = arena_text(&nights->arena, sv_of(manifest->mode)),
				.complete = manifest->complete,
				.anew = !manifest->previous_run_id,
				.duration_ms = night_duration(manifest)};
	for (size_t i = 0; i < manifest->resource_count; i++) {
		night_sum(&night->requests, manifest->resources[i].requests);
		night_sum(&night->retried, manifest->resources[i].retried);
	}
	night_keep_tables(nights, night, manifest);
}

static const char *night_problem(struct nights *nights, const struct night *night, const struct manifest *manifest)
{
	char name[RUN_NAME_SIZE];

	timestamp_run_name(night->ms, name);
	if (!manifest)
		return "its manifest.json is missing, damaged or not readable";
	if (strcmp(manifest->run_id, name) != 0)
		return "its manifest.json is that of another run";
	if (!nights->account)
		nights->account = arena_text(&nights->arena, sv_of(manifest->account));
	if (strcmp(manifest->account, nights->account) != 0)
		return "it is a run of another account";
	return NULL;
}

void night_read_manifest(const struct app *app, struct nights *nights, struct night *night)
{
	const struct manifest *manifest = NULL;
	struct run_directory directory;
	AUTO_FREE char *path = NULL;
	char name[RUN_NAME_SIZE];

	timestamp_run_name(night->ms, name);
	path = file_path(app->options->output, name);
	if (run_directory_open(&directory, app->stop, path) == RC_OK && run_directory_manifest(&directory) == RC_OK)
		manifest = directory.manifest;
	night->problem = night_problem(nights, night, manifest);
	if (!night->problem)
		night_keep(nights, night, manifest);
	run_directory_close(&directory);
}
