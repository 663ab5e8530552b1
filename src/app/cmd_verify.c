/*
 * verify: checks that a published run is unchanged. Prints one line, or one object with --json, on standard output; the
 * first difference is also the error line.
 */
#include "app/commands.h"
#include "base/plural.h"
#include "json/pretty_json.h"
#include "cli/stdout.h"
#include "verify/verify.h"

static void verify_add_difference(struct pretty_json *json, struct difference *difference)
{
	pretty_key(json, "difference");
	pretty_open(json, '{');
	pretty_text_member(json, "file", buf_text(&difference->file));
	pretty_key(json, "row");
	if (difference->row)
		pretty_number(json, difference->row);
	else
		pretty_null(json);
	pretty_text_member(json, "expected", buf_text(&difference->expected));
	pretty_text_member(json, "found", buf_text(&difference->found));
	pretty_close(json, '}');
}

static void verify_add_json(struct verify *verify, bool ok, struct buf *out)
{
	struct pretty_json json = {.out = out};
	const struct manifest *manifest = verify->run.manifest;

	pretty_open(&json, '{');
	pretty_key(&json, "ok");
	pretty_bool(&json, ok);
	pretty_text_member(&json, "run_id", manifest ? manifest->run_id : NULL);
	pretty_text_member(&json, "account", manifest ? manifest->account : NULL);
	pretty_number_member(&json, "tables", verify->tables);
	pretty_number_member(&json, "files", verify->files);
	pretty_number_member(&json, "rows", verify->rows);
	pretty_number_member(&json, "bytes", verify->bytes);
	if (ok)
		pretty_text_member(&json, "difference", NULL);
	else
		verify_add_difference(&json, &verify->run.difference);
	pretty_close(&json, '}');
}

static void verify_add_line(const struct verify *verify, struct buf *out)
{
	const struct {
		uint64_t count;
		const char *noun;
	} counts[] = {
		{verify->tables, "table"},
		{verify->files, "file"},
		{verify->rows, "row"},
		{verify->bytes, "byte"},
	};

	buf_addf(out, "%s: as published", verify->run.manifest->run_id);
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		buf_addf(out, ", %llu %s%s", (unsigned long long)counts[i].count, counts[i].noun,
			 plural(counts[i].count));
	buf_addc(out, '\n');
}

/* Prints a result only: neither a wrong argument nor a disk that cannot be read is one. */
static enum rc verify_print(struct verify *verify, enum rc rc)
{
	AUTO_BUF out = {0};
	struct rc_kept difference;

	if (rc != RC_OK && (rc != RC_DIFFERENCE || !verify->app->options->json))
		return rc;
	rc_keep(&difference);
	if (verify->app->options->json)
		verify_add_json(verify, rc == RC_OK, &out);
	else
		verify_add_line(verify, &out);
	TRY(stdout_print(buf_sv(&out)));
	return rc == RC_OK ? rc : rc_restore(&difference, rc);
}

enum rc cmd_verify(const struct app *app)
{
	struct verify verify;
	enum rc rc = verify_open(&verify, app, app->options->operands[0]);

	if (rc == RC_OK)
		rc = verify_run(&verify);
	log_progress_end(app->log);
	rc = verify_print(&verify, rc);
	verify_close(&verify);
	return rc;
}
