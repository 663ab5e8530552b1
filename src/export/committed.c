#include "export/committed.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/file.h"

#define PLACE_MAX 4096

static char *committed_absolute(const char *path)
{
	char directory[PLACE_MAX];

	if (path[0] != '/' && getcwd(directory, sizeof(directory)))
		return file_path(directory, path);
	return mem_text(path);
}

/* Which state this run keeps. */
static enum rc committed_choose_state(struct export *export)
{
	const struct options *options = export->app->options;

	if (options->no_state)
		return RC_OK;
	if (!options->state) {
		export->state_path = directory_usual_state(options->output, options->account);
		return RC_OK;
	}
	export->state_path = mem_text(options->state);
	export->named_state = committed_absolute(options->state);
	if (export->named_state[0] == '/')
		return RC_OK;
	return rc_fail(RC_OUTPUT, "--state %s: the working directory has no path: give the whole path of the state",
		       options->state);
}

static enum rc committed_read_last_run(struct export *export)
{
	struct state_commit last = {0};
	enum rc rc = RC_OK;

	if (export->last_run_ms != TIMESTAMP_NONE)
		rc = state_has_run(export->state, export->last_run_ms, &last);
	export->last_complete = last.complete;
	buf_release(&last.place);
	return rc;
}

static enum rc committed_check_content(const struct export *export)
{
	bool has_runs;

	if (!state_lost_content(export->state_path))
		return RC_OK;
	TRY(directory_has_runs(&export->directory, &has_runs));
	if (!has_runs)
		return RC_OK;
	return rc_fail(RC_OUTPUT,
		       "the state %s is empty, although runs were published in %s: restore a copy of it, or delete it, "
		       "and the next run counts every row as new",
		       export->state_path, export->directory.path);
}

static enum rc committed_open_state(struct export *export)
{
	struct state_config config = {.path = export->state_path,
				      .account = export->app->options->account,
				      .temporary = export->directory.state};

	if (!export->state_path)
		return RC_OK;
	TRY(committed_check_content(export));
	TRY(state_open(&config, &export->state));
	TRY(state_last_run(export->state, &export->last_run_ms));
	return committed_read_last_run(export);
}

enum rc committed_open(struct export *export)
{
	const struct options *options = export->app->options;
	struct directory_config config = {.path = options->output,
					  .account = options->account,
					  .umask = options->umask,
					  .now_ms = export->started_ms};

	TRY(committed_choose_state(export));
	config.state = export->state_path;
	TRY(directory_open(&config, &export->directory));
	return committed_open_state(export);
}

void committed_close_state(struct export *export)
{
	state_close(export->state);
	export->state = NULL;
}

static bool committed_is_missing(const char *path)
{
	return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

static bool committed_is_same_file(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

static enum rc committed_ask_file(const char *path, const char *account, int64_t run_ms, struct state_commit *out)
{
	struct state_config config = {.path = path, .account = account, .read_only = true};
	struct state *state = NULL;
	enum rc rc = state_open(&config, &state);

	if (rc == RC_OK)
		rc = state_has_run(state, run_ms, out);
	state_close(state);
	return rc;
}

static enum rc committed_cannot_say(const struct export *export, int64_t run_ms, const char *path)
{
	struct rc_kept why;
	char run[RUN_NAME_SIZE];

	rc_keep(&why);
	timestamp_run_name(run_ms, run);
	return rc_fail(
		RC_OUTPUT,
		"the run %s in %s was written for the state %s, which does not say whether it was committed: "
		"restore that state and run again; or move it away, and the next run removes the unfinished run (%s)",
		run, export->directory.state, path, why.text);
}

/*
 * The state that the run was written for says whether it was committed. If that file is gone, it may have been moved
 * together with the directory: then it is the state of this run, or there is none.
 */
static enum rc committed_ask(const struct export *export, int64_t run_ms, const char *path, struct state_commit *out)
{
	bool missing = committed_is_missing(path);

	if (export->state && (missing || committed_is_same_file(path, export->state_path)))
		return state_has_run(export->state, run_ms, out);
	if (missing)
		return RC_OK;
	if (committed_ask_file(path, export->app->options->account, run_ms, out) != RC_OK)
		return committed_cannot_say(export, run_ms, path);
	return RC_OK;
}

/* Two directories may share a state: was it the other one's run of that second that was committed? */
static bool committed_elsewhere(const struct export *export, struct state_commit *commit)
{
	const char *place = buf_text(&commit->place), *slash = strrchr(place, '/');
	AUTO_BUF directory = {0};

	buf_addsv(&directory, (struct sv){place, slash ? (size_t)(slash - place) : 0});
	return !committed_is_missing(buf_text(&directory)) &&
	       !committed_is_same_file(buf_text(&directory), export->directory.path);
}

static void committed_say_removed(const struct export *export, int64_t run_ms, const char *path)
{
	char run[RUN_NAME_SIZE];

	timestamp_run_name(run_ms, run);
	log_line(export->app->log, LEVEL_ERROR,
		 "the run %s in %s was written for the state %s, which is gone: the run is removed, too", run,
		 export->directory.state, path);
}

/* `marker`: the state that the run was written for if it was named; NULL: the usual one; "": killed as it began. */
static enum rc committed_answer(void *context, int64_t run_ms, const char *marker, bool *committed, bool *complete)
{
	const struct export *export = context;
	AUTO_FREE char *usual = directory_usual_state(export->directory.path, export->app->options->account);
	struct state_commit commit = {0};
	enum rc rc = RC_OK;

	if (!marker || *marker)
		rc = committed_ask(export, run_ms, marker ? marker : usual, &commit);
	*committed = commit.done && !committed_elsewhere(export, &commit);
	*complete = *committed && commit.complete;
	if (rc == RC_OK && !*committed && marker && *marker && committed_is_missing(marker))
		committed_say_removed(export, run_ms, marker);
	buf_release(&commit.place);
	return rc;
}

struct commit_history committed_history(struct export *export)
{
	return (struct commit_history){.was_committed = committed_answer,
				       .context = export,
				       .last_run_ms = export->last_run_ms,
				       .last_complete = export->last_complete};
}

enum commit_fate committed_fate(struct export *export)
{
	const char *path = export->state_path;
	struct state_commit commit = {0};
	struct rc_kept kept;
	enum rc rc;

	rc_keep(&kept);
	committed_close_state(export); /* what was not committed is rolled back */
	/* A state that this run made, and to which nothing was committed, is gone now. */
	rc = committed_is_missing(path)
		     ? RC_OK
		     : committed_ask_file(path, export->app->options->account, export->run_ms, &commit);
	buf_release(&commit.place);
	(void)rc_restore(&kept, RC_OUTPUT);
	if (rc != RC_OK)
		return COMMIT_UNKNOWN;
	return commit.done ? COMMIT_DONE : COMMIT_UNDONE;
}

char *committed_place(const struct export *export)
{
	return committed_absolute(export->publish.published);
}
