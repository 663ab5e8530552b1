#include "push/session.h"

#include <errno.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "net/retry.h"
#include "push/answer.h"

#define USER_AGENT "pinpoint-export/" PINPOINT_EXPORT_VERSION

static const char *const field_names[PUSH_FIELDS] = {
	[FIELD_SHA256] = S3_SHA256_HEADER,
	[FIELD_ETAG] = "etag",
	[FIELD_REGION] = "x-amz-bucket-region",
	[FIELD_REQUEST_ID] = "x-amz-request-id",
};

enum rc session_open(struct push_session *session, const struct app *app, const struct s3_bucket *bucket)
{
	const struct options *options = app->options;
	const struct patience_config patience = {.clock = app->clock,
						 .budget_ms = options->retry_budget * MS_PER_SECOND,
						 .rate = options->rate,
						 .requests = options->concurrency};
	const struct net_config config = {.user_agent = USER_AGENT,
					  .keyless = true,
					  .http1 = true,
					  .ca_file = options->ca_file,
					  .proxy = options->proxy,
					  .clock = app->clock,
					  .loopback = bucket->loopback,
					  .plain_http = bucket->plain_http,
					  .stall_seconds = options->timeout,
					  .connections = options->concurrency};

	session->app = app;
	session->bucket = bucket;
	session->config = (struct s3_credentials_config){.environment = &session->environment,
							 .region = bucket->region,
							 .user_agent = USER_AGENT,
							 .ca_file = options->ca_file,
							 .proxy = options->proxy,
							 .clock = app->machine_clock,
							 .stop = app->stop,
							 .stall_seconds = options->timeout};
	TRY(s3_credentials_new(&session->config, &session->credentials));
	TRY(net_new(&config, &session->net));
	patience_init(&session->patience, &patience);
	return RC_OK;
}

void session_close(struct push_session *session)
{
	net_free(session->net);
	s3_credentials_free(session->credentials);
	s3_environment_release(&session->environment);
	session->net = NULL;
	session->credentials = NULL;
}

/* --- Callbacks of a transfer */

static int64_t session_on_upload(void *context, uint64_t from, char *to, size_t size)
{
	struct push_body *body = ((struct push_request *)context)->body;
	ssize_t got;

	if (body->fd < 0) {
		memcpy(to, body->bytes + from, size);
		return (int64_t)size;
	}
	do
		got = pread(body->fd, to, size, (off_t)from);
	while (got < 0 && errno == EINTR);
	body->unreadable = got <= 0;
	body->sent = got > 0 ? from + (uint64_t)got : body->sent;
	return got > 0 ? got : -1;
}

static enum net_verdict session_on_text(struct push_request *request, struct sv bytes, size_t most)
{
	size_t room = most - request->text.n;

	request->longer = request->longer || bytes.n > room;
	buf_addsv(&request->text, (struct sv){bytes.p, bytes.n < room ? bytes.n : room});
	return request->longer ? NET_STOP : NET_TAKEN;
}

static enum net_verdict session_on_body(void *context, struct sv bytes)
{
	struct push_request *request = context;

	return session_on_text(request, bytes, request->keep);
}

static enum net_verdict session_on_refusal(void *context, struct sv bytes)
{
	return session_on_text(context, bytes, S3_REFUSAL_BODY_MAX);
}

static void session_on_done(void *context, const struct net_answer *answer)
{
	struct push_request *request = context;

	request->transfer = NULL;
	request->answer = *answer;
	request->state = REQUEST_ANSWERED;
}

/* --- Starting */

static enum rc session_start(struct push_session *session, struct push_request *request)
{
	const struct clock *machine = session->app->machine_clock;
	struct s3_message message = {0};
	struct s3_keys keys;
	enum rc rc;

	TRY(s3_credentials_keys(session->credentials, &keys));
	for (size_t i = 0; i < PUSH_FIELDS; i++)
		request->fields[i] = (struct net_field){.name = field_names[i]};
	buf_clear(&request->text);
	request->longer = false;
	request->refusal = NULL;
	request->asked_at = patience_now(&session->patience);
	s3_message_write(&message, session->bucket, &request->s3, &keys, machine->now_ms(machine->context));
	rc = net_start(session->net,
		       &(struct net_request){.url = buf_text(&message.url),
					     .method = request->s3.method,
					     .headers = message.lines,
					     .upload = {session_on_upload, request,
							request->body ? request->body->size : 0},
					     .fields = request->fields,
					     .field_count = PUSH_FIELDS,
					     .context = request,
					     .body = session_on_body,
					     .missing = session_on_refusal,
					     .refused = session_on_refusal,
					     .done = session_on_done},
		       &request->transfer);
	s3_message_release(&message);
	TRY(rc);
	request->state = REQUEST_RUNNING;
	session->requests++;
	patience_started(&session->patience);
	return RC_OK;
}

/* Starts what is due and lowers *wait_ms to when the next one is. */
static enum rc session_start_due(struct push_session *session, struct push_request *requests, size_t count,
				 int64_t *wait_ms)
{
	for (size_t i = 0; i < count; i++) {
		int64_t wait = patience_until_start(&session->patience);

		if (requests[i].state != REQUEST_WAITING)
			continue;
		if ((int)net_running(session->net) >= patience_requests(&session->patience))
			return RC_OK;
		if (requests[i].due - patience_now(&session->patience) > wait)
			wait = requests[i].due - patience_now(&session->patience);
		if (wait <= 0)
			TRY(session_start(session, &requests[i]));
		else if (wait < *wait_ms)
			*wait_ms = wait;
	}
	return RC_OK;
}

