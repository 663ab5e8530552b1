/*
 * prune: deletes old published runs.
 */
#include <errno.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/find_state.h"
#include "base/mem.h"
#include "prune/prune.h"

/* Without the state nobody knows what is still to be pushed, so doing without it must be said. */
static enum rc prune_find_state(const struct options *options, struct buf *state)
{
	if (options->no_state)
		return RC_OK;
	TRY(find_optional_state(options, state));
	if (state->n)
		return RC_OK;
	return rc_fail(RC_USAGE,
		       "no state in --output %s, which says what is still to be pushed: name it with --state FILE, or use "
		       "--no-state if runs are exported without one",
		       options->output);
}

enum rc cmd_prune(const struct app *app)
{
	const struct options *options = app->options;
	AUTO_BUF state = {0};
	AUTO_FREE char *account = NULL;

	if (access(options->output, F_OK) != 0)
		return rc_fail(RC_USAGE, "--output %s: %s; give the directory that holds the runs", options->output,
			       strerror(errno));
	TRY(prune_find_state(options, &state));
	TRY(find_account(options, state.n ? buf_text(&state) : NULL, &account));
	if (!account)
		return rc_fail(RC_USAGE, "without a state the account must be named: use --account NAME");
	return prune(app, state.n ? buf_text(&state) : NULL, account);
}
