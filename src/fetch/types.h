/*
 * What the caller of fetch/ configures, requests, receives and gets as a result. See fetch/fetch.h.
 */
#ifndef FETCH_TYPES_H
#define FETCH_TYPES_H

#include "base/clock.h"
#include "jsonapi/document.h"
#include "jsonapi/query.h"
#include "net/client.h"

#define FETCH_AHEAD_MAX ((size_t)12 << 20) /* 16 MiB is no faster, and a quarter of a run's memory */
#define FETCH_CONCURRENCY_MAX 16
#define FETCH_PASSES_MAX 3                  /* the first pass and two more because of drift */
#define FETCH_LOOKUPS_MAX ((size_t)1000000) /* in one call */
#define FETCH_FORMAT_TRIES 3                /* of a complete answer that cannot be parsed */
#define FETCH_KEY_TRIES 3                   /* after a 401, if the key was accepted before in this run */

/* What the clocks said when an answer began to arrive. */
struct fetch_date {
	int64_t service_ms; /* by its Date header */
	int64_t our_ms;     /* by config.clock */
	int64_t steady_ms;
};

struct fetch_config {
	const char *base_url; /* without a slash at its end */
	int page_size, concurrency;
	unsigned retries;        /* of one request */
	int64_t retry_budget_ms; /* without any finished page */
	double rate;             /* requests per second at most; 0 = no limit */
	const struct clock *clock;
	struct net_config net;    /* its clock and connections are replaced by those above */
	volatile const int *stop; /* the number of a signal that ends the run, else 0 */
	/* One line for people: a retry, a part that is given up, another pass. May be NULL. */
	void (*notice)(void *context, const char *line);
	/* Before the run waits for the network, so several times a second: a time to show progress. May be NULL. */
	void (*step)(void *context);
	/* A page was finished. May be NULL. */
	void (*page)(void *context, const char *path, uint64_t received, int64_t announced);
	/*
	 * Called once a run, for the first answer that brought records and a Date. Any result but RC_OK ends the run with
	 * that result. May be NULL.
	 */
	enum rc (*dated)(void *context, const struct fetch_date *date);
	void *context;
};

/* Receives the records of one resource. Any result but RC_OK ends the run with that result. */
struct fetch_handler {
	void *context;
	/* An attempt at a page begins. `facts` can be read as long as it lasts (included_first). */
	enum rc (*begin)(void *context, const struct document_facts *facts);
	/*
	 * A record that was not passed on before. With *waits = true it needs something included: the handler keeps it, and
	 * it counts as passed on only once the page has ended whole.
	 */
	enum rc (*record)(void *context, const struct resource *resource, bool *waits);
	enum rc (*included)(void *context, const struct resource *resource);
	/*
	 * The attempt ends. If the page did not come whole, the handler drops the records that waited: the page will be
	 * requested again. Not called after a failure of the handler itself, or when the run ends in the middle of a page.
	 */
	enum rc (*end)(void *context, bool whole);
};

/* What an earlier run found out: the service refuses these parts of a request, and pages that are larger. */
struct fetch_refused {
	uint64_t parts;
	int page_size;       /* 0: none was refused */
	const char *version; /* of the service (net/request.h); "" if it gave none */
};

struct fetch_request {
	const struct query *query;
	uint64_t parts; /* those of the query that are wanted (jsonapi/query.h) */
	/* Believed as long as the service shows the same version, and takes what is left of the request. May be NULL. */
	const struct fetch_refused *refused;
	/* Those of them, optional or not, that may be given up on a 403, and on a 400 that stays without the optional ones. */
	uint64_t spare;
	bool maybe_unknown;             /* a 400 that stays means that the service does not have it, as a 404 does */
	const struct type_names *types; /* what to keep of records and included resources (jsonapi/document.h) */
	unsigned type_count;            /* 0: nothing of either */
	bool keep_raw;
	const char *updated_since; /* request only what was updated since then; NULL = the whole resource */
	bool probe;                /* one page of size 1, no drift, no handler: is the resource readable? */
	struct fetch_handler handler;
};

enum fetch_status {
	FETCH_COMPLETE,
	FETCH_DRIFTED,      /* read, but after the last pass the totals still did not agree */
	FETCH_NOT_READABLE, /* 403 or 404 for its first page; 400 if maybe_unknown */
};

struct fetch_result {
	enum fetch_status status;
	long refused_status;                 /* that, if not readable */
	char refused_id[NET_REQUEST_ID_MAX]; /* the id of the request that was refused; "" if unknown */
	uint64_t given_up;                   /* those of the wanted parts that had to go */
	int page_size;                       /* that the service takes, and that was wanted at most */
	bool refused_as_before;        /* request.refused was believed to the end, or there was none and none is */
	char version[NET_VERSION_MAX]; /* that the service shows; "" if none */
	int64_t announced;             /* the total; -1 if the service never gave one */
	uint64_t received;             /* distinct records of all passes, including those deleted between two passes */
	/* Over all passes: */
	uint64_t pages, passes, requests, retried, bytes;
	uint64_t replaced, duplicate_names, other_types; /* on pages that came whole, and in records looked up by id */
	int64_t read_at_ms;  /* when the last pass began, by the service's clock; by ours if the service gave no time */
	int64_t began_at_ms; /* the same for the first pass */
	bool read_whole;     /* without updated_since, or it had to be given up */
};

enum fetch_found {
	FETCH_FOUND,     /* 200; passed on to the reading's handler if it was not seen before */
	FETCH_GONE,      /* 404 or 410 with a JSON body, or 200 with a record of another id, into which it was merged */
	FETCH_UNSETTLED, /* any other answer that a retry does not change */
};

/* Lookups of single records by id. */
struct fetch_lookup {
	unsigned index; /* the finished reading whose query, given-up parts and handler apply */
	const struct sv *ids;
	size_t count;
	/* Called in the order of `ids`; `place` is an index into it. Any result but RC_OK ends the run with that result. */
	enum rc (*answer)(void *context, size_t place, enum fetch_found found);
	void *context;
};

#endif
