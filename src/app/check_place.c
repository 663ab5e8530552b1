/*
 * The rows of `check` about this machine: the output directory, the state, the free space, the clock, the pace, the
 * hash key, the modes of files.
 */
#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/check.h"
#include "app/night.h"
#include "base/mem.h"
#include "base/plural.h"
#include "base/reason.h"
#include "base/span.h"
#include "base/timestamp.h"
#include "cli/hash_key.h"
#include "exposure/exposure.h"
#include "fetch/limit.h"
#include "manifest/run_directory.h"
#include "publish/trial.h"
#include "sink/file.h"
#include "state/state.h"

#define SPACE_RUNS_MAX 31 /* the largest of so many runs, the last ones, is what a run may take */
#define A_DAY_SECONDS 86400

/* --- The directory */

static void check_directory(const struct app *app, struct screen *screen, struct trial *trial)
{
	const struct options *options = app->options;
	struct directory_config config = {
		.path = options->output, .account = options->account, .state = options->state};
	enum rc rc = trial_run(&config, trial);

	if (rc != RC_OK)
		screen_fail(screen, rc, "directory");
	else if (!trial->exists)
		screen_add(screen, VERDICT_OK, "directory", "%s: the first run creates it", options->output);
	else if (!trial->syncs)
		screen_add(screen, VERDICT_NOTE, "directory",
			   "%s: its file system cannot sync directories, so a power failure may lose a run; choose an "
			   "--output on another one",
			   options->output);
	else
		screen_add(screen, VERDICT_OK, "directory", "%s: writes, syncs, locks, renames and links",
			   options->output);
}

/* --- The state */

static enum rc state_see_run(void *context, const struct state_run *run)
{
	struct screen *screen = context;
	char name[RUN_NAME_SIZE];

	timestamp_run_name(run->at_ms, name);
	screen_add(screen, VERDICT_OK, "state", "the last run is %s, %s, %s", name, run->mode,
		   run->complete ? "complete" : "not complete");
	return RC_OK;
}

static enum rc check_known_state(const struct state_config *config, struct screen *screen)
{
	struct state *state;
	int64_t last_ms;
	enum rc rc;

	if (access(config->path, R_OK | W_OK) != 0)
		return rc_fail(RC_OUTPUT, "state %s cannot be read and written: %s; %s", config->path, strerror(errno),
			       reason_advice(errno));
	TRY(state_open(config, &state));
	rc = state_last_run(state, &last_ms);
	if (rc == RC_OK && last_ms == TIMESTAMP_NONE)
		screen_add(screen, VERDICT_OK, "state", "no run yet");
	else if (rc == RC_OK)
		rc = state_runs(state, 1, state_see_run, screen);
	state_close(state);
	return rc;
}

/* It is created next to its journal, so its directory has to be writable. */
static enum rc check_state_directory(const char *path)
{
	AUTO_FREE char *directory = mem_text(path);
	char *slash = strrchr(directory, '/');

	if (slash)
		slash[slash == directory] = '\0';
	if (access(slash ? directory : ".", W_OK | X_OK) == 0)
		return RC_OK;
	return rc_fail(RC_OUTPUT, "--state %s cannot be created: %s", path, strerror(errno));
}

static bool state_is_there(const char *path)
{
	return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Returns whether there is one that can be read. */
static bool check_state(const struct app *app, struct screen *screen)
{
	const struct options *options = app->options;
	AUTO_FREE char *usual = directory_usual_state(options->output, options->account);
	struct state_config config = {.path = options->state ? options->state : usual,
				      .account = options->account,
				      .read_only = true};
	bool there = state_is_there(config.path);
	enum rc rc = RC_OK;

	if (options->no_state) {
		screen_add(screen, VERDICT_NOTE, "state", "none is kept, so each run writes everything (--no-state)");
		return false;
	}
	if (there)
		rc = check_known_state(&config, screen);
	else if (options->state)
		rc = check_state_directory(options->state);
	if (rc != RC_OK)
		screen_fail(screen, rc, "state");
	else if (!there)
		screen_add(screen, VERDICT_OK, "state", "the first run creates it");
	return there && rc == RC_OK;
}

/* --- The space */

static uint64_t space_of_run(const struct manifest *manifest)
{
	uint64_t bytes = 0;

	for (size_t t = 0; t < manifest->table_count; t++)
		for (size_t f = 0; f < manifest->tables[t].file_count; f++)
			bytes += manifest->tables[t].files[f].bytes;
	return bytes;
}

/* The size of a published run, and the run before it; false where there is no such run, or nobody can read it. */
static bool space_read_run(const struct app *app, const char *path, uint64_t *bytes, char previous[RUN_NAME_SIZE])
{
	struct run_directory run;
	int64_t ms;
	bool read;

	previous[0] = '\0';
	read = run_directory_open(&run, app->stop, path) == RC_OK && run_directory_manifest(&run) == RC_OK;
	if (read) {
		const char *before = run.manifest->previous_run_id;

		*bytes = space_of_run(run.manifest);
		if (before && timestamp_read_run_name(sv_of(before), &ms))
			timestamp_run_name(ms, previous);
	}
	run_directory_close(&run);
	return read;
}

/* The bytes of the largest of the last runs; 0 if there is none. */
static uint64_t space_of_largest(const struct app *app)
{
	char name[RUN_NAME_SIZE] = LATEST_NAME;
	uint64_t largest = 0;

	for (int i = 0; i < SPACE_RUNS_MAX && name[0]; i++) {
		AUTO_FREE char *path = file_path(app->options->output, name);
		uint64_t bytes;

		if (!space_read_run(app, path, &bytes, name))
			break;
		largest = bytes > largest ? bytes : largest;
	}
	return largest;
}

/* "12.3 GB" */
static void space_add(uint64_t bytes, struct buf *out)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB"};
	uint64_t tenths = bytes / 100;
	size_t unit = 0;

	while (tenths >= 10000 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		tenths /= 1000;
		unit++;
	}
	buf_addf(out, "%llu.%llu %s", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10),
		 units[unit]);
}

