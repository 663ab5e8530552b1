#include "fetch/fetch.h"

#include "base/mem.h"
#include "fetch/list.h"
#include "fetch/lookup.h"
#include "fetch/loop.h"

static int fetch_concurrency(const struct fetch_config *config)
{
	if (config->concurrency < 1)
		return 1;
	return config->concurrency < FETCH_CONCURRENCY_MAX ? config->concurrency : FETCH_CONCURRENCY_MAX;
}

enum rc fetch_new(const struct fetch_config *config, struct fetch **out)
{
	struct fetch *fetch = mem_zero(1, sizeof(*fetch));
	struct run *run = &fetch->run;
	struct net_config net = config->net;
	enum rc rc;

	run->config = *config;
	run->config.concurrency = fetch_concurrency(config);
	net.connections = run->config.concurrency;
	net.clock = config->clock;
	rc = net_new(&net, &run->net);
	if (rc != RC_OK) {
		mem_free(fetch);
		return rc;
	}
	patience_init(&run->patience, &(struct patience_config){.clock = config->clock,
								.budget_ms = config->retry_budget_ms,
								.rate = config->rate,
								.requests = run->config.concurrency,
								.windows = true});
	run->pool.limit = FETCH_AHEAD_MAX;
	*out = fetch;
	return RC_OK;
}

unsigned fetch_add(struct fetch *fetch, const struct fetch_request *request)
{
	fetch->readings = mem_resize(fetch->readings, (fetch->count + 1) * sizeof(*fetch->readings));
	fetch->readings[fetch->count] = reading_new(&fetch->run, request, &list_kind);
	return fetch->count++;
}

enum rc fetch_run(struct fetch *fetch)
{
	return loop_run(fetch);
}

const struct fetch_result *fetch_result(const struct fetch *fetch, unsigned index)
{
	return &fetch->readings[index]->result;
}

void fetch_again(struct fetch *fetch, unsigned index)
{
	reading_again(fetch->readings[index]);
}

const struct idset *fetch_seen(const struct fetch *fetch, unsigned index)
{
	return &fetch->readings[index]->seen;
}

enum rc fetch_look_up(struct fetch *fetch, const struct fetch_lookup *lookup)
{
	struct reading *reading = fetch->readings[lookup->index];
	enum rc rc;

	if (lookup->count == 0)
		return RC_OK;
	if (lookup->count > FETCH_LOOKUPS_MAX)
		return rc_fail(RC_INTERNAL, "%zu lookups in one call; this is a defect, please report it",
			       lookup->count);
	lookup_start(reading, lookup);
	rc = loop_run(fetch);
	lookup_end(reading);
	reading->kind = &list_kind;
	return rc;
}

void fetch_free(struct fetch *fetch)
{
	if (!fetch)
		return;
	for (unsigned i = 0; i < fetch->count; i++)
		reading_free(fetch->readings[i]);
	net_free(fetch->run.net);
	pieces_release(&fetch->run.pool);
	mem_free(fetch->readings);
	mem_free(fetch);
}
