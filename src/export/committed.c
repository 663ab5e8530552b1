#include "export/committed.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define PLACE_MAX 4096

static enum rc tell_of_last_run(struct export *export)
{
	struct state_commit last = {0};
	enum rc rc = RC_OK;

	if (export->last_run_ms != TIMESTAMP_NONE)
		rc = state_has_run(export->state, export->last_run_ms, &last);
	export->last_complete = last.complete;
	buf_release(&last.place);
	return rc;
}

enum rc export_open_state(struct export *export, const char *temporary)
{
	const struct options *options = export->app->options;
	struct state_config config = {.path = export->state_path, .account = options->account, .temporary = temporary};

	if (!export->state_path)
		return RC_OK;
	TRY(state_open(&config, &export->state));
	TRY(state_last_run(export->state, &export->last_run_ms));
	return tell_of_last_run(export);
}

void export_close_state(struct export *export)
{
	state_close(export->state);
	export->state = NULL;
}

/* The state that runs of this directory keep unless another one is named. */
static char *usual_state(const struct export *export)
{
	return directory_usual_state(export->directory.path, export->app->options->account);
}

static char *absolute(const char *path)
{
	char directory[PLACE_MAX];
	AUTO_BUF place = {0};

	if (path[0] != '/' && getcwd(directory, sizeof(directory)))
		buf_addf(&place, "%s/", directory);
	buf_adds(&place, path);
	return mem_text(buf_text(&place));
}

enum rc export_name_other_state(struct export *export)
{
	const char *state = export->state_path;
	AUTO_FREE char *usual = usual_state(export);

	if (!state || strcmp(state, usual) == 0)
		return RC_OK;
	export->other_state = absolute(state);
	if (export->other_state[0] == '/')
		return RC_OK;
	return rc_fail(RC_OUTPUT, "--state %s: the working directory has no path: name the whole path of the state",
		       state);
}

static enum rc ask_file(const char *path, const char *account, int64_t run_ms, struct state_commit *out)
{
	struct state_config config = {.path = path, .account = account, .read_only = true};
	struct state *state = NULL;
	enum rc rc = state_open(&config, &state);

	if (rc == RC_OK)
		rc = state_has_run(state, run_ms, out);
	state_close(state);
	return rc;
}

/*
 * A state that lies elsewhere may have committed another directory's run of that second, which stands there or stood.
 * A directory that is gone was moved here.
 */
static void forget_others(const struct export *export, struct state_commit *commit)
{
	const char *place = buf_text(&commit->place), *slash = strrchr(place, '/');
	struct stat there, here;
	AUTO_BUF directory = {0};

	buf_addsv(&directory, (struct sv){place, slash ? (size_t)(slash - place) : 0});
	if (commit->done && stat(buf_text(&directory), &there) == 0 && stat(export->directory.path, &here) == 0 &&
	    (there.st_dev != here.st_dev || there.st_ino != here.st_ino))
		commit->done = commit->complete = false;
}

/* A run without a marker was written for the usual state, or for none. */
static enum rc ask_usual(const struct export *export, int64_t run_ms, struct state_commit *out)
{
	AUTO_FREE char *usual = usual_state(export);

	if (export->state && !export->other_state)
		return state_has_run(export->state, run_ms, out);
	return access(usual, F_OK) == 0 ? ask_file(usual, export->app->options->account, run_ms, out) : RC_OK;
}

/* Perhaps only the path of its state is gone: both may have been moved together. */
static enum rc ask_moved(const struct export *export, int64_t run_ms, struct state_commit *out)
{
	if (export->state)
		TRY(state_has_run(export->state, run_ms, out));
	return out->done ? RC_OK : ask_usual(export, run_ms, out);
}

static enum rc cannot_tell(const struct export *export, int64_t run_ms, const char *path)
{
	struct rc_kept why;
	char run[RUN_NAME_SIZE];

	rc_keep(&why);
	timestamp_run_name(run_ms, run);
	return rc_fail(RC_OUTPUT,
		       "the run %s in %s was written for the state %s, which cannot tell whether it was committed; "
		       "bring that state back and run again, or move it away, and the run is removed (%s)",
		       run, export->directory.state, path, why.text);
}

static void tell_of_removal(const struct export *export, int64_t run_ms, const char *path)
{
	char run[RUN_NAME_SIZE];

	timestamp_run_name(run_ms, run);
	log_line(export->app->log, LEVEL_ERROR,
		 "the run %s in %s was written for the state %s, which is gone: the run is removed, too", run,
		 export->directory.state, path);
}

static enum rc ask_named(const struct export *export, int64_t run_ms, const char *path, struct state_commit *out)
{
	if (!*path) /* not whole: killed as it began */
		return RC_OK;
	if (export->other_state && strcmp(path, export->other_state) == 0)
		return state_has_run(export->state, run_ms, out);
	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return ask_moved(export, run_ms, out);
	if (ask_file(path, export->app->options->account, run_ms, out) != RC_OK)
		return cannot_tell(export, run_ms, path);
	return RC_OK;
}

/* A run that was committed to the state that its marker names, or not. A state that is gone needs it no more. */
static enum rc ask_marked(const struct export *export, int64_t run_ms, const char *path, struct state_commit *out)
{
	TRY(ask_named(export, run_ms, path, out));
	forget_others(export, out);
	if (!out->done && *path && access(path, F_OK) != 0)
		tell_of_removal(export, run_ms, path);
	return RC_OK;
}

static enum rc knows_run(void *context, int64_t run_ms, const char *state, bool *committed, bool *complete)
{
	const struct export *export = context;
	struct state_commit commit = {0};
	enum rc rc = state ? ask_marked(export, run_ms, state, &commit) : ask_usual(export, run_ms, &commit);

	*committed = commit.done;
	*complete = commit.complete;
	buf_release(&commit.place);
	return rc;
}

struct memory export_memory(struct export *export)
{
	return (struct memory){.knows = knows_run,
			       .context = export,
			       .last_run_ms = export->last_run_ms,
			       .last_complete = export->last_complete};
}

enum commit_fate export_commit_fate(struct export *export)
{
	const char *path = export->state_path;
	struct state_commit commit = {0};
	struct rc_kept kept;
	bool is_gone;
	enum rc rc;

	rc_keep(&kept);
	export_close_state(export); /* what is open there is rolled back, if it was not committed */
	/* One that this run made, and to which nothing was committed, is gone by now. */
	is_gone = access(path, F_OK) != 0 && errno == ENOENT;
	rc = is_gone ? RC_OK : ask_file(path, export->app->options->account, export->run_ms, &commit);
	buf_release(&commit.place);
	(void)rc_restore(&kept, RC_OUTPUT);
	if (rc != RC_OK)
		return COMMIT_UNKNOWN;
	return commit.done ? COMMIT_DONE : COMMIT_UNDONE;
}

char *export_place(const struct export *export)
{
	return absolute(export->publish.published);
}
