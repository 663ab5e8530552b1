/*
 * load: prints the SQL that loads a published run into a warehouse.
 */
#include "app/commands.h"
#include "cli/stdout.h"
#include "load/load.h"

enum rc cmd_load(const struct app *app)
{
	const struct options *options = app->options;
	struct load_request request = {.target = {.schema = options->schema},
				       .from = options->from,
				       .temporary = app->temporary,
				       .replace = options->replace,
				       .announced = app->log->progress && app->log->form != LOG_LINES};
	struct run_directory run;
	AUTO_BUF out = {0};
	enum rc rc;

	TRY(dialect_choose(options->form, options->schema, &request.target.dialect));
	rc = run_directory_open(&run, app->stop, options->operands[0]);
	if (rc == RC_OK)
		rc = run_directory_manifest(&run);
	if (rc == RC_OK)
		rc = load_add_script(&request, &run, &out);
	if (rc == RC_OK)
		rc = stdout_print(buf_sv(&out));
	run_directory_close(&run);
	return rc;
}
