#include "export/recover.h"

#include "base/mem.h"
#include "export/committed.h"
#include "publish/recovery.h"
#include "sink/file.h"

static enum rc recover_look_for_run(void *context, const char *name)
{
	int64_t ms;

	*(bool *)context = *(const bool *)context || timestamp_read_run_name(sv_of(name), &ms);
	return RC_OK;
}

static enum rc recover_is_needed(const struct app *app, bool *needed)
{
	AUTO_FREE char *state = file_path(app->options->output, STATE_DIRECTORY_NAME);

	*needed = false;
	return file_exists(state) ? file_each_entry(state, recover_look_for_run, needed) : RC_OK;
}

static enum rc recover_run(struct export *export)
{
	struct commit_history history;

	TRY(committed_open(export));
	history = committed_history(export);
	return recovery_run(&export->directory, &history);
}

enum rc export_recover(const struct app *app)
{
	struct export export = {.app = app, .directory = {.lock = -1}, .last_run_ms = TIMESTAMP_NONE};
	bool needed;
	enum rc rc;

	TRY(recover_is_needed(app, &needed));
	if (!needed)
		return RC_OK;
	export.started_ms = app->clock->now_ms(app->clock->context);
	rc = recover_run(&export);
	committed_close_state(&export);
	mem_free(export.named_state);
	mem_free(export.state_path);
	directory_close(&export.directory);
	return rc == RC_LOCKED ? RC_OK : rc;
}
