/*
 * check: what is wrong with the set-up, on one screen: the key and what it can read, and everything else that a run needs. It
 * writes no run and no state.
 */
#include "app/check.h"
#include "app/commands.h"
#include "base/plural.h"
#include "cli/api_key.h"
#include "cli/stdout.h"
#include "export/asking.h"
#include "export/given_up.h"
#include "schema/choice.h"

enum { ENDED_BY_SIGNAL = 128 };

/* The resources that are asked, each with its plan. */
struct check {
	struct catalogue catalogue;
	struct service service;
	struct screen screen;
	struct plan *plans[CATALOGUE_ENDPOINTS_MAX];
	unsigned count;
};

/* --- The resources */

static const char *check_name(const struct check *check, unsigned i)
{
	return check->plans[i]->endpoint->query.path + 1;
}

static int check_name_width(const struct check *check)
{
	size_t width = 0;

	for (unsigned i = 0; i < check->count; i++)
		if (strlen(check_name(check, i)) > width)
			width = strlen(check_name(check, i));
	return (int)width;
}

static void check_add_resource(struct check *check, unsigned i, int width)
{
	const struct fetch_result *result = fetch_result(check->service.fetch, i);
	const struct plan *plan = check->plans[i];
	AUTO_BUF text = {0};

	if (result->status == FETCH_NOT_READABLE) {
		buf_addf(&text, "not readable (status %ld)", result->refused_status);
		screen_add_line(&check->screen, width, VERDICT_PROBLEM, check_name(check, i), buf_sv(&text));
		return;
	}
	buf_adds(&text, "readable");
	if (result->announced >= 0)
		buf_addf(&text, ", %lld record%s", (long long)result->announced, plural((uint64_t)result->announced));
	given_up_add(&plan->endpoint->query, plan->parts, result->given_up, &text);
	screen_add_line(&check->screen, width, VERDICT_OK, check_name(check, i), buf_sv(&text));
}

static void check_add_resources(struct check *check)
{
	int width = check_name_width(check);

	buf_addc(&check->screen.text, '\n');
	for (unsigned i = 0; i < check->count; i++)
		check_add_resource(check, i, width);
}

/* How many are not readable; `last`: " (request id X)" of the last refusal, or "". */
static unsigned check_count_refused(const struct check *check, struct buf *last)
{
	unsigned refused = 0;

	for (unsigned i = 0; i < check->count; i++) {
		const struct fetch_result *result = fetch_result(check->service.fetch, i);

		if (result->status != FETCH_NOT_READABLE)
			continue;
		refused++;
		buf_clear(last);
		if (result->refused_id[0])
			buf_addf(last, " (request id %s)", result->refused_id);
	}
	return refused;
}

static void check_add_permissions(struct check *check)
{
	AUTO_BUF last = {0};
	unsigned refused = check_count_refused(check, &last);
	enum rc rc = RC_PARTIAL;

	if (refused == 0) {
		screen_add(&check->screen, VERDICT_OK, "permissions", "all %u resources below are readable",
			   check->count);
		return;
	}
	if (refused == check->count)
		rc = rc_fail(RC_CREDENTIALS,
			     "the service refused all resources%s: give the key Read permission for them, or check "
			     "subdomain and base URL",
			     buf_text(&last));
	else
		rc = rc_fail(RC_PARTIAL,
			     "the service refused %u of %u resources%s: give the key Read permission for them", refused,
			     check->count, buf_text(&last));
	screen_fail(&check->screen, rc, "permissions");
}

/* The requests of a run that reads what they announce; 0: some did not say, or nobody knows. */
static uint64_t check_announced_requests(const struct check *check)
{
	const struct options *options = check->service.app->options;
	uint64_t requests = 0;

	if (options->mode == MODE_DELTA)
		return 0;
	for (unsigned i = 0; i < check->count; i++) {
		const struct fetch_result *result = fetch_result(check->service.fetch, i);

		if (result->status != FETCH_NOT_READABLE && result->announced < 0)
			return 0;
		requests += result->announced > 0 ? (uint64_t)(result->announced / options->page_size) + 1 : 1;
	}
	return requests;
}

