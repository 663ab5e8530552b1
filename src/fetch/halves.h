/*
 * Heavy pages: one that fails three times in a way that a smaller one may not is asked for in halves, page n of size
 * s as pages 2n-1 and 2n of s/2, and so on down to HALVES_SIZE_MIN. The rest of the resource goes on at that size,
 * also in later passes: pages that follow a heavy one are heavy more often than not.
 *
 * Sizes that are odd, or capped by the service, have no halves that begin where the page begins. Then the first
 * smaller page begins before it: what was met already is passed over, so nothing is lost or comes twice. Such pages,
 * and halves of a page that broke off after its last record, may hold no news without being the end: up to
 * `covered` records a page without news does not end the resource.
 */
#ifndef FETCH_HALVES_H
#define FETCH_HALVES_H

#include "fetch/reading.h"

#define HALVES_TRIES 3
#define HALVES_SIZE_MIN 10

bool halves_is_heavy(const struct net_answer *answer); /* a failure that a smaller page may not meet */
bool halves_possible(const struct reading *reading);
void halves_begin(struct reading *reading); /* the turn goes to the first half */

#endif
