#include "app/find_state.h"

#include <errno.h>
#include <unistd.h>

#include "base/mem.h"
#include "publish/directory.h"
#include "sink/file.h"
#include "state/state.h"

static enum rc find_no_state(const char *path)
{
	return rc_fail(RC_USAGE, "no state in %s: use --output DIR, or --state FILE; the first export creates it",
		       path);
}

struct state_search {
	const char *directory;
	struct buf *path;
	size_t found;
};

static enum rc find_see_entry(void *context, const char *name)
{
	struct state_search *search = context;
	struct sv account;

	if (!directory_is_state(name, &account))
		return RC_OK;
	if (search->found++ == 0)
		buf_addf(search->path, "%s/%s", search->directory, name);
	return RC_OK;
}

/* Finds the state file of a directory; there may be only one. */
static enum rc find_only(const char *directory, struct buf *path)
{
	struct state_search search = {directory, path, 0};

	if (access(directory, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return RC_OK;
	if (file_each_entry(directory, find_see_entry, &search) != RC_OK)
		return RC_USAGE; /* not RC_OUTPUT: nothing was to be written */
	if (search.found > 1)
		return rc_fail(RC_USAGE, "%s holds the states of several accounts: choose one with --account NAME",
			       directory);
	return RC_OK;
}

enum rc find_state(const struct options *options, struct buf *path)
{
	AUTO_BUF directory = {0};
	AUTO_FREE char *usual = NULL;

	if (options->state) {
		buf_adds(path, options->state);
		return RC_OK;
	}
	if (options->account) {
		usual = directory_usual_state(options->output, options->account);
		buf_adds(path, usual);
		return RC_OK;
	}
	buf_addf(&directory, "%s/" STATE_DIRECTORY_NAME, options->output);
	TRY(find_only(buf_text(&directory), path));
	return path->n ? RC_OK : find_no_state(buf_text(&directory));
}

enum rc find_optional_state(const struct options *options, struct buf *path)
{
	AUTO_BUF directory = {0};

	if (options->state || options->account)
		TRY(find_state(options, path));
	else
		buf_addf(&directory, "%s/" STATE_DIRECTORY_NAME, options->output);
	if (directory.n)
		TRY(find_only(buf_text(&directory), path));
	if (path->n && access(buf_text(path), F_OK) != 0)
		buf_clear(path);
	return RC_OK;
}

enum rc find_account(const struct options *options, const char *state, char **account)
{
	struct state_config config = {.path = state, .read_only = true};
	struct state *open;

	*account = options->account ? mem_text(options->account) : NULL;
	if (*account || !state)
		return RC_OK;
	TRY(state_open(&config, &open));
	*account = mem_text(state_account(open));
	state_close(open);
	return RC_OK;
}