/* --- Service and key */

/* Asks for what an export of these tables would ask for. */
static enum rc check_ask(struct check *check)
{
	struct catalogue *catalogue = &check->catalogue;

	for (size_t i = 0; i < catalogue->endpoint_count; i++) {
		const struct endpoint *endpoint = &catalogue->endpoints[i];
		struct fetch_request request;
		struct plan *plan;

		if (!catalogue_wants_endpoint(catalogue, endpoint))
			continue;
		plan = plan_new(catalogue->mappings, endpoint, sv_of(check->service.app->options->account),
				&(struct plan_choice){catalogue_wanted, NULL, catalogue});
		check->plans[check->count++] = plan;
		request = asking_request(plan);
		request.probe = true;
		fetch_add(check->service.fetch, &request);
	}
	return fetch_run(check->service.fetch);
}

static void check_add_answer(struct check *check, enum rc rc)
{
	const struct options *options = check->service.app->options;
	const char *key = options->api_key_file ? options->api_key_file : API_KEY_ENVIRONMENT;

	if (rc != RC_OK && rc != RC_CREDENTIALS) {
		screen_fail(&check->screen, rc, "service");
		screen_add(&check->screen, VERDICT_NOTE, "key", "from %s; not tried, since the service fails", key);
		return;
	}
	screen_add(&check->screen, VERDICT_OK, "service", "%s answers", options->base_url);
	if (rc == RC_CREDENTIALS) {
		screen_fail(&check->screen, rc, "key");
		return;
	}
	screen_add(&check->screen, VERDICT_OK, "key", "accepted for the account %s; from %s", options->account, key);
	check_add_permissions(check);
}

/* *answered: the results of all resources are there. */
static enum rc check_service(struct check *check, const struct app *app, bool *answered)
{
	enum rc rc = service_open(&check->service, app);

	*answered = false;
	if (rc != RC_OK) {
		screen_fail(&check->screen, rc, check->service.key ? "service" : "key");
		return RC_OK;
	}
	rc = check_ask(check);
	log_progress_end(app->log);
	if (rc > (enum rc)ENDED_BY_SIGNAL || rc == RC_INTERNAL)
		return rc;
	check_add_answer(check, rc);
	*answered = rc == RC_OK;
	return RC_OK;
}

/* --- All of it */

static enum rc check_everything(struct check *check, const struct app *app)
{
	bool answered, known;

	TRY(check_service(check, app, &answered));
	check_hash_key(app, &check->screen);
	known = check_place(app, &check->screen);
	check_clock(&check->service, &check->screen);
	check_files(app, &check->screen);
	check_rate(app, known, answered ? check_announced_requests(check) : 0, &check->screen);
	check_destination(app, &check->screen);
	if (answered)
		check_add_resources(check);
	TRY(stdout_print(buf_sv(&check->screen.text)));
	return screen_conclude(&check->screen);
}

static void check_release(struct check *check)
{
	for (unsigned i = 0; i < check->count; i++)
		plan_free(check->plans[i]);
	service_close(&check->service);
	screen_release(&check->screen);
}

enum rc cmd_check(const struct app *app)
{
	struct check check = {.count = 0};
	enum rc rc;

	if (app->options->plan)
		return cmd_plan(app);
	TRY(catalogue_init(&check.catalogue));
	TRY(choice_tables(&check.catalogue, app->options->tables));
	TRY(choice_exclude(&check.catalogue, app->options->exclude_columns));
	TRY(choice_hash(&check.catalogue, app->options->hash_columns));
	rc = check_everything(&check, app);
	check_release(&check);
	/* The program says nothing of this status, which an export explains with its warnings. */
	if (rc == RC_PARTIAL)
		log_line(app->log, LEVEL_ERROR, "%s", rc_text());
	return rc;
}
