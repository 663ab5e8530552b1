/*
 * report: the last runs as an HTML page.
 */
#include "app/commands.h"
#include "app/find_state.h"
#include "base/mem.h"
#include "cli/stdout.h"
#include "report/report.h"

enum rc cmd_report(const struct app *app)
{
	AUTO_BUF state = {0}, page = {0};
	AUTO_FREE char *account = NULL;
	const char *path;

	TRY(find_optional_state(app->options, &state));
	path = state.n ? buf_text(&state) : NULL;
	TRY(find_account(app->options, path, &account));
	TRY(report_add_page(app, path, account, &page));
	return stdout_print(buf_sv(&page));
}
