#include "load/load.h"

#include "load/location.h"
#include "load/tables.h"
#include "publish/names.h"

/* The account is written into a literal. No character that --account takes (output/README.md, "Ids") ends one. */
static enum rc load_check_account(const struct manifest *manifest, struct difference *difference)
{
	for (const char *p = manifest->account; *p; p++) {
		if (ascii_is_letter(*p) || ascii_is_digit(*p) || strchr(".-_:", *p))
			continue;
		buf_adds(&difference->expected, "an account in letters, digits and . _ - : at account");
		difference_show(&difference->found, sv_of(manifest->account));
		return difference_at(difference, MANIFEST_NAME, 0);
	}
	return RC_OK;
}

static enum rc load_check_format(const struct dialect *dialect, const struct manifest *manifest)
{
	AUTO_BUF formats = {0};

	if (dialect_source(dialect, sv_of(manifest->format)))
		return RC_OK;
	if (!dialect->sources[0].format)
		return rc_fail(RC_USAGE, "runs cannot be loaded into %s: %s; schema --as %s prints its tables",
			       dialect->title, dialect->why_not, dialect->name);
	dialect_add_formats(dialect, " or ", &formats);
	return rc_fail(RC_USAGE, "run %s is %s, and %s: export with --format %s to load into %s", manifest->run_id,
		       manifest->format, dialect->why_not, buf_text(&formats), dialect->title);
}

/* Anything less than everything would delete what was merely not read. */
static enum rc load_check_replace(const struct load_request *request, const struct manifest *manifest)
{
	if (!request->replace || (strcmp(manifest->mode, "snapshot") == 0 && manifest->complete))
		return RC_OK;
	return rc_fail(RC_USAGE,
		       "--replace deletes what the run does not hold, and run %s is %s: use a complete snapshot",
		       manifest->run_id, manifest->complete ? "no snapshot" : "not complete");
}

static void load_add_tables(const struct load_request *request, const struct manifest *manifest, const char *location,
			    const struct load_tables *tables, struct buf *out)
{
	AUTO_BUF temporary = {0};
	const struct sql_source *source = dialect_source(request->target.dialect, sv_of(manifest->format));
	struct sql_run run = {.run_id = manifest->run_id,
			      .account = manifest->account,
			      .mode = manifest->mode,
			      .finished_at = manifest->finished_at,
			      .watermark = manifest->watermark,
			      .previous_run_id = manifest->previous_run_id,
			      .complete = manifest->complete,
			      .replace = request->replace,
			      .announced = request->announced,
			      .location = location,
			      .tables = tables->tables,
			      .table_count = tables->count};

	location_temporary(request->temporary, manifest->run_id, &temporary);
	run.temporary = buf_text(&temporary);
	script_add_load(&request->target, source, &run, out);
}

enum rc load_add_script(const struct load_request *request, struct run_directory *run, struct buf *out)
{
	const struct manifest *manifest = run->manifest;
	AUTO_BUF location = {0};
	struct load_tables tables;
	enum rc rc;

	TRY(load_check_account(manifest, &run->difference));
	TRY(load_check_format(request->target.dialect, manifest));
	TRY(load_check_replace(request, manifest));
	TRY(location_find(request->target.dialect, run->path, request->from, &location));
	rc = load_tables_make(manifest, &tables, &run->difference);
	if (rc == RC_OK)
		load_add_tables(request, manifest, buf_text(&location), &tables, out);
	load_tables_release(&tables);
	return rc;
}
