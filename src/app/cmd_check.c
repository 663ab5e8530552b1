/*
 * check: whether the API key is good, and which resources it can read, one line each on standard output.
 */
#include "app/commands.h"
#include "base/plural.h"
#include "schema/choice.h"
#include "export/given_up.h"
#include "export/service.h"
#include "cli/stdout.h"

static void check_add_line(const struct query *query, const struct fetch_result *result, struct buf *out)
{
	buf_addf(out, "%s: ", query->path + 1);
	if (result->status == FETCH_NOT_READABLE) {
		buf_addf(out, "not readable (status %ld)\n", result->refused_status);
		return;
	}
	buf_adds(out, "readable");
	if (result->announced >= 0)
		buf_addf(out, ", %lld record%s", (long long)result->announced, plural((uint64_t)result->announced));
	given_up_add(query, query_parts(query), result->given_up, out);
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

static enum rc check_all(struct service *service, const struct catalogue *catalogue, struct log *log)
{
	const struct query *asked[CATALOGUE_ENDPOINTS_MAX];
	AUTO_BUF lines = {0}, last = {0};
	size_t refused = 0;
	unsigned count = 0;

	for (size_t i = 0; i < catalogue->endpoint_count; i++) {
		if (!catalogue_wants_endpoint(catalogue, &catalogue->endpoints[i]))
			continue;
		asked[count++] = &catalogue->endpoints[i].query;
		fetch_add(service->fetch, &(struct fetch_request){.query = asked[count - 1],
								  .parts = query_parts(asked[count - 1]),
								  .probe = true});
	}
	TRY(fetch_run(service->fetch));
	for (unsigned i = 0; i < count; i++) {
		const struct fetch_result *result = fetch_result(service->fetch, i);

		if (result->status == FETCH_NOT_READABLE) {
			refused++;
			buf_clear(&last);
			if (result->refused_id[0])
				buf_addf(&last, " (request id %s)", result->refused_id);
		}
		check_add_line(asked[i], result, &lines);
	}
	TRY(stdout_print(buf_sv(&lines)));
	return check_conclude(log, refused, count, buf_text(&last));
}

enum rc cmd_check(const struct app *app)
{
	struct catalogue catalogue;
	struct service service;
	enum rc rc;

	if (app->options->plan)
		return cmd_plan(app);
	TRY(catalogue_init(&catalogue, app->log));
	TRY(choice_tables(&catalogue, app->options->tables));
	rc = service_open(&service, app);
	if (rc == RC_OK)
		rc = check_all(&service, &catalogue, app->log);
	service_close(&service);
	return rc;
}
