/*
 * The state file of an export: taken for the run, asked which runs were committed, let go.
 */
#include <unistd.h>

#include "app/export.h"
#include "base/mem.h"

#define PLACE_MAX 4096

enum rc export_open_state(struct export *export, const char *temporary)
{
	const struct options *options = export->app->options;
	struct state_config config = {.path = options->state, .account = options->account, .temporary = temporary};

	if (!options->state)
		return RC_OK;
	TRY(state_open(&config, &export->state));
	return state_last_run(export->state, &export->last_run_ms);
}

void export_close_state(struct export *export)
{
	state_close(export->state);
	export->state = NULL;
}

/* The state that runs of this directory keep unless they are told otherwise. NULL if there is none. */
static char *usual_state(const struct export *export)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s" DIRECTORY_STATE_SUFFIX, export->directory.state, export->app->options->account);
	return access(buf_text(&path), F_OK) == 0 ? mem_text(buf_text(&path)) : NULL;
}

static enum rc ask_file(const char *path, const char *account, int64_t run_ms, bool answers[2])
{
	struct state_config config = {.path = path, .account = account, .read_only = true};
	struct state *state = NULL;
	enum rc rc = state_open(&config, &state);

	if (rc == RC_OK)
		rc = state_has_run(state, run_ms, &answers[0], &answers[1]);
	state_close(state);
	return rc;
}

/*
 * A run that lies in .state/ may have been committed to another state than the one of tonight: with --no-state or
 * another --state the usual one is asked too, or its run would be removed.
 */
static enum rc knows_run(void *context, int64_t run_ms, bool *committed, bool *complete)
{
	const struct export *export = context;
	AUTO_FREE char *usual = usual_state(export);
	bool answers[2] = {false, false};

	*committed = *complete = false;
	if (export->state)
		TRY(state_has_run(export->state, run_ms, committed, complete));
	if (*committed || !usual || (export->state && strcmp(usual, export->app->options->state) == 0))
		return RC_OK;
	TRY(ask_file(usual, export->app->options->account, run_ms, answers));
	*committed = answers[0];
	*complete = answers[1];
	return RC_OK;
}

struct memory export_memory(struct export *export)
{
	return (struct memory){.knows = knows_run, .context = export, .last_run_ms = export->last_run_ms};
}

enum commit_fate export_commit_fate(struct export *export)
{
	const struct options *options = export->app->options;
	bool answers[2] = {false, false};
	char text[ERROR_TEXT_MAX];
	enum rc rc;

	memcpy(text, rc_text(), strlen(rc_text()) + 1);
	export_close_state(export); /* what is open there is rolled back, if it was not committed */
	rc = ask_file(options->state, options->account, export->run_ms, answers);
	rc_fail(RC_OUTPUT, "%s", text);
	if (rc != RC_OK)
		return COMMIT_UNKNOWN;
	return answers[0] ? COMMIT_DONE : COMMIT_UNDONE;
}

char *export_place(const struct export *export)
{
	const char *published = export->publish.published;
	char directory[PLACE_MAX];
	AUTO_BUF place = {0};

	if (published[0] != '/' && getcwd(directory, sizeof(directory)))
		buf_addf(&place, "%s/", directory);
	buf_adds(&place, published);
	return mem_text(buf_text(&place));
}
