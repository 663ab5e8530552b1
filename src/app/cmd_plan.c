/*
 * check --plan: the requests of a run with these options, how many they are by what earlier runs learned, and how long they
 * take at least within the limits of the service. Makes no request, and needs no key.
 */
#include <unistd.h>

#include "app/commands.h"
#include "base/mem.h"
#include "base/plural.h"
#include "base/timestamp.h"
#include "cli/stdout.h"
#include "export/remember.h"
#include "publish/directory.h"
#include "schema/choice.h"

/* mappings/PINPOINT.md, "Errors and waits". */
enum { A_MINUTE = 60, MINUTE_REQUESTS = 120, EIGHT_MINUTES = 480, EIGHT_MINUTES_REQUESTS = 240 };

#define PAGE_NUMBER "page%5Bnumber%5D"

struct night {
	const struct app *app;
	struct state *state; /* NULL: there is none */
	struct catalogue catalogue;
	struct buf text;
	uint64_t requests;
	unsigned resources;
	bool at_least; /* some number of records is not known */
};

/* One resource of it. */
struct planned {
	const struct plan *plan;
	struct state_resource known;
	uint64_t refused; /* parts that are believed to be refused */
	int page_size;
	char since[EXPORT_SINCE_SIZE];
};

static enum rc night_open_state(struct night *night)
{
	const struct options *options = night->app->options;
	AUTO_FREE char *usual = directory_usual_state(options->output, options->account);
	struct state_config config = {.path = options->state ? options->state : usual,
				      .account = options->account,
				      .read_only = true};

	if (options->no_state || (!options->state && access(config.path, F_OK) != 0))
		return RC_OK;
	return state_open(&config, &night->state);
}

static enum rc planned_read(const struct night *night, struct planned *planned)
{
	const struct options *options = night->app->options;
	const struct query *query = &planned->plan->endpoint->query;

	planned->page_size = options->page_size;
	planned->known = (struct state_resource){.since_ms = TIMESTAMP_NONE, .records = -1};
	if (!night->state)
		return RC_OK;
	TRY(state_resource(night->state, query->path + 1, &planned->known));
	if (remember_believes(&planned->known.refused, night->app->clock->now_ms(night->app->clock->context))) {
		int most = planned->known.refused.page_size;

		planned->refused = remember_refused_parts(planned->plan, planned->known.refused.parts);
		planned->page_size = most > 0 && most < options->page_size ? most : options->page_size;
	}
	remember_write_since(options, planned->plan, &planned->known, planned->since);
	return RC_OK;
}

/* The last page is a short one, or an empty one. */
static uint64_t planned_requests(const struct planned *planned)
{
	if (planned->since[0] || planned->known.records < 0)
		return 1;
	return (uint64_t)(planned->known.records / planned->page_size) + 1;
}

static bool planned_is_exact(const struct planned *planned)
{
	return !planned->since[0] && planned->known.records >= 0;
}

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

static enum rc night_add(struct night *night, const struct endpoint *endpoint)
{
	struct plan *plan = plan_new(night->catalogue.mappings, endpoint, sv_of(night->app->options->account),
				     &(struct plan_choice){catalogue_wanted, NULL, &night->catalogue});
	struct planned planned = {.plan = plan};
	enum rc rc = planned_read(night, &planned);

	if (rc == RC_OK) {
		planned_add_numbers(&planned, &night->text);
		planned_add_parameters(&planned, &night->text);
		planned_add_refused(&planned, &night->text);
		night->resources++;
		night->requests += planned_requests(&planned);
		night->at_least = night->at_least || !planned_is_exact(&planned);
	}
	plan_free(plan);
	return rc;
}

/* Until the last of so many requests may begin, in seconds. */
static uint64_t night_seconds(uint64_t requests, double rate)
{
	uint64_t before = requests > 0 ? requests - 1 : 0;
	uint64_t within = before / EIGHT_MINUTES_REQUESTS * EIGHT_MINUTES +
			  before % EIGHT_MINUTES_REQUESTS / MINUTE_REQUESTS * A_MINUTE;
	double paced = rate > 0 ? (double)before / rate : 0;

	return paced > (double)within ? (uint64_t)paced : within;
}

/* "1 h 12 min 0 s" */
static void night_add_time(uint64_t seconds, struct buf *out)
{
	enum { AN_HOUR = 60 * A_MINUTE };

	if (seconds >= AN_HOUR)
		buf_addf(out, "%llu h ", (unsigned long long)(seconds / AN_HOUR));
	if (seconds >= A_MINUTE)
		buf_addf(out, "%llu min ", (unsigned long long)(seconds % AN_HOUR / A_MINUTE));
	buf_addf(out, "%llu s", (unsigned long long)(seconds % A_MINUTE));
}

static void night_add_sum(struct night *night)
{
	const struct options *options = night->app->options;
	struct buf *out = &night->text;

	buf_addf(out, "%u resource%s, %s%llu request%s. ", night->resources, plural(night->resources),
		 night->at_least ? "at least " : "", (unsigned long long)night->requests, plural(night->requests));
	buf_addf(out, "With %d requests a minute and %d in eight minutes, the last one begins after ", MINUTE_REQUESTS,
		 EIGHT_MINUTES_REQUESTS);
	night_add_time(night_seconds(night->requests, options->rate), out);
	buf_addf(out, " at the earliest.\n");
	if (!options->no_state && options->max_lookups > 0)
		buf_addf(out, "Records that are missing cost one request each, up to %d (--max-lookups).\n",
			 options->max_lookups);
}

static enum rc night_add_all(struct night *night)
{
	const struct catalogue *catalogue = &night->catalogue;

	for (size_t i = 0; i < catalogue->endpoint_count; i++)
		if (catalogue_wants_endpoint(catalogue, &catalogue->endpoints[i]))
			TRY(night_add(night, &catalogue->endpoints[i]));
	night_add_sum(night);
	return stdout_print(buf_sv(&night->text));
}

enum rc cmd_plan(const struct app *app)
{
	struct night night = {.app = app};
	enum rc rc;

	TRY(catalogue_init(&night.catalogue));
	TRY(choice_tables(&night.catalogue, app->options->tables));
	TRY(choice_exclude(&night.catalogue, app->options->exclude_columns));
	TRY(night_open_state(&night));
	rc = night_add_all(&night);
	state_close(night.state);
	buf_release(&night.text);
	return rc;
}
