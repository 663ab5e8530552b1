#include "prune/prune.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/plural.h"
#include "cli/stdout.h"
#include "manifest/run_directory.h"
#include "prune/runs.h"
#include "publish/names.h"
#include "publish/removal.h"
#include "sink/file.h"

/* A run that is looked at before it goes. */
struct pruned {
	const struct app *app;
	const char *account;
	char name[RUN_NAME_SIZE];
	struct run_directory directory;
	uint64_t files, bytes;
	struct buf kept; /* why it does not go; empty: it does */
};

struct pruning {
	const struct app *app;
	const char *account;
	struct directory directory;
	uint64_t runs, bytes; /* deleted, or to be deleted */
};

/* --- Is it ours, and is all of it ours? */

static bool pruned_is_listed(const struct manifest *manifest, const char *name)
{
	if (strcmp(name, MANIFEST_NAME) == 0)
		return true;
	for (size_t i = 0; i < manifest->table_count; i++)
		for (size_t j = 0; j < manifest->tables[i].file_count; j++)
			if (strcmp(name, manifest->tables[i].files[j].path) == 0)
				return true;
	return false;
}

static enum rc pruned_see_file(void *context, const char *name)
{
	struct pruned *run = context;
	struct stat facts;

	if (!pruned_is_listed(run->directory.manifest, name)) {
		buf_clear(&run->kept);
		buf_addf(&run->kept, "it holds %s, which its " MANIFEST_NAME " does not list", name);
		return RC_OK;
	}
	if (fstatat(run->directory.directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) {
		buf_clear(&run->kept);
		buf_addf(&run->kept, "its %s is not a regular file", name);
		return RC_OK;
	}
	run->bytes += (uint64_t)facts.st_size;
	run->files++;
	return RC_OK;
}

static enum rc pruned_check(struct pruned *run)
{
	enum rc rc = run_directory_manifest(&run->directory);
	const struct manifest *manifest = run->directory.manifest;

	if (rc == RC_DIFFERENCE || rc == RC_USAGE) {
		buf_adds(&run->kept, "it has no " MANIFEST_NAME " that can be read");
		return RC_OK;
	}
	TRY(rc);
	if (strcmp(manifest->account, run->account) != 0)
		buf_addf(&run->kept, "it is of the account %s", manifest->account);
	if (strcmp(manifest->run_id, run->name) != 0)
		buf_addf(&run->kept, "its " MANIFEST_NAME " is that of %s", manifest->run_id);
	return run_directory_each(&run->directory, pruned_see_file, run);
}

static enum rc pruned_look(struct pruned *run, const char *path)
{
	enum rc rc = run_directory_open(&run->directory, run->app->stop, path);

	if (rc == RC_OK)
		rc = pruned_check(run);
	run_directory_close(&run->directory);
	return rc;
}

/* --- Lines */

static enum rc prune_print_kept(const char *name, const char *why)
{
	AUTO_BUF line = {0};

	buf_addf(&line, "%s: kept, %s\n", name, why);
	return stdout_print(buf_sv(&line));
}

static enum rc prune_print_gone(const struct pruned *run)
{
	AUTO_BUF line = {0};

	buf_addf(&line, "%s: %s, %llu file%s, %llu byte%s\n", run->name,
		 run->app->options->dry_run ? "would be deleted" : "deleted", (unsigned long long)run->files,
		 plural(run->files), (unsigned long long)run->bytes, plural(run->bytes));
	return stdout_print(buf_sv(&line));
}

/* --- The runs */

static enum rc prune_delete(struct pruning *pruning, struct pruned *run)
{
	if (run->kept.n > 0)
		return prune_print_kept(run->name, buf_text(&run->kept));
	if (!pruning->app->options->dry_run)
		TRY(removal_run(&pruning->directory, run->name));
	pruning->runs++;
	pruning->bytes += run->bytes;
	return prune_print_gone(run);
}

static enum rc prune_one(struct pruning *pruning, const struct prune_run *chosen)
{
	struct pruned run = {.app = pruning->app, .account = pruning->account};
	AUTO_FREE char *path = NULL;
	enum rc rc;

	if (*pruning->app->stop)
		return rc_fail(RC_OUTPUT, "stopped");
	timestamp_run_name(chosen->ms, run.name);
	if (chosen->kept)
		return prune_print_kept(run.name, chosen->kept);
	path = file_path(pruning->directory.path, run.name);
	rc = pruned_look(&run, path);
	if (rc == RC_OK)
		rc = prune_delete(pruning, &run);
	buf_release(&run.kept);
	return rc;
}

static enum rc prune_runs(struct pruning *pruning, const char *state)
{
	struct prune_runs runs = {.list = {0}};
	enum rc rc = prune_runs_list(&pruning->directory, &runs);

	if (rc == RC_OK)
		rc = prune_runs_protect(pruning->app, &pruning->directory, state, pruning->account, &runs);
	if (rc == RC_OK)
		prune_runs_compare(pruning->app, &runs);
	for (size_t i = 0; i < prune_runs_count(&runs) && rc == RC_OK; i++)
		if (prune_runs_at(&runs, i)->old)
			rc = prune_one(pruning, prune_runs_at(&runs, i));
	prune_runs_release(&runs);
	return rc;
}

static enum rc prune_directory(struct pruning *pruning, const char *state)
{
	bool dry_run = pruning->app->options->dry_run;

	if (!dry_run)
		TRY(removal_finish_all(&pruning->directory));
	TRY(prune_runs(pruning, state));
	log_line(pruning->app->log, LEVEL_INFO, "%llu run%s %s, %llu byte%s", (unsigned long long)pruning->runs,
		 plural(pruning->runs), dry_run ? "would be deleted" : "deleted", (unsigned long long)pruning->bytes,
		 plural(pruning->bytes));
	return RC_OK;
}

enum rc prune(const struct app *app, const char *state, const char *account)
{
	const struct options *options = app->options;
	const struct directory_config config = {.path = options->output,
						.account = account,
						.state = state,
						.umask = options->umask,
						.now_ms = app->clock->now_ms(app->clock->context)};
	struct pruning pruning = {.app = app, .account = account};
	enum rc rc;

	TRY(directory_open(&config, &pruning.directory));
	rc = prune_directory(&pruning, state);
	directory_close(&pruning.directory);
	return rc;
}