static void check_space(const struct app *app, struct screen *screen, const char *at)
{
	uint64_t largest = space_of_largest(app), bytes;
	AUTO_BUF free = {0}, needed = {0};
	struct statvfs facts;

	if (statvfs(at, &facts) != 0) {
		screen_add(screen, VERDICT_NOTE, "free space", "unknown: %s", strerror(errno));
		return;
	}
	bytes = (uint64_t)facts.f_bavail * facts.f_frsize;
	space_add(bytes, &free);
	space_add(largest, &needed);
	if (largest == 0)
		screen_add(screen, VERDICT_OK, "free space", "%s; no run is there yet to compare with", buf_text(&free));
	else if (bytes > largest)
		screen_add(screen, VERDICT_OK, "free space", "%s; the largest of the last runs has %s", buf_text(&free),
			   buf_text(&needed));
	else
		screen_fail(screen,
			    rc_fail(RC_OUTPUT,
				    "only %s are free, and the largest of the last runs has %s: free some space, or "
				    "delete old runs with `pinpoint-export prune`",
				    buf_text(&free), buf_text(&needed)),
			    "free space");
}

bool check_place(const struct app *app, struct screen *screen)
{
	struct trial trial;
	bool known;

	check_directory(app, screen, &trial);
	known = check_state(app, screen);
	check_space(app, screen, trial.at);
	mem_free(trial.at);
	return known;
}

/* --- The clock */

void check_clock(const struct service *service, struct screen *screen)
{
	int64_t off, size;
	AUTO_BUF span = {0};

	if (service->app->options->now_ms != TIMESTAMP_NONE || !service->dated) {
		screen_add(screen, VERDICT_NOTE, "clock", "not compared with the service's%s",
			   service->dated ? ", since --now is given" : "");
		return;
	}
	off = clock_check_off(&service->clock_check, &service->date);
	size = off < 0 ? -off : off;
	clock_check_add_span(off, &span);
	if (size > CLOCK_OFF_MAX_MS)
		screen_fail(screen, clock_check_answer(&service->clock_check, &service->date), "clock");
	else if (size > CLOCK_OFF_WARN_MS)
		screen_add(screen, VERDICT_NOTE, "clock",
			   "%s %s the service's: set it, since the names of runs and changed_at come from it",
			   buf_text(&span), off > 0 ? "ahead of" : "behind");
	else
		screen_add(screen, VERDICT_OK, "clock", "within %d seconds of the service's",
			   (int)(CLOCK_OFF_WARN_MS / MS_PER_SECOND));
}

/* --- The pace */

static void rate_ignore(void *context, const struct planned *planned)
{
	(void)context;
	(void)planned;
}

static void rate_add(const struct night *night, uint64_t announced, struct screen *screen)
{
	bool about = night->at_least && announced >= night->requests;
	uint64_t requests = about ? announced : night->requests;
	double rate = night->app->options->rate;
	uint64_t seconds = limit_seconds(requests, rate);
	AUTO_BUF text = {0};

	buf_addf(&text, "%s%llu request%s a run", about ? "about " : night->at_least ? "at least " : "",
		 (unsigned long long)requests, plural(requests));
	if (rate > 0)
		buf_addf(&text, ", at most %g a second (--rate)", rate);
	buf_adds(&text, "; the last begins after ");
	span_add(seconds, &text);
	if (seconds > A_DAY_SECONDS)
		buf_adds(&text, ", which is more than a day: raise --rate, or name fewer --tables");
	screen_add(screen, seconds > A_DAY_SECONDS ? VERDICT_NOTE : VERDICT_OK, "rate", "%s", buf_text(&text));
}

void check_rate(const struct app *app, bool known, uint64_t announced, struct screen *screen)
{
	struct options options = *app->options;
	struct app other = *app;
	struct night night;
	enum rc rc;

	options.no_state = options.no_state || !known;
	other.options = &options;
	rc = night_open(&night, &other);
	if (rc == RC_OK)
		rc = night_each(&night, rate_ignore, NULL);
	if (rc == RC_OK)
		rate_add(&night, announced, screen);
	else
		screen_fail(screen, rc, "rate");
	night_close(&night);
}

/* --- Secrets */

void check_hash_key(const struct app *app, struct screen *screen)
{
	const struct options *options = app->options;
	struct token_maker tokens;
	enum rc rc = hash_key_open(options, &tokens);

	token_close(&tokens);
	if (rc != RC_OK)
		screen_fail(screen, rc, "hash key");
	else if (options->hash_columns)
		screen_add(screen, VERDICT_OK, "hash key", "good; from %s", options->hash_key_file);
}

void check_files(const struct app *app, struct screen *screen)
{
	struct exposure found = {0};
	AUTO_BUF line = {0};

	exposure_find_all(app->options, &found);
	exposure_add_line(&found, &line);
	exposure_release(&found);
	if (line.n > 0)
		screen_add(screen, VERDICT_NOTE, "files", "%s", buf_text(&line));
	else
		screen_add(screen, VERDICT_OK, "files", "keys, state and runs are closed to other users, as --umask says");
}
