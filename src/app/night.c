#include "app/night.h"

#include <unistd.h>

#include "base/mem.h"
#include "fetch/limit.h"
#include "publish/directory.h"
#include "schema/choice.h"

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

enum rc night_open(struct night *night, const struct app *app)
{
	*night = (struct night){.app = app};
	TRY(catalogue_init(&night->catalogue));
	TRY(choice_tables(&night->catalogue, app->options->tables));
	TRY(choice_exclude(&night->catalogue, app->options->exclude_columns));
	return night_open_state(night);
}

void night_close(struct night *night)
{
	state_close(night->state);
	night->state = NULL;
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
uint64_t planned_requests(const struct planned *planned)
{
	if (planned->since[0] || planned->known.records < 0)
		return 1;
	return (uint64_t)(planned->known.records / planned->page_size) + 1;
}

bool planned_is_exact(const struct planned *planned)
{
	return !planned->since[0] && planned->known.records >= 0;
}

static enum rc night_plan(struct night *night, const struct plan *plan,
			  void (*each)(void *context, const struct planned *planned), void *context)
{
	struct planned planned = {.plan = plan};

	TRY(planned_read(night, &planned));
	night->resources++;
	night->requests += planned_requests(&planned);
	night->at_least = night->at_least || !planned_is_exact(&planned);
	each(context, &planned);
	return RC_OK;
}

enum rc night_each(struct night *night, void (*each)(void *context, const struct planned *planned), void *context)
{
	struct catalogue *catalogue = &night->catalogue;

	for (size_t i = 0; i < catalogue->endpoint_count; i++) {
		const struct endpoint *endpoint = &catalogue->endpoints[i];
		struct plan *plan;
		enum rc rc;

		if (!catalogue_wants_endpoint(catalogue, endpoint))
			continue;
		plan = plan_new(catalogue->mappings, endpoint, sv_of(night->app->options->account),
				&(struct plan_choice){catalogue_wanted, NULL, catalogue});
		rc = night_plan(night, plan, each, context);
		plan_free(plan);
		TRY(rc);
	}
	return RC_OK;
}

uint64_t night_seconds(const struct night *night)
{
	return limit_seconds(night->requests, night->app->options->rate);
}
