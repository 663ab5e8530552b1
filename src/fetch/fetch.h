/*
 * Reads whole resources of the service, page after page, each record once.
 *
 * One loop serves all readings at the same time: up to `concurrency` requests in flight over the run, the next page
 * of each reading first, then pages ahead (as far as the announced total says there are any). The page whose turn it
 * is streams into its reading; pages ahead wait in memory, FETCH_AHEAD_MAX bytes over the run, past which their
 * transfers pause. So records arrive in page order whatever the concurrency.
 *
 * What it takes care of (contract, sections 3, 4 and 6): the end rule, links.next, optional parts, what is not
 * readable, retries and the retry budget, a pace that the service bears, pages that break off or are too heavy, drift
 * while paging (two more passes at most).
 * Life cycle: fetch_new(), fetch_add() per resource, fetch_run(), fetch_result() per resource, fetch_free(). Between
 * the last two, fetch_ask() and fetch_again() with another fetch_run(): what is over stays over.
 * Borrowed until fetch_free(): everything in the configuration and in the requests.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/clock.h"
#include "base/idset.h"
#include "jsonapi/document.h"
#include "jsonapi/query.h"
#include "net/client.h"

#define FETCH_AHEAD_MAX ((size_t)12 << 20) /* 16 are no faster, and a quarter of a run's memory */
#define FETCH_CONCURRENCY_MAX 16
#define FETCH_PASSES_MAX 3                    /* the first reading and two more for drift */
#define FETCH_QUESTIONS_MAX ((size_t)1000000) /* by id, at once */
#define FETCH_FORMAT_TRIES 3                  /* of a complete answer that does not parse */

struct fetch_config {
	const char *base_url; /* without a slash at its end */
	int page_size, concurrency;
	unsigned retries;        /* a request */
	int64_t retry_budget_ms; /* without any finished page */
	double rate;             /* requests a second at most; 0 = no limit */
	const struct clock *clock;
	struct net_config net;    /* its clock and connections are those above */
	volatile const int *stop; /* a signal number once the run shall end, else 0 */
	/* One line for people: a wait, a given-up part, another pass. May be NULL. */
	void (*notice)(void *context, const char *line);
	/* A page was finished: for progress. May be NULL. */
	void (*page)(void *context, const char *path, uint64_t received, int64_t announced);
	void *context;
};

/* Who receives the records of one resource. Anything but RC_OK ends the run with that result. */
struct fetch_handler {
	void *context;
	/* An attempt at a page begins; `facts` may be asked while it lasts (included_first). */
	enum rc (*begin)(void *context, const struct document_facts *facts);
	/*
	 * A record that was not taken before. *waits = true: it needs something included and is kept aside; it counts
	 * as taken only when the page ends whole.
	 */
	enum rc (*record)(void *context, const struct resource *resource, bool *waits);
	enum rc (*included)(void *context, const struct resource *resource);
	/*
	 * The attempt ends. Not whole: what waited is to be dropped, it will be asked for again. Not called after a
	 * failure of the handler itself, nor where the run ends in the middle of a page.
	 */
	enum rc (*end)(void *context, bool whole);
};

struct fetch_request {
	const struct query *query;
	const struct names *attributes, *relationships;
	bool keep_raw;
	const char *updated_since; /* ask only for what was updated since; NULL = the whole resource */
	bool probe;                /* one page of size 1, no drift, no handler: may it be read? */
	struct fetch_handler handler;
};

enum fetch_status {
	FETCH_COMPLETE,
	FETCH_DRIFTED,      /* read, but the totals still did not agree after the last pass */
	FETCH_NOT_READABLE, /* 403 or 404 on its first page */
};

struct fetch_result {
	enum fetch_status status;
	long refused_status;                 /* 403 or 404 where not readable */
	char refused_id[NET_REQUEST_ID_MAX]; /* of the request that was answered so; "" if not told */
	unsigned given_up;                   /* mask over query->optional */
	int64_t announced;                   /* -1 if never told */
	uint64_t received; /* distinct records, over all passes: one deleted between two passes stays among them */
	/* Over all passes: */
	uint64_t pages, passes, requests, retried, bytes;
	uint64_t replaced, duplicate_names, other_types; /* of pages that came whole, and of records asked for by id */
	int64_t read_at_ms;  /* the service's clock when the (last) reading began; ours if it told none */
	int64_t began_at_ms; /* the same of the first pass */
	bool read_whole;     /* updated_since was not asked with, or had to go */
};

enum fetch_found {
	FETCH_FOUND,     /* 200; handed on through the reading's handler if it was not met before */
	FETCH_GONE,      /* 404 with a JSON:API error body */
	FETCH_UNSETTLED, /* anything else that no second try changes */
};

struct fetch_question {
	unsigned index; /* of the finished reading whose query, form and handler count */
	const struct sv *ids;
	size_t count;
	/* In the order of ids; `place` is one among them. Anything but RC_OK ends the questions with that result. */
	enum rc (*answer)(void *context, size_t place, enum fetch_found found);
	void *context;
};

struct fetch;

enum rc fetch_new(const struct fetch_config *config, struct fetch **out) MUST_USE;
unsigned fetch_add(struct fetch *fetch, const struct fetch_request *request); /* its index */
enum rc fetch_run(struct fetch *fetch) MUST_USE;
const struct fetch_result *fetch_result(const struct fetch *fetch, unsigned index);

/* Has a finished reading read once more, whole, by the next fetch_run(): only records not met before are handed on. */
void fetch_again(struct fetch *fetch, unsigned index);

/* The ids (idset_of) of all records met by it. */
const struct idset *fetch_seen(const struct fetch *fetch, unsigned index);

/* After fetch_run(): asks for records by id, with the retries, budget and requests in flight of pages. */
enum rc fetch_ask(struct fetch *fetch, const struct fetch_question *question) MUST_USE;

void fetch_free(struct fetch *fetch); /* NULL is fine */

#endif
