#include "push/push.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/aws_variables.h"
#include "manifest/run_directory.h"
#include "publish/names.h"
#include "push/run.h"
#include "push/session.h"
#include "sink/file.h"

enum rc push_read_bucket(const struct app *app, struct s3_bucket *bucket)
{
	const struct options *options = app->options;
	const struct s3_bucket_config config = {.url = options->publish_to,
						.endpoint = options->s3_endpoint,
						.region = options->s3_region,
						.kms_key = options->s3_kms_key,
						.plain_http = options->s3_plain_http};

	return s3_bucket_read(&config, bucket);
}

enum rc push_open(struct push *push, const struct app *app)
{
	*push = (struct push){.app = app, .latest = {TIMESTAMP_NONE, TIMESTAMP_NONE}};
	TRY(push_read_bucket(app, &push->bucket));
	aws_variables_read(&push->session.environment);
	return session_open(&push->session, app, &push->bucket);
}

void push_close(struct push *push)
{
	session_close(&push->session);
	s3_bucket_release(&push->bucket);
}

/* --- Which runs */

/* A growing list of times of runs. */
struct times {
	struct buf list; /* of int64_t */
};

static size_t times_count(const struct times *times)
{
	return times->list.n / sizeof(int64_t);
}

static int64_t times_at(const struct times *times, size_t i)
{
	int64_t ms;

	memcpy(&ms, times->list.p + i * sizeof(ms), sizeof(ms));
	return ms;
}

static int times_compare(const void *a, const void *b)
{
	int64_t first, second;

	memcpy(&first, a, sizeof(first));
	memcpy(&second, b, sizeof(second));
	return (first > second) - (first < second);
}

static bool times_have(const struct times *times, int64_t ms)
{
	return times->list.n > 0 && bsearch(&ms, times->list.p, times_count(times), sizeof(ms), times_compare) != NULL;
}

static enum rc push_see_entry(void *context, const char *name)
{
	struct times *times = context;
	int64_t ms;

	if (timestamp_read_run_name(sv_of(name), &ms))
		buf_add(&times->list, &ms, sizeof(ms));
	return RC_OK;
}

static enum rc push_list_published(const char *output, struct times *times)
{
	TRY(file_each_entry(output, push_see_entry, times));
	if (times->list.n > 0)
		qsort(times->list.p, times_count(times), sizeof(int64_t), times_compare);
	return RC_OK;
}

/* --- Notes */

static bool push_has_state(const struct push_place *place)
{
	return place->state && access(place->state, F_OK) == 0;
}

static enum rc push_open_state(const struct push_place *place, struct state **state)
{
	const struct state_config config = {.path = place->state, .account = place->account, .read_only = true};

	return state_open(&config, state);
}

struct noted {
	struct push *push;
	struct times pushed;
};

static enum rc push_see_noted(void *context, int64_t run_ms, bool complete)
{
	struct noted *noted = context;

	buf_add(&noted->pushed.list, &run_ms, sizeof(run_ms));
	if (complete && run_ms > noted->push->latest.noted_ms)
		noted->push->latest.noted_ms = run_ms;
	return RC_OK;
}

static enum rc push_read_notes(struct noted *noted, const struct push_place *place)
{
	struct state *state;
	enum rc rc;

	if (!push_has_state(place))
		return RC_OK;
	TRY(push_open_state(place, &state));
	rc = state_pushed(state, noted->push->bucket.name, push_see_noted, noted);
	state_close(state);
	return rc;
}

/* A note that is lost costs the next push one request: it finds the manifest there. */
static void push_note(const struct push *push, const struct push_place *place, int64_t since_ms, int64_t run_ms)
{
	const struct clock *clock = push->app->machine_clock;
	const struct state_note note = {.destination = push->bucket.name,
					.since_ms = since_ms,
					.run_ms = run_ms,
					.pushed_ms = clock->now_ms(clock->context)};

	if (push_has_state(place) && state_add_note(place->state, place->account, &note) != RC_OK)
		log_line(push->app->log, LEVEL_WARNING, "what was pushed cannot be noted, the next push does it: %s",
			 rc_text());
}

enum rc push_forget(const struct app *app, const struct push_place *place)
{
	struct s3_bucket bucket;
	bool known = false;
	enum rc rc;

	TRY(push_read_bucket(app, &bucket));
	rc = push_has_state(place) ? state_forget_destination(place->state, place->account, bucket.name, &known)
				   : RC_OK;
	if (rc == RC_OK && !known)
		rc = rc_fail(RC_USAGE,
			     "nothing was ever meant for %s: `pinpoint-export status` lists what is not pushed",
			     bucket.name);
	if (rc == RC_OK)
		log_line(app->log, LEVEL_INFO, "%s is forgotten: no run waits for it any more", bucket.name);
	s3_bucket_release(&bucket);
	return rc;
}

/* --- Pushing */

/* The first failure of a run that is itself the reason; the others are pushed all the same. */
struct failures {
	enum rc first;
	struct rc_kept text;
};

static enum rc push_conclude(const struct failures *failures)
{
	return failures->first == RC_OK ? RC_OK : rc_restore(&failures->text, failures->first);
}

