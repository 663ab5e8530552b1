/*
 * check: whether the API key is good, and which resources it can read, one line each on standard output.
 */
#include "app/commands.h"
#include "cli/hash_key.h"
#include "base/plural.h"
#include "schema/choice.h"
#include "export/asking.h"
#include "export/given_up.h"
#include "export/service.h"
#include "exposure/exposure.h"
#include "cli/stdout.h"

/* The resources that are asked, each with its plan. */
struct check {
	struct catalogue *catalogue;
	struct plan *plans[CATALOGUE_ENDPOINTS_MAX];
	unsigned count;
};

static void check_add_line(const struct plan *plan, const struct fetch_result *result, struct buf *out)
{
	const struct query *query = &plan->endpoint->query;

	buf_addf(out, "%s: ", query->path + 1);
	if (result->status == FETCH_NOT_READABLE) {
		buf_addf(out, "not readable (status %ld)\n", result->refused_status);
		return;
	}
	buf_adds(out, "readable");
	if (result->announced >= 0)
		buf_addf(out, ", %lld record%s", (long long)result->announced, plural((uint64_t)result->announced));
	given_up_add(query, plan->parts, result->given_up, out);
	buf_addc(out, '\n');
}

/* `last`: " (request id X)" of the last refusal, or "". */
static enum rc check_conclude(struct log *log, size_t refused, size_t asked, const char *last)
{
	if (refused == 0)
		return RC_OK;
	if (refused == asked)
		return rc_fail(RC_CREDENTIALS,
			       "the service refused all resources%s: give the key Read permission for them, or check "
			       "subdomain and base URL",
			       last);
	log_line(log, LEVEL_ERROR, "the service refused %zu of %zu resources%s: give the key Read permission for them",
		 refused, asked, last);
	return RC_PARTIAL;
}

/* Asks for what an export of these tables would ask for. */
static void check_ask(struct check *check, struct service *service)
{
	struct catalogue *catalogue = check->catalogue;

	for (size_t i = 0; i < catalogue->endpoint_count; i++) {
		const struct endpoint *endpoint = &catalogue->endpoints[i];
		struct fetch_request request;
		struct plan *plan;

		if (!catalogue_wants_endpoint(catalogue, endpoint))
			continue;
		plan = plan_new(catalogue->mappings, endpoint, sv_of(service->app->options->account),
				&(struct plan_choice){catalogue_wanted, NULL, catalogue});
		check->plans[check->count++] = plan;
		request = asking_request(plan);
		request.probe = true;
		fetch_add(service->fetch, &request);
	}
}

static enum rc check_report(const struct check *check, const struct service *service)
{
	AUTO_BUF lines = {0}, last = {0};
	size_t refused = 0;

	for (unsigned i = 0; i < check->count; i++) {
		const struct fetch_result *result = fetch_result(service->fetch, i);

		if (result->status == FETCH_NOT_READABLE) {
			refused++;
			buf_clear(&last);
			if (result->refused_id[0])
				buf_addf(&last, " (request id %s)", result->refused_id);
		}
		check_add_line(check->plans[i], result, &lines);
	}
	TRY(stdout_print(buf_sv(&lines)));
	return check_conclude(service->app->log, refused, check->count, buf_text(&last));
}

static enum rc check_all(struct service *service, struct catalogue *catalogue)
{
	struct check check = {.catalogue = catalogue};
	enum rc rc;

	check_ask(&check, service);
	rc = fetch_run(service->fetch);
	if (rc == RC_OK)
		rc = check_report(&check, service);
	for (unsigned i = 0; i < check.count; i++)
		plan_free(check.plans[i]);
	return rc;
}

static enum rc check_hash_key(const struct options *options)
{
	struct token_maker tokens;
	enum rc rc = hash_key_open(options, &tokens);

	token_close(&tokens);
	return rc;
}

static void check_files(const struct app *app)
{
	struct exposure found = {0};

	exposure_find_all(app->options, &found);
	exposure_warn(&found, app->log);
}

enum rc cmd_check(const struct app *app)
{
	struct catalogue catalogue;
	struct service service;
	enum rc rc;

	if (app->options->plan)
		return cmd_plan(app);
	TRY(catalogue_init(&catalogue));
	TRY(choice_tables(&catalogue, app->options->tables));
	TRY(choice_exclude(&catalogue, app->options->exclude_columns));
	TRY(choice_hash(&catalogue, app->options->hash_columns));
	TRY(check_hash_key(app->options));
	rc = service_open(&service, app);
	if (rc == RC_OK)
		rc = check_all(&service, &catalogue);
	check_files(app);
	service_close(&service);
	return rc;
}
