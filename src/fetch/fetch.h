/*
 * Reads whole resources of the service, page by page, each record once.
 *
 * One loop serves all readings at the same time, with up to `concurrency` requests in flight over the run: first the
 * next page of each reading, then pages ahead of it, as far as the announced total says that they exist. The next page
 * streams into its reading; pages ahead wait in memory, up to FETCH_AHEAD_MAX bytes over the run, and beyond that their
 * transfers pause. So records arrive in page order at any concurrency.
 *
 * It takes care of everything in mappings/PINPOINT.md, "Paging", "End of a resource", "Optional parts of a request" and
 * "Errors and waits", and in output/README.md, "Drift while paging".
 * Lifecycle: fetch_new(), fetch_add() for each resource, fetch_run(), fetch_result() for each resource, fetch_free().
 * Before fetch_free(), fetch_lookup() and fetch_again() with another fetch_run() may follow: finished readings stay
 * finished.
 * Borrowed until fetch_free(): everything in the configuration and in the requests.
 */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/idset.h"
#include "fetch/types.h"

struct fetch;

enum rc fetch_new(const struct fetch_config *config, struct fetch **out) MUST_USE;
unsigned fetch_add(struct fetch *fetch, const struct fetch_request *request); /* returns its index */
enum rc fetch_run(struct fetch *fetch) MUST_USE;
const struct fetch_result *fetch_result(const struct fetch *fetch, unsigned index);

/* Lets the next fetch_run() read a finished resource once more, whole. Only records not seen before are passed on. */
void fetch_again(struct fetch *fetch, unsigned index);

/* The ids (idset_of) of all its records that were seen. */
const struct idset *fetch_seen(const struct fetch *fetch, unsigned index);

/* After fetch_run(): looks records up by id, with the same retries, budget and concurrency as pages. */
enum rc fetch_look_up(struct fetch *fetch, const struct fetch_lookup *lookup) MUST_USE;

void fetch_free(struct fetch *fetch); /* NULL is fine */

#endif