static enum rc push_one(struct push *push, const struct push_place *place, const char *path, struct failures *failures)
{
	struct push_run run = {.session = &push->session,
			       .path = path,
			       .account = place->account,
			       .latest = &push->latest,
			       .figures = push->figures};
	enum rc rc;

	push->session.run_is_damaged = false;
	rc = push_run(&run);
	push->figures = run.figures;
	if (rc == RC_OK) {
		push->runs++;
		push_note(push, place, run.run_ms, run.run_ms);
		return RC_OK;
	}
	if (!push->session.run_is_damaged)
		return rc;
	if (failures->first != RC_OK) {
		log_line(push->app->log, LEVEL_WARNING, "%s", rc_text());
		return RC_OK;
	}
	failures->first = rc;
	rc_keep(&failures->text);
	return RC_OK;
}

/* Runs may be deleted at any time, by programs that begin anywhere. */
static bool push_has_manifest(const struct push *push, const char *path)
{
	AUTO_FREE char *manifest = file_path(path, MANIFEST_NAME);

	if (file_exists(manifest))
		return true;
	if (file_exists(path))
		log_line(push->app->log, LEVEL_WARNING, "%s has no " MANIFEST_NAME " (any more), so it is not pushed",
			 path);
	return false;
}

static enum rc push_missing(struct push *push, const struct push_place *place, const struct times *published,
			    const struct times *pushed)
{
	struct failures failures = {.first = RC_OK};
	char name[RUN_NAME_SIZE];

	for (size_t i = 0; i < times_count(published); i++) {
		AUTO_FREE char *path = NULL;

		if (times_have(pushed, times_at(published, i)))
			continue;
		timestamp_run_name(times_at(published, i), name);
		path = file_path(place->output, name);
		if (push_has_manifest(push, path))
			TRY(push_one(push, place, path, &failures));
	}
	return push_conclude(&failures);
}

static int64_t push_now(const struct push *push)
{
	return push->app->clock->steady_ms(push->app->clock->context);
}

static enum rc push_all(struct push *push, const struct push_place *place, const struct times *published)
{
	struct noted noted = {.push = push};
	enum rc rc = push_read_notes(&noted, place);

	if (rc == RC_OK && times_count(published) > 0)
		push_note(push, place, times_at(published, 0), TIMESTAMP_NONE);
	if (rc == RC_OK)
		rc = push_missing(push, place, published, &noted.pushed);
	buf_release(&noted.pushed.list);
	return rc;
}

enum rc push_published(struct push *push, const struct push_place *place)
{
	struct times published = {.list = {0}};
	int64_t began_at = push_now(push);
	enum rc rc = push_list_published(place->output, &published);

	if (rc == RC_OK)
		rc = push_all(push, place, &published);
	buf_release(&published.list);
	push->ms += push_now(push) - began_at;
	return rc;
}

/* A name that is mistaken is told before the first request. */
static enum rc push_check_named(const struct push *push, char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct run_directory directory;

		TRY(run_directory_open(&directory, push->app->stop, paths[i]));
		run_directory_close(&directory);
	}
	return RC_OK;
}

enum rc push_named(struct push *push, const struct push_place *place, char *const *paths, size_t count)
{
	struct failures failures = {.first = RC_OK};
	struct noted noted = {.push = push};
	int64_t began_at = push_now(push);
	enum rc rc = push_check_named(push, paths, count);

	if (rc == RC_OK)
		rc = push_read_notes(&noted, place);
	for (size_t i = 0; i < count && rc == RC_OK; i++)
		rc = push_one(push, place, paths[i], &failures);
	buf_release(&noted.pushed.list);
	push->ms += push_now(push) - began_at;
	return rc == RC_OK ? push_conclude(&failures) : rc;
}

/* --- What is still to be pushed */

bool push_is_there(const char *output, const struct state_unpushed *run)
{
	AUTO_FREE char *path = NULL;
	char name[RUN_NAME_SIZE];

	timestamp_run_name(run->run_ms, name);
	path = file_path(output, name);
	return file_exists(path) || file_exists(run->place);
}

struct counting {
	const struct push *push;
	const struct push_place *place;
	struct push_waiting *waiting;
};

static enum rc push_see_unpushed(void *context, const struct state_unpushed *run)
{
	const struct counting *counting = context;

	if (strcmp(run->destination, counting->push->bucket.name) != 0)
		return RC_OK;
	if (push_is_there(counting->place->output, run))
		counting->waiting->waiting++;
	else if (!run->replaced)
		counting->waiting->lost++;
	return RC_OK;
}

enum rc push_count_waiting(const struct push *push, const struct push_place *place, struct push_waiting *waiting)
{
	struct counting counting = {push, place, waiting};
	struct state *state;
	enum rc rc;

	*waiting = (struct push_waiting){0};
	if (!push_has_state(place))
		return RC_OK;
	TRY(push_open_state(place, &state));
	rc = state_unpushed(state, push_see_unpushed, &counting);
	state_close(state);
	return rc;
}
