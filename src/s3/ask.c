/*
 * A single request to a server that gives credentials. The answer is small and comes at once, so nothing else goes on
 * meanwhile.
 */
#include "net/client.h"
#include "net/http_status.h"
#include "net/retry.h"
#include "net/url.h"
#include "s3/sources.h"

enum { ASK_TRIES = 3, LOCAL_SECONDS = 2, STEP_MS = 250 };

struct asking {
	const struct s3_credentials_config *config;
	const struct s3_ask *ask;
	struct buf *out;
	struct net_answer answer;
	size_t began; /* bytes that `out` had before */
};

static int64_t ask_read(void *context, uint64_t from, char *to, size_t size)
{
	const struct asking *asking = context;
	struct sv left = sv_from(asking->ask->body, (size_t)from);
	size_t n = left.n < size ? left.n : size;

	memcpy(to, left.p, n);
	return (int64_t)n;
}

static enum net_verdict ask_on_body(void *context, struct sv bytes)
{
	struct asking *asking = context;

	if (asking->out->n + bytes.n > S3_FILE_MAX)
		return NET_STOP;
	buf_addsv(asking->out, bytes);
	return NET_TAKEN;
}

static void ask_on_done(void *context, const struct net_answer *answer)
{
	struct asking *asking = context;

	asking->answer = *answer;
}

static enum rc ask_check_stop(const struct asking *asking)
{
	return *asking->config->stop ? rc_fail(RC_CREDENTIALS, "stopped by a signal") : RC_OK;
}

static enum rc ask_once(struct asking *asking, struct net *net)
{
	const struct s3_ask *ask = asking->ask;
	const struct net_request request = {.url = ask->url,
					    .method = ask->method,
					    .headers = ask->headers,
					    .upload = {ask_read, asking, ask->body.n},
					    .context = asking,
					    .body = ask_on_body,
					    .done = ask_on_done};
	struct net_transfer *transfer;

	asking->out->n = asking->began;
	TRY(net_start(net, &request, &transfer));
	while (net_running(net) > 0) {
		TRY(ask_check_stop(asking));
		TRY(net_step(net, STEP_MS));
	}
	return RC_OK;
}

static enum rc ask_wait(const struct asking *asking, struct net *net, unsigned tried)
{
	const struct clock *clock = asking->config->clock;
	int64_t until = clock->steady_ms(clock->context) +
			retry_wait_ms(&(struct net_answer){.retry_after = -1}, tried, clock->random(clock->context));

	while (clock->steady_ms(clock->context) < until) {
		TRY(ask_check_stop(asking));
		TRY(net_step(net, (int)(until - clock->steady_ms(clock->context)) % STEP_MS + 1));
	}
	return RC_OK;
}

static enum rc ask_conclude(const struct asking *asking)
{
	const struct net_answer *answer = &asking->answer;

	if (answer->status == HTTP_OK && answer->complete)
		return RC_OK;
	if (answer->status != 0)
		return rc_fail(RC_CREDENTIALS, "%s answered HTTP %ld", asking->ask->what, answer->status);
	return rc_fail(RC_CREDENTIALS, "%s did not answer: %s%s%s", asking->ask->what, answer->failure,
		       answer->advice ? "; " : "", answer->advice ? answer->advice : "");
}

static enum rc ask_until_answered(struct asking *asking, struct net *net)
{
	for (unsigned tried = 1;; tried++) {
		TRY(ask_once(asking, net));
		if (retry_classify(&asking->answer) == RETRY_NOT || tried == ASK_TRIES)
			return ask_conclude(asking);
		TRY(ask_wait(asking, net, tried));
	}
}

enum rc s3_ask(const struct s3_credentials_config *config, const struct s3_ask *ask, struct buf *out)
{
	struct asking asking = {.config = config, .ask = ask, .out = out, .began = out->n};
	const struct net_config client = {.user_agent = config->user_agent,
					  .keyless = true,
					  .ca_file = config->ca_file,
					  .proxy = config->proxy,
					  .clock = config->clock,
					  .loopback = ask->local,
					  .stall_seconds = ask->local ? LOCAL_SECONDS : config->stall_seconds,
					  .connections = 1};
	struct net *net;
	enum rc rc;

	TRY(net_new(&client, &net));
	buf_reserve(out, S3_FILE_MAX); /* once, so that growing leaves no copy behind */
	rc = ask_until_answered(&asking, net);
	net_free(net);
	return rc;
}

/* The addresses at which Amazon's machines and containers give credentials. */
static bool ask_is_of_this_network(const char *host)
{
	static const char *const hosts[] = {"169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254",
					    "fd00:ec2::23"};

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (strcmp(host, hosts[i]) == 0)
			return true;
	return false;
}

enum rc s3_check_server(const char *url, const char *what, bool *local)
{
	char host[URL_HOST_MAX];
	bool loopback, encrypted;
	AUTO_BUF base = {0};
	enum rc rc = url_plain_base(url, &base, host, &loopback, &encrypted);

	if (rc != RC_OK)
		return rc_context(rc, "%s", what);
	*local = loopback || ask_is_of_this_network(host);
	if (!encrypted && !*local)
		return rc_fail(RC_USAGE, "%s: http:// to %s would send credentials without encryption", what, host);
	return RC_OK;
}
