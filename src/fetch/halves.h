/*
 * Heavy pages: one that fails three times in a way that a smaller page may avoid is requested in halves, page n of size s
 * as pages 2n-1 and 2n of size s/2, and so on down to HALVES_SIZE_MIN. The rest of the resource goes on at that size, in
 * later passes too: the pages after a heavy one are usually heavy as well. What was read before is not requested again.
 *
 * If a size is odd, or the service gives less than requested, no half begins where the page begins. Then the first half
 * begins before it, with records that were already seen. The same goes for halves of a page that was cut off after its
 * last record. So up to the end of the page that was halved, a page without a new record does not end the list.
 */
#ifndef FETCH_HALVES_H
#define FETCH_HALVES_H

#include "fetch/run.h"

#define HALVES_TRIES 3
#define HALVES_SIZE_MIN 10

bool halves_may_help(const struct net_answer *answer); /* a failure that a smaller page may avoid */
bool halves_possible(const struct page *page);
void halves_begin(struct reading *reading); /* the turn goes to the first half */

#endif
