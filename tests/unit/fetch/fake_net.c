#include "fake_net.h"

#include "base/mem.h"

enum { PIECE = 16384, START = 1000000 };

struct net_transfer {
	struct net_transfer *next;
	struct net *net;
	struct net_request request;
	struct fake_answer answer;
	size_t sent;
	int64_t at;
	bool paused, was_paused;
};

struct net {
	struct net_transfer *first;
};

struct fake_world fake_world;

void fake_reset(fake_service *service, void *context)
{
	fake_release();
	fake_world = (struct fake_world){.service = service, .context = context, .now = START, .random = 0.5};
}

void fake_release(void)
{
	buf_release(&fake_world.log);
}

static int64_t now(void *context)
{
	(void)context;
	return fake_world.now;
}

static double chance(void *context)
{
	(void)context;
	return fake_world.random;
}

const struct clock *fake_clock(void)
{
	static const struct clock clock = {.now_ms = now, .steady_ms = now, .random = chance};

	return &clock;
}

enum rc net_new(const struct net_config *config, struct net **out)
{
	(void)config;
	*out = mem_zero(1, sizeof(**out));
	return RC_OK;
}

static void unlink_transfer(struct net_transfer *transfer)
{
	struct net_transfer **at = &transfer->net->first;

	while (*at != transfer)
		at = &(*at)->next;
	*at = transfer->next;
	fake_world.running--;
}

static void free_transfer(struct net_transfer *transfer)
{
	buf_release(&transfer->answer.body);
	mem_free(transfer);
}

void net_free(struct net *net)
{
	if (!net)
		return;
	while (net->first)
		net_cancel(net, net->first);
	mem_free(net);
}

enum rc net_start(struct net *net, const struct net_request *request, struct net_transfer **out)
{
	struct net_transfer *transfer = mem_zero(1, sizeof(*transfer)), **at = &net->first;

	transfer->net = net;
	transfer->request = *request;
	transfer->answer = (struct fake_answer){
		.status = 200,
		.cut = FAKE_WHOLE,
		.retry_after = -1,
		.date_ms = -1,
		.piece = PIECE,
		.latency_ms = 1,
	};
	fake_world.service(fake_world.context, request->url, &transfer->answer);
	transfer->at = fake_world.now + transfer->answer.latency_ms;
	while (*at)
		at = &(*at)->next;
	*at = transfer;
	buf_addf(&fake_world.log, "%s\n", request->url);
	fake_world.started++;
	fake_world.fresh += request->fresh;
	if (++fake_world.running > fake_world.most_running)
		fake_world.most_running = fake_world.running;
	*out = transfer;
	return RC_OK;
}

void net_cancel(struct net *net, struct net_transfer *transfer)
{
	(void)net;
	fake_world.canceled++;
	unlink_transfer(transfer);
	free_transfer(transfer);
}

void net_resume(struct net *net, struct net_transfer *transfer)
{
	(void)net;
	transfer->paused = false;
	transfer->at = fake_world.now;
}

static void set_text(char *to, size_t size, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (n >= size)
		n = size - 1;
	if (n > 0)
		memcpy(to, text, n);
	to[n] = '\0';
}

static void finish(struct net_transfer *transfer, bool complete)
{
	const struct fake_answer *scripted = &transfer->answer;
	struct net_answer answer = {
		.status = scripted->status,
		.complete = complete,
		.framed = !scripted->unframed,
		.timed_out = scripted->timed_out,
		.permanent = scripted->permanent,
		.markup = scripted->body.n > 0 && scripted->body.p[0] == '<',
		.paused = transfer->was_paused,
		.retry_after = scripted->retry_after,
		.date_ms = scripted->date_ms,
		.bytes = transfer->sent,
	};

	set_text(answer.request_id, sizeof(answer.request_id), scripted->request_id);
	set_text(answer.version, sizeof(answer.version), scripted->version);
	set_text(answer.location, sizeof(answer.location), scripted->location);
	set_text(answer.failure, sizeof(answer.failure), complete ? NULL : "connection closed");
	unlink_transfer(transfer);
	transfer->request.done(transfer->request.context, &answer);
	free_transfer(transfer);
}

static size_t limit(const struct net_transfer *transfer)
{
	const struct fake_answer *scripted = &transfer->answer;

	return scripted->cut < scripted->body.n ? scripted->cut : scripted->body.n;
}

static enum net_verdict (*taker(const struct net_transfer *transfer))(void *, struct sv)
{
	if (transfer->answer.status == 200)
		return transfer->request.body;
	return transfer->answer.status == 404 || transfer->answer.status == 410 ? transfer->request.missing : NULL;
}

static void hand_over(struct net_transfer *transfer)
{
	size_t left = limit(transfer) - transfer->sent;
	size_t n = left < transfer->answer.piece ? left : transfer->answer.piece;
	struct sv bytes = {transfer->answer.body.p + transfer->sent, n};

	switch (taker(transfer)(transfer->request.context, bytes)) {
	case NET_TAKEN:
		transfer->sent += n;
		transfer->at = fake_world.now + transfer->answer.gap_ms;
		fake_world.taken += n;
		if (fake_world.taken > fake_world.read + fake_world.most_unread)
			fake_world.most_unread = fake_world.taken - fake_world.read;
		return;
	case NET_PAUSE:
		fake_world.paused++;
		transfer->paused = transfer->was_paused = true;
		return;
	case NET_STOP:
		finish(transfer, false);
		return;
	}
}

static void go_on(struct net_transfer *transfer)
{
	const struct fake_answer *scripted = &transfer->answer;
	bool whole = scripted->cut == FAKE_WHOLE || scripted->cut_is_end;

	if (transfer->paused)
		finish(transfer, false);
	else if (taker(transfer) && transfer->sent < limit(transfer))
		hand_over(transfer);
	else
		finish(transfer, scripted->status != 0 && whole && !scripted->timed_out);
}

/* The transfer that something happens to first. */
static struct net_transfer *first_event(struct net *net)
{
	struct net_transfer *first = NULL;

	for (struct net_transfer *t = net->first; t; t = t->next)
		if ((!t->paused || t->answer.closed_when_paused) && (!first || t->at < first->at))
			first = t;
	return first;
}

enum rc net_step(struct net *net, int timeout_ms)
{
	int64_t deadline = fake_world.now + timeout_ms;
	struct net_transfer *transfer = first_event(net);

	if (!transfer || transfer->at > deadline) {
		fake_world.now = deadline;
		return RC_OK;
	}
	if (transfer->at > fake_world.now)
		fake_world.now = transfer->at;
	go_on(transfer);
	return RC_OK;
}

void net_look(const struct net_transfer *transfer, struct net_answer *answer)
{
	*answer = (struct net_answer){.retry_after = -1, .date_ms = -1};
	if (transfer->sent == 0 && fake_world.now < transfer->at)
		return;
	answer->status = transfer->answer.status;
	set_text(answer->request_id, sizeof(answer->request_id), transfer->answer.request_id);
	set_text(answer->version, sizeof(answer->version), transfer->answer.version);
}

unsigned net_running(const struct net *net)
{
	unsigned running = 0;

	for (const struct net_transfer *t = net->first; t; t = t->next)
		running++;
	return running;
}
