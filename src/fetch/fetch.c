#include "fetch/fetch.h"

#include "base/mem.h"
#include "fetch/loop.h"
#include "fetch/question.h"

enum rc fetch_new(const struct fetch_config *config, struct fetch **out)
{
	struct fetch *fetch = mem_zero(1, sizeof(*fetch));
	struct net_config net = config->net;
	enum rc rc;

	fetch->run.config = *config;
	if (fetch->run.config.concurrency < 1)
		fetch->run.config.concurrency = 1;
	if (fetch->run.config.concurrency > FETCH_CONCURRENCY_MAX)
		fetch->run.config.concurrency = FETCH_CONCURRENCY_MAX;
	net.connections = fetch->run.config.concurrency;
	net.clock = config->clock;
	rc = net_new(&net, &fetch->run.net);
	if (rc != RC_OK) {
		mem_free(fetch);
		return rc;
	}
	patience_init(&fetch->run.patience, &fetch->run.config);
	*out = fetch;
	return RC_OK;
}

unsigned fetch_add(struct fetch *fetch, const struct fetch_request *request)
{
	fetch->readings = mem_resize(fetch->readings, (fetch->count + 1) * sizeof(*fetch->readings));
	fetch->readings[fetch->count] = reading_new(&fetch->run, request);
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
	return &fetch->readings[index]->met;
}

enum rc fetch_ask(struct fetch *fetch, const struct fetch_question *question)
{
	struct reading *reading = fetch->readings[question->index];
	enum rc rc;

	if (question->count == 0)
		return RC_OK;
	if (question->count > FETCH_QUESTIONS_MAX)
		return rc_fail(RC_INTERNAL, "%zu questions at once; this is a defect, please report it",
			       question->count);
	question_start(reading, question);
	rc = loop_run(fetch);
	question_end(reading);
	return rc;
}

void fetch_free(struct fetch *fetch)
{
	if (!fetch)
		return;
	for (unsigned i = 0; i < fetch->count; i++)
		reading_free(fetch->readings[i]);
	net_free(fetch->run.net);
	ahead_release(&fetch->run.ahead);
	mem_free(fetch->readings);
	mem_free(fetch);
}
