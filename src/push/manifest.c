/*
 * manifest.json of a run, which is never written over another one, and PREFIX/latest, which only moves forward.
 */
#include "net/http_status.h"
#include "publish/names.h"
#include "push/answer.h"
#include "push/context.h"
#include "push/session.h"

#define JSON_TYPE "application/json"
#define TEXT_TYPE "text/plain"

enum { LATEST_TRIES = 5, LATEST_KEEP = 64 };

enum rc push_compare(const struct push_request *request, struct sv with, enum push_there *there)
{
	bool no_bucket = request->refusal && request->refusal->kind == S3_REFUSED;

	if (request->answer.status == HTTP_OK)
		*there = !request->longer && sv_same(buf_sv(&request->text), with) ? THERE_SAME : THERE_OTHER;
	else if (request->answer.status == HTTP_NOT_FOUND && !no_bucket)
		*there = THERE_NOT;
	else if (answer_does_not_say(request))
		*there = THERE_UNKNOWN;
	else
		return session_refuse(request);
	return RC_OK;
}

/* Older releases of MinIO answer 304. */
static bool manifest_condition_failed(const struct push_request *request)
{
	return request->answer.status == HTTP_PRECONDITION_FAILED || request->answer.status == HTTP_NOT_MODIFIED;
}

/* The store does not know conditions: from here on without them. What was looked at before is all there is to go by. */
static bool manifest_gives_up_conditions(const struct push_request *request)
{
	bool conditional = request->s3.if_none || request->s3.if_match;
	bool unsupported = request->answer.status == HTTP_NOT_IMPLEMENTED ||
			   (request->refusal && request->refusal->kind == S3_UNSUPPORTED);

	if (conditional && unsupported)
		request->session->unconditional = true;
	return conditional && unsupported;
}

/* --- The manifest */

static enum rc manifest_on_look(struct push_request *request, bool *more)
{
	struct push_work *work = request->context;

	(void)more;
	return push_compare(request, buf_sv(&work->manifest), &work->there);
}

enum rc push_manifest_look(struct push_work *work)
{
	struct push_request request = {.s3 = {.method = NET_GET, .key = buf_text(&work->manifest_key)},
				       .keep = work->manifest.n,
				       .answered = manifest_on_look,
				       .context = work};

	TRY(session_run(work->session, &request, 1));
	if (work->there != THERE_OTHER)
		return RC_OK;
	work->session->run_is_damaged = true;
	return rc_fail(RC_OUTPUT,
		       "%s/%s is there already, with other bytes: another run of the same second was pushed there; "
		       "choose another prefix for this account",
		       work->session->bucket->url, buf_text(&work->manifest_key));
}

struct manifest_put {
	struct push_work *work;
	bool refused; /* there is one already */
};

static enum rc manifest_on_put(struct push_request *request, bool *more)
{
	struct manifest_put *put = request->context;

	if (push_succeeded(request)) {
		put->work->run->figures.objects++;
		put->work->run->figures.bytes += put->work->manifest.n;
		return RC_OK;
	}
	if (manifest_gives_up_conditions(request)) {
		request->s3.if_none = false;
		*more = true;
		return RC_OK;
	}
	put->refused = manifest_condition_failed(request);
	return put->refused ? RC_OK : session_refuse(request);
}

/* Somebody else was faster, perhaps with the same run. */
static enum rc manifest_settle_refused(struct push_work *work)
{
	TRY(push_manifest_look(work));
	if (work->there == THERE_UNKNOWN)
		log_line(work->session->app->log, LEVEL_WARNING,
			 "%s/%s is there already, and the credentials may not read it: taken as pushed before",
			 work->session->bucket->url, buf_text(&work->manifest_key));
	if (work->there == THERE_NOT)
		return rc_fail(RC_SERVICE, "%s/%s was there, and is gone: run again", work->session->bucket->url,
			       buf_text(&work->manifest_key));
	return RC_OK;
}

enum rc push_manifest(struct push_work *work)
{
	struct push_body body = {.fd = -1, .bytes = work->manifest.p, .size = work->manifest.n};
	struct manifest_put put = {.work = work};
	struct push_request request = {.s3 = {.method = NET_PUT,
					      .key = buf_text(&work->manifest_key),
					      .sha256 = work->manifest_sha256,
					      .content_type = JSON_TYPE,
					      .if_none = !work->session->unconditional},
				       .body = &body,
				       .answered = manifest_on_put,
				       .context = &put};

	TRY(session_run(work->session, &request, 1));
	return put.refused ? manifest_settle_refused(work) : RC_OK;
}

/* --- latest */

