/*
 * What pushing works with: requests, the session that sends them, a run. The functions are in push/session.h and push/run.h.
 */
#ifndef PUSH_TYPES_H
#define PUSH_TYPES_H

#include "base/timestamp.h"
#include "cli/app.h"
#include "net/client.h"
#include "net/patience.h"
#include "s3/credentials.h"
#include "s3/message.h"
#include "s3/refusal.h"

/* The body of a PUT: a file, or bytes in memory. */
struct push_body {
	int fd; /* -1: `bytes` */
	const char *bytes;
	uint64_t size;
	uint64_t sent;   /* bytes of it that were handed over in the request under way */
	bool unreadable; /* the file ended early, or could not be read */
};

enum push_field { FIELD_SHA256, FIELD_ETAG, FIELD_REGION, FIELD_REQUEST_ID, PUSH_FIELDS };

/* A request and its answer. Zero-initialize; session_run() releases what it made. */
struct push_request {
	struct s3_request s3;
	struct push_body *body; /* of a PUT */
	size_t keep;            /* bytes of the body of a 200 answer that are kept in `text` */
	/* Called with each answer that is not asked for again. May change the request and set *more, to go on with it. */
	enum rc (*answered)(struct push_request *request, bool *more);
	void *context;

	/* The answer. */
	struct net_answer answer;
	const struct s3_refusal *refusal; /* NULL: none that is known */
	struct buf text;
	bool longer; /* the body had more bytes than were kept */
	struct net_field fields[PUSH_FIELDS];

	/* The session's own. */
	struct push_session *session;
	struct net_transfer *transfer;
	enum { REQUEST_WAITING, REQUEST_RUNNING, REQUEST_ANSWERED, REQUEST_OVER } state;
	int64_t due, asked_at; /* steady time */
	unsigned tried;
	bool renewed; /* with new credentials */
};

struct push_session {
	const struct app *app;
	const struct s3_bucket *bucket;
	struct s3_credentials_config config;
	struct s3_environment environment;
	struct s3_credentials *credentials;
	struct net *net;
	struct patience patience;
	uint64_t requests, retried;
	bool run_is_damaged;             /* the last failure is that of the run itself: others may be pushed */
	bool unconditional;              /* the store does not know conditions */
	void (*progress)(void *context); /* called now and then while requests run; or NULL */
	void *progress_context;
};

static inline bool push_succeeded(const struct push_request *request)
{
	return request->answer.status / 100 == 2;
}

/* Of one run, or of several together. */
struct push_figures {
	uint64_t objects, bytes; /* sent */
	uint64_t skipped;        /* objects that were there */
};

/* What is known of PREFIX/latest. */
struct push_latest {
	int64_t run_ms;   /* it is not earlier than this, since it was seen; TIMESTAMP_NONE: it was not */
	int64_t noted_ms; /* the latest complete run that was noted as pushed; counts where it may not be read */
};

struct push_run {
	struct push_session *session;
	const char *path;
	const char *account; /* whose run it has to be; NULL: anybody's */
	struct push_latest *latest;
	int64_t run_ms;              /* set by push_run() */
	struct push_figures figures; /* added to */
};

#endif