/* --- Answers */

static enum rc session_fail_patience(const struct push_request *request, int64_t wait_ms)
{
	AUTO_BUF what = {0};

	answer_describe(request, &what);
	return rc_fail(RC_SERVICE,
		       "%s; waiting another %lld s would exceed the retry budget of %lld s: run again later, or raise "
		       "--retry-budget",
		       buf_text(&what), (long long)wait_ms / MS_PER_SECOND,
		       (long long)request->session->patience.budget_ms / MS_PER_SECOND);
}

static enum rc session_ask_again(struct push_session *session, struct push_request *request)
{
	unsigned allowed = (unsigned)session->app->options->retries + 1;
	int64_t now = patience_now(&session->patience), wait;
	AUTO_BUF what = {0};

	request->tried++;
	answer_describe(request, &what);
	if (request->tried >= allowed)
		return rc_fail(RC_SERVICE, "%s; gave up after %u %s: run again later", buf_text(&what), request->tried,
			       request->tried == 1 ? "try" : "tries");
	wait = retry_wait_ms(&request->answer, request->tried, patience_random(&session->patience));
	if (session->patience.held_until - now > wait)
		wait = session->patience.held_until - now;
	if (wait > 0 && wait > patience_left(&session->patience))
		return session_fail_patience(request, wait);
	log_line(session->app->log, LEVEL_WARNING, "%s; retrying in %lld.%lld s (try %u of %u)", buf_text(&what),
		 (long long)wait / MS_PER_SECOND, (long long)wait % MS_PER_SECOND / 100, request->tried + 1, allowed);
	session->retried++;
	request->due = now + wait;
	request->state = REQUEST_WAITING;
	return RC_OK;
}

/* Its credentials have expired: once more with new ones, at once. */
static bool session_renews(struct push_session *session, struct push_request *request)
{
	if (request->renewed || !answer_is_expired(request))
		return false;
	s3_credentials_expired(session->credentials);
	request->renewed = true;
	request->due = 0;
	request->state = REQUEST_WAITING;
	return true;
}

static enum rc session_pass_on(struct push_request *request)
{
	bool more = false;

	patience_page_finished(&request->session->patience);
	TRY(request->answered(request, &more));
	request->state = more ? REQUEST_WAITING : REQUEST_OVER;
	request->due = 0;
	request->tried = more ? 0 : request->tried;
	return RC_OK;
}

static enum rc session_settle(struct push_session *session, struct push_request *request)
{
	enum retry_class class = answer_classify(request);

	/* The time of a transfer is not time spent waiting. */
	patience_worked(&session->patience, request->asked_at);
	session->run_is_damaged = request->body && request->body->unreadable;
	if (session->run_is_damaged)
		return rc_fail(RC_OUTPUT, "%s: the file cannot be read, or has become shorter: check the disk",
			       request->s3.key);
	if (class == RETRY_THROTTLED)
		patience_throttled(&session->patience, request->asked_at, request->answer.retry_after);
	if (session_renews(session, request))
		return RC_OK;
	return class == RETRY_NOT ? session_pass_on(request) : session_ask_again(session, request);
}

enum rc session_refuse(const struct push_request *request)
{
	if (request->refusal && request->refusal->kind == S3_DAMAGED)
		request->session->run_is_damaged = true;
	return answer_fail(request);
}

/* --- The loop */

static enum rc session_check_stop(const struct push_session *session)
{
	int number = *session->app->stop;

	return number ? rc_fail(RC_SERVICE, "stopped by signal %d", number) : RC_OK;
}

static enum rc session_work(struct push_session *session, struct push_request *requests, size_t count, bool *over)
{
	*over = true;
	for (size_t i = 0; i < count; i++) {
		if (requests[i].state == REQUEST_ANSWERED)
			TRY(session_settle(session, &requests[i]));
		*over = *over && requests[i].state == REQUEST_OVER;
	}
	return RC_OK;
}

static enum rc session_loop(struct push_session *session, struct push_request *requests, size_t count)
{
	bool over;

	for (;;) {
		int64_t wait_ms = SESSION_STEP_MS;

		TRY(session_check_stop(session));
		TRY(session_work(session, requests, count, &over));
		if (session->progress)
			session->progress(session->progress_context);
		if (over)
			return RC_OK;
		TRY(session_start_due(session, requests, count, &wait_ms));
		TRY(net_step(session->net, (int)wait_ms));
	}
}

enum rc session_run(struct push_session *session, struct push_request *requests, size_t count)
{
	enum rc rc;

	for (size_t i = 0; i < count; i++)
		requests[i].session = session;
	patience_restart(&session->patience);
	rc = session_loop(session, requests, count);
	for (size_t i = 0; i < count; i++) {
		if (requests[i].transfer)
			net_cancel(session->net, requests[i].transfer);
		requests[i].transfer = NULL;
		buf_release(&requests[i].text);
	}
	return rc;
}