struct latest_move {
	struct push_work *work;
	enum { LATEST_LOOK, LATEST_DONE, LATEST_LOST } next;
	enum push_there there;
	int64_t run_ms; /* that it names */
	char etag[NET_FIELD_MAX];
};

static enum rc latest_on_look(struct push_request *request, bool *more)
{
	struct latest_move *move = request->context;

	(void)more;
	TRY(push_compare(request, SV(""), &move->there));
	memcpy(move->etag, request->fields[FIELD_ETAG].value, sizeof(move->etag));
	move->run_ms = TIMESTAMP_NONE;
	if (move->there == THERE_OTHER && !timestamp_read_run_name(sv_trim(buf_sv(&request->text)), &move->run_ms))
		move->run_ms = TIMESTAMP_NONE;
	return RC_OK;
}

/* Ceph 16 compares what is sent with the ETag without its quotes. */
static bool latest_drop_quotes(struct latest_move *move, struct push_request *request)
{
	size_t n = strlen(move->etag);

	if (!request->s3.if_match || n < 2 || move->etag[0] != '"' || move->etag[n - 1] != '"')
		return false;
	memmove(move->etag, move->etag + 1, n - 2);
	move->etag[n - 2] = '\0';
	return true;
}

static enum rc latest_on_put(struct push_request *request, bool *more)
{
	struct latest_move *move = request->context;

	if (push_succeeded(request)) {
		move->next = LATEST_DONE;
		return RC_OK;
	}
	if (manifest_gives_up_conditions(request)) {
		request->s3.if_none = false;
		request->s3.if_match = NULL;
		*more = true;
		return RC_OK;
	}
	if (manifest_condition_failed(request) && latest_drop_quotes(move, request)) {
		*more = true;
		return RC_OK;
	}
	/* 404: it was deleted after it was looked at. */
	if (!manifest_condition_failed(request) && !(request->s3.if_match && request->answer.status == HTTP_NOT_FOUND))
		return session_refuse(request);
	move->next = LATEST_LOST;
	return RC_OK;
}

static enum rc latest_write(struct latest_move *move)
{
	struct push_session *session = move->work->session;
	char hash[SHA256_HEX_SIZE];
	AUTO_BUF text = {0};
	struct push_body body = {.fd = -1};
	struct push_request request = {.s3 = {.method = NET_PUT,
					      .key = LATEST_NAME,
					      .sha256 = hash,
					      .content_type = TEXT_TYPE,
					      .if_none = move->there == THERE_NOT && !session->unconditional},
				       .body = &body,
				       .answered = latest_on_put,
				       .context = move};

	buf_addf(&text, "%s\n", move->work->directory.manifest->run_id);
	digest_of(buf_sv(&text), hash);
	body.bytes = text.p;
	body.size = text.n;
	if (move->there == THERE_OTHER && move->etag[0] && !session->unconditional)
		request.s3.if_match = move->etag;
	return session_run(session, &request, 1);
}

/* Looks at it, and moves it if it lags behind. */
static enum rc latest_try(struct latest_move *move)
{
	struct push_work *work = move->work;
	struct push_request request = {.s3 = {.method = NET_GET, .key = LATEST_NAME},
				       .keep = LATEST_KEEP,
				       .answered = latest_on_look,
				       .context = move};

	TRY(session_run(work->session, &request, 1));
	if (move->there == THERE_OTHER && move->run_ms == TIMESTAMP_NONE) {
		log_line(work->session->app->log, LEVEL_WARNING,
			 "%s/" LATEST_NAME " does not name a run, so it is left alone", work->session->bucket->url);
		move->next = LATEST_DONE;
		return RC_OK;
	}
	if (move->there == THERE_OTHER && move->run_ms >= work->run->run_ms) {
		work->run->latest->run_ms = move->run_ms;
		move->next = LATEST_DONE;
		return RC_OK;
	}
	if (move->there == THERE_UNKNOWN && work->run->latest->noted_ms > work->run->run_ms) {
		move->next = LATEST_DONE;
		return RC_OK;
	}
	return latest_write(move);
}

enum rc push_latest(struct push_work *work)
{
	struct latest_move move = {.work = work};

	if (work->run->latest->run_ms >= work->run->run_ms)
		return RC_OK;
	for (int i = 0; i < LATEST_TRIES && move.next != LATEST_DONE; i++)
		TRY(latest_try(&move));
	if (move.next != LATEST_DONE)
		log_line(work->session->app->log, LEVEL_WARNING,
			 "%s/" LATEST_NAME " is being changed by others, so it is left alone",
			 work->session->bucket->url);
	else if (work->run->latest->run_ms < work->run->run_ms)
		work->run->latest->run_ms = work->run->run_ms;
	return RC_OK;
}
