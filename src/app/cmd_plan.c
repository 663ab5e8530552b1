/*
 * check --plan: the requests of a run with these options, how many they are by what earlier runs learned, and how long they
 * take at least within the limits of the service. Makes no request, and needs no key.
 */
#include "app/commands.h"
#include "app/night.h"
#include "base/plural.h"
#include "base/span.h"
#include "base/timestamp.h"
#include "cli/stdout.h"
#include "fetch/limit.h"

#define PAGE_NUMBER "page%5Bnumber%5D"

/* "/jobs: 120 records, 1 request" */
static void planned_add_numbers(const struct planned *planned, struct buf *out)
{
	uint64_t requests = planned_requests(planned);
	int64_t records = planned->known.records;

	buf_addf(out, "%s: ", planned->plan->endpoint->query.path);
	if (records < 0)
		buf_adds(out, "number of records unknown");
	else
		buf_addf(out, "%s%lld record%s", planned->since[0] ? "what was updated, of " : "", (long long)records,
			 plural((uint64_t)records));
	buf_addf(out, ", %s%llu request%s\n", planned_is_exact(planned) ? "" : "at least ",
		 (unsigned long long)requests, plural(requests));
}

/* Reads "%5B" as '['; other escapes stay, so that no name can look like another one. */
static void planned_add_decoded(struct sv text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		bool escape = text.n - i >= 3 && text.p[i] == '%' && text.p[i + 1] == '5';

		if (!escape || (text.p[i + 2] != 'B' && text.p[i + 2] != 'D')) {
			buf_addc(out, text.p[i]);
			continue;
		}
		buf_addc(out, text.p[i + 2] == 'B' ? '[' : ']');
		i += 2;
	}
}

/* The parameters of every page, one a line. */
static void planned_add_parameters(const struct planned *planned, struct buf *out)
{
	const struct query_page page = {.parts = planned->plan->parts & ~planned->refused,
					.number = 1,
					.size = planned->page_size,
					.updated_since = planned->since[0] ? planned->since : NULL};
	AUTO_BUF url = {0};
	const char *at;

	query_url(&planned->plan->endpoint->query, "", &page, &url);
	at = buf_text(&url) + strcspn(buf_text(&url), "?");
	while (*at) {
		size_t n = strcspn(++at, "&");

		if (strncmp(at, PAGE_NUMBER, strlen(PAGE_NUMBER)) != 0) {
			buf_adds(out, "    ");
			planned_add_decoded((struct sv){at, n}, out);
			buf_addc(out, '\n');
		}
		at += n;
	}
}

static void planned_add_refused(const struct planned *planned, struct buf *out)
{
	const struct state_refused *refused = &planned->known.refused;
	char since[TIMESTAMP_SIZE];
	const char *between = " ";

	if (!planned->refused)
		return;
	timestamp_write(refused->found_ms, since);
	buf_addf(out, "    without what the service refused on %.10s:", since);
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (!query_given_up_name(&planned->plan->endpoint->query, planned->plan->parts, planned->refused, i,
					 &name))
			continue;
		buf_addf(out, "%s%s", between, buf_text(&name));
		between = ", ";
	}
	timestamp_write(refused->found_ms + REMEMBER_REFUSED_MS, since);
	buf_addf(out, "; tried again from %.10s on\n", since);
}

static void plan_add(void *context, const struct planned *planned)
{
	struct buf *out = context;

	planned_add_numbers(planned, out);
	planned_add_parameters(planned, out);
	planned_add_refused(planned, out);
}

static void plan_add_sum(const struct night *night, struct buf *out)
{
	const struct options *options = night->app->options;

	buf_addf(out, "%u resource%s, %s%llu request%s. ", night->resources, plural(night->resources),
		 night->at_least ? "at least " : "", (unsigned long long)night->requests, plural(night->requests));
	buf_addf(out, "With %d requests a minute and %d in eight minutes, the last one begins after ",
		 LIMIT_MINUTE_REQUESTS, LIMIT_EIGHT_MINUTES_REQUESTS);
	span_add(night_seconds(night), out);
	buf_addf(out, " at the earliest.\n");
	if (!options->no_state && options->max_lookups > 0)
		buf_addf(out, "Records that are missing cost one request each, up to %d (--max-lookups).\n",
			 options->max_lookups);
}

enum rc cmd_plan(const struct app *app)
{
	AUTO_BUF text = {0};
	struct night night;
	enum rc rc = night_open(&night, app);

	if (rc == RC_OK)
		rc = night_each(&night, plan_add, &text);
	night_close(&night);
	TRY(rc);
	plan_add_sum(&night, &text);
	return stdout_print(buf_sv(&text));
}
